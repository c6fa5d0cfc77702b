"""Whether it matters which of two operations comes first, as far as what they mention tells."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

from gateway.operations.behaviour import Accepted, Behaviour
from gateway.operations.fields.add import AddField
from gateway.operations.fields.extent import ConstrainField
from gateway.operations.fields.presence import PresenceOperation
from gateway.operations.fields.remove import CARRIED, RemoveField
from gateway.operations.fields.values import ValueOperation
from gateway.operations.fields.variants import VariantOperation
from gateway.operations.inline import Inline
from gateway.operations.operation import NOTHING, Operation, SchemaOperation
from gateway.operations.routes.defer import Defer
from gateway.operations.routes.document import DocumentOperation, RewriteRequest, Unwrap
from gateway.operations.routes.errors import ErrorMember
from gateway.operations.routes.exist import AddRoute, RemoveRoute
from gateway.operations.routes.header import (
    AddAnswerHeader,
    HeaderOperation,
    MapAnswerHeader,
    RemoveAnswerHeader,
    RenameAnswerHeader,
)
from gateway.operations.routes.media_type import ChangeMediaType, ChangeRequestMediaType
from gateway.operations.routes.method import ChangeMethod
from gateway.operations.routes.move import MoveRoute
from gateway.operations.routes.pages import Paginate
from gateway.operations.routes.parameters import QueryOperation
from gateway.operations.routes.path_parameter import ConvertPathParameter
from gateway.operations.routes.query import RenameQuery
from gateway.operations.routes.route import RouteOperation, RoutePattern
from gateway.operations.routes.status import ChangeStatus
from gateway.operations.schemas.rename import RenameSchema

REFERENCE = "#/components/schemas/"
PLAIN = (str, int, float, bool, list, dict, type(None))
ANSWERED = (RenameAnswerHeader, AddAnswerHeader, RemoveAnswerHeader, MapAnswerHeader)


class Looks(Enum):
    """What an operation on schemas looks at in values, which may hold objects of other schemas."""

    NOTHING = "nothing"
    SCALARS = "scalars"
    ANYTHING = "anything"


def commute(one: Operation, other: Operation) -> bool:
    """Whether two operations of one version surely do the same in either order, where neither is a mistake.

    Which schemas are in which fields isn't known here, nor which routes there are. So what looks into values commutes
    with nothing that acts on schemas.
    """
    if isinstance(one, Behaviour | Accepted) or isinstance(other, Behaviour | Accepted):
        return True
    return not (
        _on_routes(one, other) or _on_schemas(one, other) or _on_documents(one, other) or _on_documents(other, one)
    )


def _on_routes(one: Operation, other: Operation) -> bool:
    """Whether the routes that they name make it matter."""
    pairs = [(ours, theirs) for ours in _patterns(one) for theirs in _patterns(other) if overlap(ours, theirs)]
    if not pairs:
        return False
    if isinstance(one, MoveRoute | ChangeMethod) or isinstance(other, MoveRoute | ChangeMethod):
        return True
    # All below a path are meant whether or not one of them is there.
    if isinstance(one, AddRoute | RemoveRoute) and not all(theirs.below for _, theirs in pairs):
        return True
    if isinstance(other, AddRoute | RemoveRoute) and not all(ours.below for ours, _ in pairs):
        return True
    if isinstance(one, ErrorMember) and isinstance(other, ErrorMember):
        return _on_fields(one.acting, other.acting)
    return bool(set(_parts(one)) & set(_parts(other)))


def overlap(one: RoutePattern, other: RoutePattern) -> bool:
    """Whether a route may be meant by both."""
    if one.method is not None and other.method is not None and one.method != other.method:
        return False
    return one.covers(other.path) or other.covers(one.path)


def _patterns(operation: Operation) -> Iterator[RoutePattern]:
    """The routes that an operation names, as they were and as they are."""
    for text in operation.routes:
        yield RoutePattern(text)
    if isinstance(operation, SchemaOperation):
        yield from (name.holder for name in _inline(operation) if isinstance(name.holder, RoutePattern))
    if isinstance(operation, RouteOperation):
        yield operation.pattern
        if isinstance(operation, MoveRoute):
            yield RoutePattern(operation.to, operation.pattern.below)
        if isinstance(operation, ChangeMethod):
            yield RoutePattern(f"{operation.to} {operation.pattern.path}")


def _inline(operation: SchemaOperation) -> list[Inline]:
    return [name for name in operation.schemas if isinstance(name, Inline)]


def _parts(operation: Operation) -> Iterator[tuple[str, str]]:
    """The parts of messages on which an operation acts, in which others may act too."""
    if isinstance(operation, QueryOperation | RenameQuery):
        names = [operation.name, *([operation.to] if isinstance(operation, RenameQuery) else [])]
        yield from (("query", name.partition("[")[0]) for name in names)
    elif isinstance(operation, Paginate):
        yield "query", operation.query
    elif isinstance(operation, HeaderOperation):
        kind = "answer" if isinstance(operation, ANSWERED) else "request"
        yield kind, operation.name.lower()
        yield kind, str(getattr(operation, "to", operation.name)).lower()
    elif isinstance(operation, ChangeMediaType):
        yield from (("request", "accept"), ("answer", "content-type"))
    elif isinstance(operation, ChangeRequestMediaType):
        yield "request", "content-type"
    elif isinstance(operation, ConvertPathParameter):
        yield "path", str(operation.place)
    elif isinstance(operation, ChangeStatus | Defer):
        yield "status", "any"
    yield from _documents(operation)


def _documents(operation: Operation) -> Iterator[tuple[str, str]]:
    if isinstance(operation, RewriteRequest):
        yield "document", "request"
    elif isinstance(operation, DocumentOperation):
        yield "document", "error" if operation.on_errors else "success"
    elif isinstance(operation, Defer):
        yield "document", "success"
    elif isinstance(operation, SchemaOperation):
        for name in _inline(operation):
            yield "document", name.form.value if name.form is not None and name.form.value == "request" else "success"


def _on_schemas(one: Operation, other: Operation) -> bool:
    """Whether the schemas that they name, or the values that they look at, make it matter."""
    if not isinstance(one, SchemaOperation) or not isinstance(other, SchemaOperation):
        return False
    if isinstance(one, RenameSchema) or isinstance(other, RenameSchema):
        # What looks into values may take them out of a schema that has a name.
        return bool(_names(one) & _names(other)) or _takes_apart(one) or _takes_apart(other)
    if _inline(one) or _inline(other):
        return _on_places(one, other)
    if set(one.schemas) & set(other.schemas):
        return _on_fields(one, other)
    return _on_values(one, other) or _on_values(other, one)


def _takes_apart(operation: SchemaOperation) -> bool:
    return not isinstance(operation, RenameSchema) and _looks(operation) is Looks.ANYTHING


def _names(operation: SchemaOperation) -> set[str]:
    """The schemas that an operation names in whatever way."""
    if isinstance(operation, RenameSchema):
        return {operation.name, *operation.to}
    names = {str(name.holder) if isinstance(name, Inline) else str(name) for name in operation.schemas}
    if isinstance(operation, VariantOperation):
        names.add(operation.variant)
    return names | set(_referred(getattr(operation, "was", None)))


def _referred(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for held in node.values():
            yield from _referred(held)
    elif isinstance(node, list | tuple):
        for held in node:
            yield from _referred(held)
    elif isinstance(node, str) and node.startswith(REFERENCE):
        yield node.removeprefix(REFERENCE)


def _on_fields(one: SchemaOperation, other: SchemaOperation) -> bool:
    """Whether it matters for objects of one schema, which may hold others of it."""
    ours, theirs = one.mentions, other.mentions
    if ours is None or theirs is None or ours & theirs:
        return True
    return _on_values(one, other) or _on_values(other, one)


def _on_values(one: SchemaOperation, other: SchemaOperation) -> bool:
    """Whether one looks at, or puts in place, values in which the other may act."""
    scalars = other.on_scalars is not False
    looks = _looks(one)
    if looks is Looks.ANYTHING or (looks is Looks.SCALARS and scalars):
        return True
    return any(_acts_in(value, scalars=scalars) for value in _put(one))


def _looks(operation: SchemaOperation) -> Looks:
    if isinstance(operation, ValueOperation | ConstrainField):
        # Their field's schema is taken out of the named one that it may be.
        return Looks.SCALARS
    if operation.on_scalars is True and isinstance(getattr(operation, "acting", None), ValueOperation):
        return Looks.NOTHING
    keys_alone = operation.looks_into == frozenset() and operation.on_scalars is False
    return Looks.NOTHING if keys_alone and _is_plain(getattr(operation, "was", None)) else Looks.ANYTHING


def _is_plain(was: Any) -> bool:
    """Whether a type that something was is surely none of, nor holds, named schemas."""
    if isinstance(was, dict):
        return not any(_referred(was))
    inner = get_args(was)
    if inner:
        return all(_is_plain(one) for one in inner if one is not Ellipsis)
    return was is None or isinstance(was, str | int | float | list) or was in PLAIN


def _put(operation: SchemaOperation) -> Iterator[Any]:
    """The values that an operation puts in place."""
    if isinstance(operation, AddField) and operation.default is not NOTHING:
        yield operation.default
    if isinstance(operation, PresenceOperation):
        yield operation.instead
    if isinstance(operation, RemoveField) and operation.old_sees is not CARRIED:
        yield operation.old_sees


def _acts_in(value: Any, *, scalars: bool) -> bool:
    """Whether an operation on objects, or on scalars, may act in a value; nothing acts on null."""
    if isinstance(value, dict):
        return True
    if isinstance(value, list | tuple):
        return any(_acts_in(item, scalars=scalars) for item in value)
    return scalars and value is not None


def _on_places(one: SchemaOperation, other: SchemaOperation) -> bool:
    """Whether it matters where places without a name are meant, the way to which others may change."""
    here, there = (one, other) if _inline(one) else (other, one)
    steps = {step for name in _inline(here) for step in name.steps}
    if _inline(there) or there.mentions is None or there.mentions & steps:
        return True
    return _on_values(here, there) or _on_values(there, here)


def _on_documents(one: Operation, other: Operation) -> bool:
    """Whether an operation on whole documents makes it matter for one on schemas."""
    if not isinstance(other, SchemaOperation) or not isinstance(one, DocumentOperation | Defer):
        return False
    if isinstance(one, ErrorMember):
        return isinstance(other, RenameSchema) or _on_fields(one.acting, other)
    # The others take a schema out of the document, or see its values; only what is put around it changes nothing.
    return not isinstance(one, Unwrap)
