"""Where a place in a request's document was before operations, so that errors point into what the client sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.operations.operation import SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.plan.lineage import Link
from gateway.shapes.map_keys import key_text, key_value
from gateway.shapes.shape import Shape
from gateway.shapes.walk import NO_DOCUMENT, LocatedError, Location, keys_along, occurrences_along, rewrite


def names_in(operation: SchemaOperation, shape: Shape) -> list[str]:
    """The schemas that an operation is on, of which a document may hold values."""
    return [name for name in operation.schemas if shape.has(name)]


def back(links: Sequence[Link], location: Location, document: Any = NO_DOCUMENT) -> Location:
    """Where a place in a request document after operations, newest first, is in the one before them."""
    for link in links:
        operation, newer = link.operation, link.newer.request
        if newer is None or newer is link.older.request:
            continue
        if isinstance(operation, DocumentOperation):
            location, document = operation.location_down(location), NO_DOCUMENT
        if isinstance(operation, SchemaOperation) and (names := names_in(operation, newer)):
            location = _place_before(operation, names, newer, location, document)
            document = _before(operation, names, newer, document)
    return location


def _place_before(
    operation: SchemaOperation, names: Sequence[str], newer: Shape, location: Location, document: Any
) -> Location:
    depths = occurrences_along(newer, names, location, document)
    for place, keys in keys_along(newer, names, location, document).items():
        key = str(location[place])
        value = _before(operation, names, Shape(keys, newer.schemas, newer), key_value(newer, keys, key))
        location = (*location[:place], key_text(value, key), *location[place + 1 :])
    # Innermost first: what an outer object does only moves what is in front.
    for depth in reversed(depths):
        location = location[:depth] + operation.location_down(location[depth:])
    return location


def _before(operation: SchemaOperation, names: Sequence[str], newer: Shape, value: Any) -> Any:
    """What a value was before an operation, as far as that can be told of one that may be wrong."""
    if value is NO_DOCUMENT:
        return value
    try:
        return rewrite(newer, names, value, operation.down, operation.on_scalars)
    except LocatedError:
        return NO_DOCUMENT
