"""Requests with one mistake in them, made of a right one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gateway.shapes.pointers import pointer
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved
from gateway.shapes.walk import Location

MOST = 60
"""How many mistakes are made of one request."""
WRONG: Mapping[str, Any] = {"object": {"wrong": True}, "string": "wrong"}
"""Values of a JSON type that no lax reader takes for one of another, the best first."""


class Mistake(NamedTuple):
    """One mistake.

    Args:
        what: what was done, in words.
        place: where.
        document: the document with the mistake.
    """

    what: str
    place: Location
    document: Any

    def __str__(self) -> str:
        return f"{self.what} at {pointer(self.place)}"


def mistakes(shape: Shape, document: Any) -> Iterator[Mistake]:
    """The document without a member that it must have, or with a value of another type, at each of its places."""
    for place, schema in _described(shape, shape.root, document, ()):
        for name in schema.get("required", ()):
            if name in _at(document, place):
                yield Mistake("left out", (*place, name), _changed(document, (*place, name), None))
        for name, inner in schema.get("properties", {}).items():
            there = (*place, name)
            kinds = _kinds(shape, inner)
            wrong = None if kinds is None else next((WRONG[kind] for kind in WRONG if kind not in kinds), None)
            if name in _at(document, place) and kinds is not None and wrong is not None:
                yield Mistake(f"no {' or '.join(sorted(kinds))}", there, _changed(document, there, wrong))


def _kinds(shape: Shape, schema: Any) -> set[str] | None:
    """The JSON types that a schema allows; None where it may be all."""
    plain = resolved(shape, schema) if isinstance(schema, Mapping) else {}
    if "type" in plain:
        return {plain["type"]} if isinstance(plain["type"], str) else set(plain["type"])
    for union in ("anyOf", "oneOf"):
        if union in plain:
            parts = [_kinds(shape, part) for part in plain[union]]
            return None if None in parts else set().union(*(part for part in parts if part))
    return {"string"} if all(isinstance(one, str) for one in plain.get("enum", [None])) else None


def _described(shape: Shape, schema: Any, value: Any, place: Location) -> Iterator[tuple[Location, Schema]]:
    """The objects in a document of which one schema says all."""
    plain = resolved(shape, schema) if isinstance(schema, Mapping) else {}
    if isinstance(value, dict) and "properties" in plain:
        yield place, plain
        for name, inner in plain["properties"].items():
            if name in value:
                yield from _described(shape, inner, value[name], (*place, name))
    elif isinstance(value, list) and isinstance(plain.get("items"), Mapping):
        for number, held in enumerate(value[:1]):
            yield from _described(shape, plain["items"], held, (*place, number))


def _at(document: Any, place: Location) -> Any:
    for part in place:
        document = document[part]
    return document


def _changed(document: Any, place: Location, value: Any) -> Any:
    """The document with a value at a place; None takes the member out."""
    key, rest = place[0], place[1:]
    if isinstance(document, list):
        return [_changed(held, rest, value) if number == key else held for number, held in enumerate(document)]
    if rest:
        return {name: _changed(held, rest, value) if name == key else held for name, held in document.items()}
    kept = {name: held for name, held in document.items() if name != key}
    return kept if value is None else {**document, key: value}
