"""The plan of one version and route, interpreted: operation by operation over the shapes between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

from gateway.asgi import Headers
from gateway.errors import ConversionError, ParameterError
from gateway.lossless import dumps, loads_any
from gateway.operations.operation import Operation, Role, SchemaOperation
from gateway.operations.routes.defer import Defer
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.keep import EraseTheRest, KeepTheRest
from gateway.operations.routes.pages import Paginate
from gateway.operations.routes.route import RouteOperation
from gateway.plan.keep import Kept
from gateway.plan.lineage import Link, State, seen_in
from gateway.plan.merge import merged, patched
from gateway.plan.patch import Patch
from gateway.plan.places import back, names_in
from gateway.plan.plan import ERROR, Plan, key_of
from gateway.plan.ties import TiedQuery
from gateway.shapes.marked import LINK, OLD, has_mark, rewrite_marked, without_marked
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.walk import (
    NO_DOCUMENT,
    LocatedError,
    Location,
    rewrite,
    rewrite_fitted,
)


class InterpretedPlan(Plan):
    """What is translated between one client version and one handler.

    Args:
        links: the operations that touch the route, newest first.
        home: the route with its documents as the handler speaks them.
        query: what is done to the query string, newest first; what the operations on the route do when left out.
    """

    def __init__(
        self,
        links: Sequence[Link],
        home: State,
        query: Sequence[RouteOperation | TiedQuery] | None = None,
    ) -> None:
        super().__init__(home)
        self.links = tuple(links)
        self._linking = {status for status, shape in home.responses.items() if has_mark(shape, LINK)}
        self._request_links = home.request is not None and has_mark(home.request, LINK)
        self._request_old = home.request is not None and has_mark(home.request, OLD)
        self._seen = links[-1].older.responses if links else home.responses
        self._hiding = {status for status, shape in self._seen.items() if has_mark(shape, OLD)}
        self._body = [link for link in links if isinstance(link.operation, SchemaOperation | DocumentOperation)]
        self._route = [link.operation for link in links if isinstance(link.operation, RouteOperation)]
        self._headers_up = _doing(self._route, "headers_up")
        self._headers_down = _doing(self._route, "headers_down")
        self._status_down = _doing(self._route, "status_down")
        self.touches_headers = bool(self._headers_up or self._headers_down)
        self._query: Sequence[RouteOperation | TiedQuery]
        self._query = self._route if query is None else query
        self.has_ties = any(isinstance(operation, TiedQuery) for operation in self._query)
        self.touches_request = any(link.older.request is not link.newer.request for link in self._body)
        self._touched = {
            status
            for link in self._body
            for status, shape in link.newer.responses.items()
            if link.older.responses.get(status) is not shape
        }
        self._statuses = set(home.responses)
        self.patch = Patch(self._body, list(home.responses))
        self.touches_success = any(status.startswith("2") or status == "default" for status in self._touched)
        self.reads_request = self.touches_request or self._request_links or self._request_old
        self.has_marks = bool(self._linking or self._hiding) or self.reads_request
        self.has_links_or_hidden = bool(self._linking or self._hiding or self._request_links or self._request_old)
        self._others = others_of(self)
        for other in self._others.values():
            self.touches_success = self.touches_success or other.touches_success
            self.has_marks = self.has_marks or other.has_marks
        self.touches_query = self.has_ties or any(
            type(operation).query_up is not RouteOperation.query_up for operation in self._route
        )

    @property
    def interfacing(self) -> Sequence[RouteOperation | TiedQuery]:
        return self._query

    @property
    def operations(self) -> list[Operation]:
        return [link.operation for link in reversed(self.links)]

    @cached_property
    def fingerprint(self) -> str:
        told = [
            (str(link.version), link.change.__name__, link.operation.kind, link.operation.describe())
            for link in self.links
        ]
        return sha256(repr(told).encode()).hexdigest()[:8]

    def of(self, kind: str) -> InterpretedPlan | None:
        return self._others.get(kind)

    def marks_response(self, status: int) -> bool:
        key = key_of(self._statuses, status)
        return key in self._linking or key in self._hiding or (self._undescribed(status) and bool(self._hiding))

    def _undescribed(self, status: int) -> bool:
        """Whether an answer may be of a form that isn't described; errors may, whatever is said of them."""
        return status >= ERROR or key_of(self._statuses, status) is None

    def relink_response(self, document: Any, status: int, act: Callable[[str], str]) -> Any:
        key = key_of(self._statuses, status)
        if key is None or key not in self._linking:
            return document
        return rewrite_marked(self._home.responses[key], LINK, document, act)

    def relink_request(self, document: Any, act: Callable[[str], str]) -> Any:
        if self._home.request is None or not self._request_links:
            return document
        return rewrite_marked(self._home.request, LINK, document, act)

    def touches_response(self, status: int) -> bool:
        return key_of(self._statuses, status) in self._touched

    @cached_property
    def paging(self) -> tuple[int, Paginate] | None:
        found = ((place, link.operation) for place, link in enumerate(self._body))
        return next(((place, one) for place, one in found if isinstance(one, Paginate)), None)

    @cached_property
    def deferring(self) -> Link | None:
        return next((link for link in self.links if isinstance(link.operation, Defer)), None)

    @cached_property
    def keeps(self) -> bool:
        return any(isinstance(operation, KeepTheRest) for operation in self._route)

    @cached_property
    def asks_again(self) -> bool:
        return self.paging is not None or self.deferring is not None or self.keeps

    @cached_property
    def creates_anew(self) -> bool:
        return any(isinstance(operation, KeepTheRest | EraseTheRest) for operation in self._route)

    @property
    def home(self) -> State:
        return self._home

    @property
    def client(self) -> State:
        return self.links[-1].older if self.links else self._home

    def operations_newer_than(self, operation: RouteOperation) -> list[RouteOperation]:
        return self._route[: self._route.index(operation)]

    def operations_older_than(self, operation: RouteOperation) -> list[RouteOperation]:
        return self._route[self._route.index(operation) + 1 :]

    def upgrade(self, document: Any, role: Role, kept: Kept | None = None) -> Any:
        if role is Role.PATCH_OPS and isinstance(document, list):
            assert self.patch is not None
            return self.patch.upgraded(document)
        if kept is not None:
            return self._keeping(document, role, kept)
        if role is Role.REPLACE and self.creates_anew:
            role = Role.CREATE
        passed: list[Link] = []
        for link in reversed(self._body):
            older, newer = link.older.request, link.newer.request
            if older is newer or older is None:
                continue
            try:
                document = _upgraded(link, older, document, role)
            except LocatedError as error:
                raise LocatedError(error.message, back(passed, error.location, document)) from error
            passed.insert(0, link)
        if self._request_old and self._home.request is not None:
            document = without_marked(self._home.request, OLD, document)
        return document

    def _keeping(self, document: Any, role: Role, kept: Kept) -> Any:
        newer = self.upgrade(document, role)
        try:
            base = self.upgrade(kept.seen, role)
        except ConversionError as error:
            raise ConversionError(
                "What is there can't be kept, as this version doesn't show it as it takes it."
            ) from error
        return patched(base, kept.present, newer) if role is Role.MERGE else merged(base, kept.present, newer)

    def downgrade(self, document: Any, status: int, *, first: int = 0, last: int | None = None) -> Any:
        for link in self._body[first:last]:
            operation = link.operation
            if isinstance(operation, DocumentOperation) and operation.on_errors:
                # Also of errors that nothing describes.
                document = operation.document_down(document) if status >= ERROR else document
                continue
            key = key_of(link.newer.responses, status)
            if key is None:
                continue
            newer, older = link.newer.responses[key], link.older.responses[key]
            if newer is older:
                continue
            if isinstance(operation, DocumentOperation):
                document = operation.document_down(document)
            if not isinstance(operation, SchemaOperation):
                continue
            names = names_in(operation, newer)
            document = rewrite(newer, names, document, operation.down, operation.on_scalars) if names else document
        return self._hidden(document, status) if last is None and self._hiding else document

    def downgrade_bytes(self, data: bytes, status: int, *, trusted: bool = False) -> bytes:
        document = loads_any(data)
        older = self.downgrade(document, status)
        return data if older is document else dumps(older)

    def writer(self, status: int, *, trusted: bool = False) -> Callable[[bytes], bytes] | None:
        if not self.touches_response(status):
            return None
        return partial(self.downgrade_bytes, status=status, trusted=trusted)

    def _hidden(self, document: Any, status: int) -> Any:
        """The document without what only older clients see; of an answer that nothing describes, as if it were any."""
        for described in sorted(self._hiding) if self._undescribed(status) else [key_of(self._seen, status)]:
            if described in self._hiding:
                document = without_marked(self._seen[str(described)], OLD, document)
        return document

    def upgrade_query(self, query: bytes) -> bytes:
        passed: list[RouteOperation | TiedQuery] = []
        for operation in reversed(self._query):
            try:
                query = operation.query_up(query)
            except ParameterError as error:
                name = error.parameter
                for older in passed:
                    name = older.parameter_down(name) if isinstance(older, RouteOperation) else name
                raise ParameterError(error.message, name) from error
            passed.insert(0, operation)
        return query

    def upgrade_headers(self, headers: Headers) -> Headers:
        for operation in reversed(self._headers_up):
            headers = operation.headers_up(headers)
        return headers

    def downgrade_headers(self, headers: Headers, status: int) -> Headers:
        for operation in self._headers_down:
            headers = operation.headers_down(headers, status)
        return headers

    def downgrade_status(self, status: int) -> int:
        for operation in self._status_down:
            status = operation.status_down(status)
        return status

    def downgrade_parameter(self, name: str) -> str:
        for operation in self._route:
            name = operation.parameter_down(name)
        return name

    def downgrade_header(self, name: str) -> str:
        for operation in self._route:
            name = operation.header_down(name)
        return name

    def downgrade_location(self, location: Location, document: Any = NO_DOCUMENT) -> Location:
        return back(self._body, location, document)


