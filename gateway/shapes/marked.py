"""Finds the values whose schema bears a mark, such as `x-link`, wherever they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gateway.shapes.parts import property_schemas
from gateway.shapes.shape import Schema, Shape, ref_name
from gateway.shapes.unions import member

LINK = "x-link"
"""The mark of a string that is a link into the service."""
OLD = "x-old"
"""The mark of a field that only versions before its removal see."""


def has_mark(shape: Shape, mark: str) -> bool:
    """Whether the document may hold a value with the mark anywhere."""
    return mark in shape.marks()


def rewrite_marked(shape: Shape, mark: str, value: Any, act: Callable[[str], str]) -> Any:
    """The document with `act` applied to every string whose schema bears the mark. Never alters its argument."""
    return _Marked(shape, mark, act).visit(shape.root, value)


def without_marked(shape: Shape, mark: str, value: Any) -> Any:
    """The document without the fields whose schema bears the mark, at any depth. Never alters its argument."""
    return _Unmarked(shape, mark, lambda text: text).visit(shape.root, value)


class _Marked:
    __slots__ = ("act", "mark", "shape")

    def __init__(self, shape: Shape, mark: str, act: Callable[[str], str]) -> None:
        self.shape = shape
        self.mark = mark
        self.act = act

    def visit(self, schema: Schema | bool | None, value: Any) -> Any:
        if not isinstance(schema, Mapping):
            return value
        if isinstance(value, str) and schema.get(self.mark) is True:
            return self.act(value)
        name = ref_name(schema)
        if name is not None:
            value = self.visit(self.shape.schemas.get(name), value)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                value = self.visit(member(self.shape, schema, schema[union], value), value)
        if isinstance(value, dict):
            return self._object(schema, value)
        return self._array(schema, value) if isinstance(value, list) else value

    def _object(self, schema: Schema, value: dict[str, Any]) -> dict[str, Any]:
        changed = {}
        for key, held in value.items():
            new = held
            for inner in property_schemas(schema, key):
                new = self.visit(inner, new)
            if new is not held:
                changed[key] = new
        return {**value, **changed} if changed else value

    def _array(self, schema: Schema, value: list[Any]) -> list[Any]:
        prefix, rest = schema.get("prefixItems", ()), schema.get("items")
        result = [self.visit(prefix[place] if place < len(prefix) else rest, held) for place, held in enumerate(value)]
        return result if any(new is not old for new, old in zip(result, value, strict=True)) else value


class _Unmarked(_Marked):
    __slots__ = ()

    def _object(self, schema: Schema, value: dict[str, Any]) -> dict[str, Any]:
        properties = schema.get("properties", {})
        gone = [
            key for key in value if isinstance(properties.get(key), Mapping) and properties[key].get(self.mark) is True
        ]
        kept = {key: held for key, held in value.items() if key not in gone} if gone else value
        return super()._object(schema, kept)
