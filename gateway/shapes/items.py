"""What an OpenAPI document says of one item of a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from gateway.shapes.bodies import EVENTS, LINES
from gateway.shapes.openapi_references import References
from gateway.shapes.parts import Schema

OF_EVENTS = frozenset(("data", "event", "id", "retry", "comment"))
"""The fields of an event, by which a schema of one is told from a schema of its data."""
OTHER_FIELDS: Mapping[str, Any] = {
    "event": {"type": "string"},
    "id": {"type": "string"},
    "retry": {"type": "integer", "minimum": 0},
}
"""The schemas of those besides its data (WHATWG HTML, 9.2.6)."""


class Item(NamedTuple):
    """What is said of the items of a stream, and how.

    Args:
        schema: the schema of a line, or of the JSON in an event's data.
        keyword: where it is said: in `itemSchema` or `schema`.
        within: what that is a schema of: nothing else, `list` or `event`.
    """

    schema: Schema
    keyword: str
    within: Literal["", "list", "event"] = ""


def said_within(within: str, schema: Schema) -> Schema:
    """A schema of a list of items, or of an event whose data holds one."""
    if within == "list":
        return {"type": "array", "items": schema}
    if within != "event":
        return schema
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
    return {"type": "object", "properties": {"data": data, **OTHER_FIELDS}}


def item_of(kind: str, said: Mapping[str, Any], references: References, place: str) -> Item | None:
    """What is said of one item; None where nothing is.

    `itemSchema` (OpenAPI 3.2) is of a line or an event. A `schema` is of a line, or of what an event's data holds; one
    that is an array is of all lines together, as OpenAPI 3.2 has it, and one of an event by its fields is that.

    Args:
        kind: `LINES` or `EVENTS`.
        said: the media type object.
        references: where its references lead.
        place: where it is, for people.

    Raises:
        DeclarationError: a reference can't be read.
    """
    item, whole = said.get("itemSchema"), said.get("schema")
    if kind == EVENTS:
        data = _data(item, references, place) if isinstance(item, Mapping) else None
        if data is not None:
            return Item(data, "itemSchema", "event")
        return _data_or_event(whole, references, place) if isinstance(whole, Mapping) else None
    assert kind == LINES
    if isinstance(item, Mapping) and item:
        return Item(item, "itemSchema")
    if not isinstance(whole, Mapping) or not whole:
        return None
    plain = references.followed(whole, place)
    is_list = plain.get("type") == "array" and isinstance(plain.get("items"), Mapping)
    return Item(plain["items"], "schema", "list") if is_list else Item(whole, "schema")


def _data_or_event(schema: Schema, references: References, place: str) -> Item | None:
    """What is said by a schema of the JSON in an event's data, or of the event."""
    plain = references.followed(schema, place)
    if _is_event(plain, references, place):
        data = _data(plain, references, place)
        return None if data is None else Item(data, "schema", "event")
    return Item(schema, "schema") if plain and plain.get("type") != "string" else None


def _data(event: Schema, references: References, place: str) -> Schema | None:
    """The schema of the JSON in an event's data; None where it is text."""
    found: list[Schema] = []
    for one in _data_of(references.followed(event, place), references, place):
        if one not in found:
            found.append(one)
    if len(found) > 1:
        return {"anyOf": found}
    return found[0] if found else None


def _is_event(plain: Mapping[str, Any], references: References, place: str) -> bool:
    """Whether a schema is of an event, by its fields."""
    properties = plain.get("properties")
    if isinstance(properties, Mapping) and properties:
        return OF_EVENTS.issuperset(properties) and "data" in properties
    options = [references.followed(one, place) for one in _options(plain)]
    return bool(options) and all(_is_event(one, references, place) for one in options)


def _data_of(event: Mapping[str, Any], references: References, place: str) -> Iterator[Schema]:
    """The schemas of the data of an event, or of each of the kinds of event there are."""
    properties = event.get("properties", {})
    data = properties.get("data") if isinstance(properties, Mapping) else None
    if isinstance(data, Mapping):
        if isinstance(held := data.get("contentSchema"), Mapping):
            yield held
        elif "$ref" in data or data.get("type", "string") != "string":
            yield data
    for option in _options(event):
        yield from _data_of(references.followed(option, place), references, place)


def _options(schema: Mapping[str, Any]) -> list[Any]:
    return [option for union in ("oneOf", "anyOf", "allOf") for option in schema.get(union, ())]