def others_of(plan: InterpretedPlan) -> dict[str, InterpretedPlan]:
    """The plans of a route's forms and streams, by the kind of body."""
    made = type(plan)
    return {kind: made(*seen_in(kind, plan.links, plan.home)) for kind in plan.home.others}


def _upgraded(link: Link, older: Shape, document: Any, role: Role) -> Any:
    """The document after one operation. Raises LocatedError."""
    operation = link.operation
    if isinstance(operation, DocumentOperation):
        try:
            return operation.document_up(document, role)
        except LocatedError:
            raise
        except (ConversionError, ValueError) as error:
            raise LocatedError(str(error), ()) from error
        except (RecursionError, MemoryError):
            raise
        except Exception as error:
            raise LocatedError("This can't be read.", ()) from error
    assert isinstance(operation, SchemaOperation)
    names = names_in(operation, older)
    if not names:
        return document

    def fitted(schema: Schema) -> Callable[[Any, Location], Any]:
        return partial(_up, operation.fitted(schema), role)

    return rewrite_fitted(older, names, document, fitted, operation.on_scalars, upwards=True)


def _up(operation: SchemaOperation, role: Role, value: Any, location: Location) -> Any:
    # A patch replaces lists as wholes (RFC 7396), so what is in them is created.
    listed = role is Role.MERGE and any(isinstance(key, int) for key in location)
    return operation.up(value, Role.CREATE if listed else role)


def _doing(operations: Sequence[RouteOperation], method: str) -> Sequence[RouteOperation]:
    """The operations that do something in one of their methods."""
    nothing = getattr(RouteOperation, method)
    return [operation for operation in operations if getattr(type(operation), method) is not nothing]
