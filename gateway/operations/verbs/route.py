"""The words of `route(...)` and `routes(...)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gateway.operations.verbs.errors import ErrorVerbs
from gateway.operations.verbs.header import AnswerHeaderVerbs, HeaderVerbs
from gateway.operations.verbs.parameter import ParameterVerbs
from gateway.operations.verbs.query import QueryVerbs
from gateway.operations.verbs.schema import SchemaVerbs

if TYPE_CHECKING:
    from gateway.operations.routes.pages import Seen
    from gateway.operations.routes.route import RouteOperation
    from gateway.shapes.walk import Location


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

    def method(self, to: str) -> RouteOperation:
        """The route answers the method `to` where it answered another: `route("PUT /orders").method("POST")`."""
        from gateway.operations.routes.method import ChangeMethod

        return ChangeMethod(self._pattern, to)

    def paged(self, *, into: str, cursor: str, query: str, old_sees: Seen) -> RouteOperation:
        """The list that the route answered is in pages; older clients see `all_pages(...)` or `first_page(...)`.

        `into` is the member that holds a page's items, `cursor` the one that says where the next page is, and `query`
        the parameter by which it is asked for.
        """
        from gateway.operations.routes.pages import Paginate

        return Paginate(self._pattern, into, cursor, query, old_sees)

    def deferred(
        self,
        *,
        done: Mapping[str, Any],
        was: Any,
        within: float,
        failed: Mapping[str, Any] | None = None,
        status: int = 200,
    ) -> RouteOperation:
        """The route answers 202 where it answered `status` with a result, a `was`; older clients wait for it.

        `Location` leads to a monitor, which is asked until it bears the members of `done` or leads to the result (303),
        for `within` seconds at most.
        """
        from gateway.operations.routes.defer import Defer

        return Defer(self._pattern, status, was, done, failed or {}, within)

    def keeps_the_rest(self) -> RouteOperation:
        """What an older client can't say when it replaces (PUT) is read with GET at the same path, and kept."""
        from gateway.operations.routes.keep import KeepTheRest

        return KeepTheRest(self._pattern)

    def erases_the_rest(self, reason: str) -> RouteOperation:
        """What an older client can't say when it replaces (PUT) goes, and why that is right."""
        from gateway.operations.routes.keep import EraseTheRest

        return EraseTheRest(self._pattern, reason)

    def enveloped(self, *, into: str, lost: str) -> RouteOperation:
        """What the route answered is now the member `into` of an object; older clients don't see what is `lost`."""
        from gateway.operations.routes.document import Envelope

        return Envelope(self._pattern, into, lost)

    def unwrapped(self, *, was_in: str) -> RouteOperation:
        """What was in the member `was_in` of the answer is now the answer."""
        from gateway.operations.routes.document import Unwrap

        return Unwrap(self._pattern, was_in)

    def request(
        self,
        *,
        up: Callable[[Any], Any],
        was: Any,
        what: str,
        places: Callable[[Location], Location] | None = None,
    ) -> RouteOperation:
        """The whole request has another form, where no other word fits; `what` is said in the changelog.

        `places` gives the older place of a newer one, both as tuples of keys and indexes, for errors that name one;
        without it they name none.
        """
        from gateway.operations.routes.document import RewriteRequest

        return RewriteRequest(self._pattern, up, was, what, places)

    def response(self, *, down: Callable[[Any], Any], was: Any, what: str) -> RouteOperation:
        """The whole answer has another form, where no other word fits; `what` is said in the changelog."""
        from gateway.operations.routes.document import RewriteResponse

        return RewriteResponse(self._pattern, down, was, what)

    def in_request(self, pointer: str = "") -> SchemaVerbs:
        """The schema without a name at a place of the request, the whole of it when nothing is said."""
        from gateway.operations.inline import Inline
        from gateway.operations.operation import Form

        return SchemaVerbs(Inline(self._pattern, Form.REQUEST, pointer))

    def in_response(self, pointer: str = "") -> SchemaVerbs:
        """The schema without a name at a place of what success answers: `in_response("/data/*")`."""
        from gateway.operations.inline import Inline
        from gateway.operations.operation import Form

        return SchemaVerbs(Inline(self._pattern, Form.RESPONSE, pointer))

    def query(self, name: str) -> QueryVerbs:
        """The query parameter `name` of the route."""
        return QueryVerbs(self._pattern, name)

    def header(self, name: str) -> HeaderVerbs:
        """The request header `name` of the route."""
        return HeaderVerbs(self._pattern, name)

    def answer_header(self, name: str) -> AnswerHeaderVerbs:
        """The response header `name` of the route."""
        return AnswerHeaderVerbs(self._pattern, name)

    def parameter(self, name: str) -> ParameterVerbs:
        """The parameter `name` of the route's path: `route("/orders/{id}").parameter("id")`."""
        return ParameterVerbs(self._pattern, name)

    def errors(self) -> ErrorVerbs:
        """What errors answer, described or not; with `routes("/")` the gateway's own too."""
        return ErrorVerbs(self._pattern)

    def media_type(self, *, was: str, to: str) -> RouteOperation:
        """What success answers is a `to` where it was a `was`; `Accept` is translated along."""
        from gateway.operations.routes.media_type import ChangeMediaType

        return ChangeMediaType(self._pattern, was, to)

    def request_media_type(self, *, was: str, to: str) -> RouteOperation:
        """What the route takes is a `to` where it was a `was`."""
        from gateway.operations.routes.media_type import ChangeRequestMediaType

        return ChangeRequestMediaType(self._pattern, was, to)
