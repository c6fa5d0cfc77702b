"""The words an adapter module is written in: `schema("Customer").renamed(...)`, `route("/order").moved(...)`.

Each verb is the registration of its operation, which is imported only when the verb is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.operations.fields.join import Conversion
    from gateway.operations.operation import SchemaOperation
    from gateway.operations.routes.route import RouteOperation, RoutePattern


class SchemaVerbs:
    """What can have happened to the fields of named schemas, wherever they occur."""

    def __init__(self, *schemas: str) -> None:
        self._schemas = schemas

    def renamed(self, field: str, *, to: str) -> SchemaOperation:
        """`field` got the name `to`."""
        from gateway.operations.fields.rename import RenameField

        return RenameField(self._schemas, field, to)

    def added(self, field: str, *, default: Any) -> SchemaOperation:
        """`field` is new; what older clients create gets `default`, and they never see it."""
        from gateway.operations.fields.add import AddField

        return AddField(self._schemas, field, default)

    def removed(
        self, field: str, *, was: Any, old_sees: Any | Callable[[dict[str, Any]], Any], required: bool = True
    ) -> SchemaOperation:
        """`field` is gone; older clients still see `old_sees` (a value, or a pure function of the newer object).

        `was` is its type: a Python type such as `str | None`, or a JSON Schema. With `required=False` older
        responses could leave it out.
        """
        from gateway.operations.fields.remove import RemoveField

        return RemoveField(self._schemas, field, was, old_sees, required)

    def wrapped(self, field: str, *, into: str, lost: str, empty: Any = None) -> SchemaOperation:
        """The value `field` became the list `into`; older clients see its first item, not what is `lost`.

        An empty list was `empty`: None, or `ABSENT` where older documents left the field out.
        """
        from gateway.operations.fields.wrap import WrapField

        return WrapField(self._schemas, field, into, lost, empty)

    def converted(
        self,
        field: str,
        *,
        up: Callable[[Any], Any],
        down: Callable[[Any], Any],
        was: Any,
        lost: str | None = None,
    ) -> SchemaOperation:
        """The value of `field` has another form; `up` and `down` are pure functions, `was` its older type."""
        from gateway.operations.conversions import Functions
        from gateway.operations.fields.join import JoinFields

        return JoinFields(self._schemas, (field,), field, Functions(up, down, was, lost))

    def joined(self, *fields: str, into: str, by: Conversion) -> SchemaOperation:
        """Several fields became the one field `into`, converted `by` a pair of pure functions."""
        from gateway.operations.fields.join import JoinFields

        return JoinFields(self._schemas, fields, into, by)


class QueryVerbs:
    """What can have happened to a query parameter."""

    def __init__(self, pattern: RoutePattern, name: str) -> None:
        self._pattern = pattern
        self._name = name

    def renamed(self, *, to: str) -> RouteOperation:
        """The parameter got the name `to`."""
        from gateway.operations.routes.query import RenameQuery

        return RenameQuery(self._pattern, self._name, to)


class RouteVerbs:
    """What can have happened to routes."""

    def __init__(self, path: str, below: bool = False) -> None:
        from gateway.operations.routes.route import RoutePattern

        self._pattern = RoutePattern(path, below)

    def moved(self, to: str) -> RouteOperation:
        """The route has another path; at the other one it is 404."""
        from gateway.operations.routes.move import MoveRoute

        return MoveRoute(self._pattern, to)

    def added(self) -> RouteOperation:
        """The route is new."""
        from gateway.operations.routes.exist import AddRoute

        return AddRoute(self._pattern)

    def removed(self) -> RouteOperation:
        """The route is gone; the last version that had it keeps its handler in its package."""
        from gateway.operations.routes.exist import RemoveRoute

        return RemoveRoute(self._pattern)

    def status(self, status: int, *, to: int) -> RouteOperation:
        """The route answers `to` where it answered `status`."""
        from gateway.operations.routes.status import ChangeStatus

        return ChangeStatus(self._pattern, status, to)

    def query(self, name: str) -> QueryVerbs:
        """The query parameter `name` of the route."""
        return QueryVerbs(self._pattern, name)


def schema(*names: str) -> SchemaVerbs:
    """The named schemas, wherever they occur: nested, in lists, in maps, in unions, in every route."""
    return SchemaVerbs(*names)


def route(path: str) -> RouteVerbs:
    """One route, named as it was just before the change: `/order`, or `POST /order` for one method."""
    return RouteVerbs(path)


def routes(path: str) -> RouteVerbs:
    """The route at `path` and all below it."""
    return RouteVerbs(path, below=True)
