"""What an endpoint's route and documents were like before each operation, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from gateway.plan.endpoint import Endpoint
from gateway.shapes.places import named, unnamed
from gateway.shapes.shape import Shape
from gateway.shapes.unions import resolved
from gateway.timeline.version import ApiVersion

Step = tuple[ApiVersion, type[Change], Operation]


class State(NamedTuple):
    """A route and the shapes of its documents between two operations."""

    route: RouteState
    request: Shape | None
    responses: Mapping[str, Shape]


class Link(NamedTuple):
    """One operation that touches this route, with what was just before and just after it."""

    version: ApiVersion
    change: type[Change]
    operation: Operation
    older: State
    newer: State


def state_of(endpoint: Endpoint) -> State:
    """An endpoint's route and documents as it speaks them."""
    return State(RouteState(endpoint.method, endpoint.path), endpoint.request_shape(), dict(endpoint.response_shapes()))


def lineage(state: State, steps: Iterable[Step]) -> list[Link]:
    """The operations that touch an endpoint, newest first.

    Args:
        state: its route and documents as it speaks them.
        steps: the operations of the versions after the client's up to the handler's, newest first.

    Raises:
        DeclarationError: an operation says something of a schema that isn't so.
    """
    links = []
    for version, change, operation in steps:
        newer = _with_inline(operation, state)
        older = _before(operation, newer)
        if older is not newer:
            links.append(Link(version, change, operation, older, newer))
            state = _without_inline(operation, older)
    return links


def _inline(operation: Operation) -> list[Inline]:
    return [name for name in getattr(operation, "schemas", ()) if isinstance(name, Inline)]


def _with_inline(operation: Operation, state: State) -> State:
    """The state in which the places that an operation is about have names."""
    for target in _inline(operation):
        if isinstance(target.holder, str) or target.holder.names(state.route):
            state = _each_shape(state, partial(_named_in, target))
    return state


def _named_in(target: Inline, shape: Shape, form: Form) -> Shape:
    if isinstance(target.holder, str):
        return named(shape, target.holder, target.steps, target) if shape.has(target.holder) else shape
    return named(shape, None, target.steps, target) if form is target.form else shape


def _unnamed_in(target: Inline, shape: Shape, _form: Form) -> Shape:
    return unnamed(shape, target)


def _without_inline(operation: Operation, state: State) -> State:
    for target in _inline(operation):
        state = _each_shape(state, partial(_unnamed_in, target))
    return state


def _each_shape(state: State, act: Callable[[Shape, Form], Shape]) -> State:
    """The state with its request and what success answers changed."""
    responses = {
        status: act(shape, Form.RESPONSE) if status.startswith("2") or status == "default" else shape
        for status, shape in state.responses.items()
    }
    return State(state.route, None if state.request is None else act(state.request, Form.REQUEST), responses)


def _before(operation: Operation, newer: State) -> State:
    if isinstance(operation, DocumentOperation):
        return _document_before(operation, newer) if operation.names(newer.route) else newer
    if isinstance(operation, RouteOperation):
        older = operation.route_down(newer.route) if operation.names(newer.route) else None
        if older is None:
            return newer
        responses = operation.responses_down(newer.responses) if isinstance(operation, Defer) else newer.responses
        return State(older, newer.request, responses)
    if isinstance(operation, RenameSchema):
        return _renamed_before(operation, newer)
    narrowed_away = operation.routes and not _narrowed_to(operation, newer.route)
    if narrowed_away or not isinstance(operation, SchemaOperation):
        return newer
    return _schemas_before(operation, newer)


def _schemas_before(operation: SchemaOperation, newer: State) -> State:
    request, responses = newer.request, newer.responses
    if request is not None and Form.REQUEST in operation.forms:
        request = _older_shape(operation, request, Form.REQUEST)
    if Form.RESPONSE in operation.forms:
        responses = {status: _older_shape(operation, shape, Form.RESPONSE) for status, shape in newer.responses.items()}
    if request is newer.request and all(responses[status] is shape for status, shape in newer.responses.items()):
        return newer
    return State(newer.route, request, responses)


def _renamed_before(operation: RenameSchema, newer: State) -> State:
    shapes = [shape for shape in (newer.request, *newer.responses.values()) if shape is not None]
    if not any(name in shape.schemas for shape in shapes for name in operation.to):
        return newer
    request = operation.shape_down(newer.request) if newer.request is not None else None
    return State(newer.route, request, {key: operation.shape_down(shape) for key, shape in newer.responses.items()})


def _document_before(operation: DocumentOperation, newer: State) -> State:
    request = operation.request_down(newer.request) if newer.request is not None else None
    succeeds = any(status.startswith("2") for status in newer.responses)
    responses = {
        status: _answer_before(operation, shape) if operation.on_errors is _is_error(status, succeeds) else shape
        for status, shape in newer.responses.items()
    }
    return State(newer.route, request, responses)


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


def _older_shape(operation: SchemaOperation, shape: Shape, form: Form) -> Shape:
    for name in operation.schemas:
        if shape.has(name):
            older = operation.derive(shape.schemas[name], form, partial(resolved, shape))
            shape = shape.replaced(name, older)
    return shape
