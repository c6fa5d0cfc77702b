"""What an endpoint's route and documents were like before each operation, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from gateway.changes.change import Change
from gateway.errors import DeclarationError
from gateway.operations.inline import Inline
from gateway.operations.operation import Form, Operation, SchemaOperation
from gateway.operations.routes.defer import Defer
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.route import RouteOperation, RouteState
from gateway.operations.schemas.rename import RenameSchema
from gateway.plan.derive import Derived
from gateway.plan.endpoint import Endpoint
from gateway.plan.state import NOWHERE, State
from gateway.shapes.bodies import NO_OTHERS, Bodies
from gateway.shapes.places import named, unnamed
from gateway.shapes.shape import Shape
from gateway.timeline.version import ApiVersion

Step = tuple[ApiVersion, type[Change], Operation]


__all__ = ["NOWHERE", "Line", "Link", "State", "Step", "lineage", "seen_in", "state_of"]


class Side(NamedTuple):
    """One document of a route, just before and just after an operation.

    Args:
        form: whether requests bring it.
        status: its status; empty of requests.
        kind: its kind of body; empty of JSON.
        older: its shape before.
        newer: its shape after; the same where the operation doesn't touch it.
    """

    form: Form
    status: str
    kind: str
    older: Shape
    newer: Shape


class Link(NamedTuple):
    """One operation that touches this route, with what was just before and just after it."""

    version: ApiVersion
    change: type[Change]
    operation: Operation
    older: State
    newer: State

    def sides(self) -> Iterator[Side]:
        """The documents that are there before and after it."""
        was = dict(self.older.bodies())
        for kind, newer in self.newer.bodies():
            older = was.get(kind, Bodies(None, {}))
            if older.request is not None and newer.request is not None:
                yield Side(Form.REQUEST, "", kind, older.request, newer.request)
            for status, shape in newer.responses.items():
                if status in older.responses:
                    yield Side(Form.RESPONSE, status, kind, older.responses[status], shape)


def state_of(endpoint: Endpoint, shared: Callable[[Shape], Shape] = lambda shape: shape) -> State:
    """An endpoint's route and documents as it speaks them.

    Args:
        endpoint: the endpoint.
        shared: gives the shape to use in place of one that is the same.
    """
    state = State(
        RouteState(endpoint.method, endpoint.path),
        endpoint.request_shape(),
        endpoint.response_shapes(),
        endpoint.other_shapes(),
    )
    return _mapped(state, lambda shape, *_: shared(shape))


def lineage(state: State, steps: Iterable[Step], derived: Derived | None = None) -> list[Link]:
    """The operations that touch an endpoint, newest first.

    Args:
        state: its route and documents as it speaks them.
        steps: the operations of the versions after the client's up to the handler's, newest first.
        derived: what is remembered of shapes, to be shared with other endpoints.

    Raises:
        DeclarationError: an operation says something of a schema that isn't so.
    """
    line = Line(state, derived)
    line.extend(steps)
    return line.links


def seen_in(kind: str, links: Iterable[Link], home: State) -> tuple[list[Link], State]:
    """A lineage as if a kind of body were all that the route has: a form, or the items of a stream.

    What is done to whole JSON documents isn't done to these.
    """
    found = [
        link._replace(older=link.older.seen_in(kind), newer=link.newer.seen_in(kind))
        for link in links
        if not isinstance(link.operation, DocumentOperation)
    ]
    return found, home.seen_in(kind)


class Line:
    """What an endpoint was like before each operation, as far back as anybody asked.

    Args:
        state: its route and documents as it speaks them.
        derived: what is remembered of shapes, to be shared with other endpoints.
        beyond: whether it goes on with the documents where the route was added, as of no route.
    """

    def __init__(self, state: State, derived: Derived | None = None, *, beyond: bool = False) -> None:
        self.home = state
        self.links: list[Link] = []
        self.added: ApiVersion | None = None
        """The version that added the route, where it was gone through."""
        self._beyond = beyond
        self._state: State | None = state
        self._derived = derived or Derived()
        self._ends: dict[ApiVersion, int] = {}

    def upto(self, versions: Sequence[ApiVersion], steps: Callable[[ApiVersion], Iterable[Step]]) -> list[Link]:
        """The operations of versions that touch the endpoint, newest first; each version is gone through once.

        Args:
            versions: the versions after the client's up to the handler's, newest first.
            steps: gives the operations of a version, newest first.

        Raises:
            DeclarationError: an operation says something of a schema that isn't so.
        """
        if not versions:
            return []
        if versions[-1] not in self._ends:
            for version in versions[len(self._ends) :]:
                self.extend(steps(version))
                self._ends[version] = len(self.links)
        return self.links[: self._ends[versions[-1]]]

    def extend(self, steps: Iterable[Step]) -> None:
        """Go back through operations, newest first. Where one is a mistake, nothing has been gone through.

        Raises:
            DeclarationError: an operation says something of a schema that isn't so.
        """
        links: list[Link] = []
        state = self._state
        for version, change, operation in steps:
            if state is None:
                break
            if _adds(operation, state.route):
                self.added = version
                state = state._replace(route=NOWHERE) if self._beyond else None
                continue
            newer = _with_inline(operation, state, self._derived)
            older = _before(operation, newer, self._derived)
            if older is not newer:
                links.append(Link(version, change, operation, older, newer))
                state = _without_inline(operation, older, self._derived)
        self.links += links
        self._state = state


def _adds(operation: Operation, route: RouteState) -> bool:
    """Whether a route came by an operation. What was at its path before was another one, with a handler of its own."""
    return isinstance(operation, RouteOperation) and operation.names(route) and operation.route_down(route) is None


def _inline(operation: Operation) -> list[Inline]:
    return [name for name in getattr(operation, "schemas", ()) if isinstance(name, Inline)]


def _with_inline(operation: Operation, state: State, derived: Derived) -> State:
    """The state in which the places that an operation is about have names."""
    for target in _inline(operation):
        if isinstance(target.holder, str) or target.holder.names(state.route):
            state = _each_shape(state, derived, target, _named_in)
    return state


def _named_in(target: Inline, shape: Shape, form: Form) -> Shape:
    if isinstance(target.holder, str):
        return named(shape, target.holder, target.steps, target) if shape.has(target.holder) else shape
    return named(shape, None, target.steps, target) if form is target.form else shape


def _without_inline(operation: Operation, state: State, derived: Derived) -> State:
    for target in _inline(operation):
        state = _each_shape(state, derived, target, _unnamed_in)
    return state


def _unnamed_in(target: Inline, shape: Shape, _form: Form) -> Shape:
    return unnamed(shape, target)


def _each_shape(state: State, derived: Derived, target: Inline, act: Callable[[Inline, Shape, Form], Shape]) -> State:
    """The state with its request and what success answers changed, each shape once."""
    documents = {Form.REQUEST: state.request is not None, Form.RESPONSE: bool(_succeeding(state.responses))}

    def acted(shape: Shape, form: Form, status: str, kind: str) -> Shape:
        if form is Form.RESPONSE and not _succeeding((status,)):
            return shape
        try:
            return derived.once(target, shape, (act, form), partial(act, target, shape, form))
        except DeclarationError:
            if kind and documents[form]:
                return shape  # the JSON document is meant
            raise

    return _mapped(state, acted)


def _succeeding(statuses: Iterable[str]) -> list[str]:
    return [status for status in statuses if status.startswith("2") or status == "default"]


def _mapped(state: State, act: Callable[[Shape, Form, str, str], Shape]) -> State:
    """The state with each shape changed; itself where none is.

    Args:
        state: the state.
        act: gives what becomes of a shape, with its form, its status (of what is answered), and its kind of body.
    """
    found: dict[str, Bodies] = {}
    is_same = True
    for kind, bodies in state.bodies():
        request = None if bodies.request is None else act(bodies.request, Form.REQUEST, "", kind)
        responses = {status: act(shape, Form.RESPONSE, status, kind) for status, shape in bodies.responses.items()}
        is_same = is_same and request is bodies.request
        is_same = is_same and all(responses[status] is shape for status, shape in bodies.responses.items())
        found[kind] = Bodies(request, responses)
    if is_same:
        return state
    documents = found.pop("")
    return State(state.route, *documents, found or NO_OTHERS)


def _before(operation: Operation, newer: State, derived: Derived) -> State:
    if isinstance(operation, DocumentOperation):
        return _document_before(operation, newer) if operation.names(newer.route) else newer
    if isinstance(operation, RouteOperation):
        older = operation.route_down(newer.route) if operation.names(newer.route) else None
        if older is None:
            return newer
        responses = operation.responses_down(newer.responses) if isinstance(operation, Defer) else newer.responses
        return newer._replace(route=older, responses=responses)
    if isinstance(operation, RenameSchema):
        return _renamed_before(operation, newer, derived)
    narrowed_away = operation.routes and not _narrowed_to(operation, newer.route)
    if narrowed_away or not isinstance(operation, SchemaOperation):
        return newer
    return _schemas_before(operation, newer, derived)


def _schemas_before(operation: SchemaOperation, newer: State, derived: Derived) -> State:
    def older(shape: Shape, form: Form, *_: str) -> Shape:
        return derived.before(operation, shape, form) if form in operation.forms else shape

    return _mapped(newer, older)


def _renamed_before(operation: RenameSchema, newer: State, derived: Derived) -> State:
    def older(shape: Shape, *_: object) -> Shape:
        return derived.once(operation, shape, Form.RESPONSE, partial(operation.shape_down, shape))

    return _mapped(newer, older)


def _document_before(operation: DocumentOperation, newer: State) -> State:
    request = operation.request_down(newer.request) if newer.request is not None else None
    succeeds = any(status.startswith("2") for status in newer.responses)
    responses = {
        status: _answer_before(operation, shape) if operation.on_errors is _is_error(status, succeeds) else shape
        for status, shape in newer.responses.items()
    }
    return newer._replace(request=request, responses=responses)


def _is_error(status: str, succeeds: bool) -> bool | None:
    """Whether a described status is an error, not a success; None where it is neither or may be both."""
    if status == "default":
        return True if succeeds else None
    return {"2": False, "4": True, "5": True}.get(status[0])


def _answer_before(operation: DocumentOperation, shape: Shape) -> Shape:
    try:
        return operation.response_down(shape)
    except DeclarationError:
        if operation.on_errors:
            return shape  # one of several forms that errors have, which isn't meant
        raise


def _narrowed_to(operation: Operation, route: RouteState) -> bool:
    from gateway.operations.routes.route import RoutePattern

    return any(RoutePattern(pattern).names(route) for pattern in operation.routes)
