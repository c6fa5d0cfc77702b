"""The words of `routes(...).errors()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gateway.operations.operation import NOTHING
from gateway.operations.verbs.schema import SchemaVerbs

if TYPE_CHECKING:
    from gateway.operations.operation import SchemaOperation
    from gateway.operations.routes.route import RouteOperation, RoutePattern


class ErrorVerbs:
    """What can have happened to what errors answer, described or not, the gateway's own included."""

    def __init__(self, pattern: RoutePattern) -> None:
        self._pattern = pattern
        self._verbs = SchemaVerbs("Problem")

    def _acting(self, operation: SchemaOperation) -> RouteOperation:
        from gateway.operations.routes.errors import ErrorMember

        return ErrorMember(self._pattern, operation)

    def renamed(self, member: str, *, to: str) -> RouteOperation:
        """`member` got the name `to`."""
        return self._acting(self._verbs.renamed(member, to=to))

    def added(self, member: str) -> RouteOperation:
        """`member` is new; older clients don't see it."""
        return self._acting(self._verbs.added(member, default=NOTHING))

    def removed(self, member: str, *, was: Any, old_sees: Any | Callable[[dict[str, Any]], Any]) -> RouteOperation:
        """`member`, a `was`, is gone; older clients still see `old_sees`, a value or a function of the newer error."""
        return self._acting(self._verbs.removed(member, was=was, old_sees=old_sees))

    def moved(self, member: str, *, to: str) -> RouteOperation:
        """The value moved to another place below the error: `moved("code", to="error.code")`."""
        return self._acting(self._verbs.moved(member, to=to))

    def nested(self, *members: str, into: str) -> RouteOperation:
        """The members are now those of the new object `into`."""
        return self._acting(self._verbs.nested(*members, into=into))

    def flattened(self, member: str, *inner: str) -> RouteOperation:
        """The members of the object `member` are now beside it."""
        return self._acting(self._verbs.flattened(member, *inner))

    def values(self, member: str, names: Mapping[Any, Any]) -> RouteOperation:
        """Values of `member` got other names, older to newer: `values("code", {"missing": "not_found"})`."""
        return self._acting(self._verbs.values(member, names))

    def value_added(self, member: str, value: Any, *, old_sees: Any) -> RouteOperation:
        """`member` may have the new `value`; older clients see `old_sees` in its place."""
        return self._acting(self._verbs.value_added(member, value, old_sees=old_sees))

    def converted(
        self, member: str, *, down: Callable[[Any], Any], was: Any, lost: str | None = None
    ) -> RouteOperation:
        """The value of `member` has another form, of which `down` makes the older one."""
        return self._acting(self._verbs.converted(member, up=lambda older: older, down=down, was=was, lost=lost))

    def enveloped(self, *, into: str, lost: str) -> RouteOperation:
        """What an error answered is now the member `into` of an object; older clients don't see what is `lost`."""
        from gateway.operations.routes.document import Envelope

        return Envelope(self._pattern, into, lost).of_errors()

    def unwrapped(self, *, was_in: str) -> RouteOperation:
        """What was in the member `was_in` of what an error answered is now the answer."""
        from gateway.operations.routes.document import Unwrap

        return Unwrap(self._pattern, was_in).of_errors()

    def rewritten(self, *, down: Callable[[Any], Any], was: Any, what: str) -> RouteOperation:
        """The whole error has another form, where no other word fits; `what` is said in the changelog.

        `down` gets every error, of whatever form, and returns what it doesn't know as it is.
        """
        from gateway.operations.routes.document import RewriteResponse

        return RewriteResponse(self._pattern, down, was, what).of_errors()

    def media_type(self, *, was: str, to: str) -> RouteOperation:
        """Errors are a `to` where they were a `was`."""
        from gateway.operations.routes.media_type import ChangeMediaType

        return ChangeMediaType(self._pattern, was, to, on_errors=True)
