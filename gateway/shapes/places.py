"""Gives the schema at a place of a document a name, and takes the name away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.errors import DeclarationError, nearest
from gateway.shapes.shape import Schema, Shape, ref, ref_name


def named(shape: Shape, holder: str | None, steps: Sequence[str], name: str) -> Shape:
    """The shape in which the schema at a place is the named schema `name`.

    Args:
        shape: the document's shape.
        holder: the named schema in which the steps begin; None for the document itself.
        steps: members, numbers of items, or `*` for any of either.
        name: how it is called.

    Raises:
        DeclarationError: there is no such place, or a named schema is there.
    """
    naming = _Naming(shape, name)
    if holder is None:
        root = naming.put(shape.root, tuple(steps))
    else:
        root = shape.root
        naming.schemas[holder] = naming.put(shape.schemas[holder], tuple(steps))
    return Shape(root, naming.schemas)


def unnamed(shape: Shape, name: str) -> Shape:
    """The shape with the named schema `name` where it is referred to."""
    held = shape.schemas.get(name)
    if held is None:
        return shape
    schemas = {one: _inlined(schema, name, held) for one, schema in shape.schemas.items() if one != name}
    return Shape(_inlined(shape.root, name, held), schemas)


class _Naming:
    def __init__(self, shape: Shape, name: str) -> None:
        self.schemas: dict[str, Schema] = dict(shape.schemas)
        self.name = name

    def put(self, schema: Schema, steps: tuple[str, ...]) -> Schema:
        target = ref_name(schema)
        if target is not None and target in self.schemas:
            if not steps:
                raise DeclarationError(
                    f"`{self.name}`", f"the schema {target!r} is there.", f'Write schema("{target}").on(...).'
                )
            self.schemas[target] = self.put(self.schemas[target], steps)
            return schema
        parts = self._member(schema, steps)
        if parts is not None:
            return parts
        if not steps:
            self.schemas[self.name] = schema
            return ref(self.name)
        return self._below(schema, steps)

    def _member(self, schema: Schema, steps: tuple[str, ...]) -> Schema | None:
        """Into the only member of a union that isn't null."""
        for union in ("anyOf", "oneOf"):
            parts = schema.get(union, ())
            real = [place for place, part in enumerate(parts) if part.get("type") != "null"]
            if len(real) == 1:
                place = real[0]
                return {**schema, union: [*parts[:place], self.put(parts[place], steps), *parts[place + 1 :]]}
        return None

    def _below(self, schema: Schema, steps: tuple[str, ...]) -> Schema:
        step, rest = steps[0], steps[1:]
        if step == "*":
            for keyword in ("items", "additionalProperties"):
                if isinstance(schema.get(keyword), Mapping):
                    return {**schema, keyword: self.put(schema[keyword], rest)}
        prefix = schema.get("prefixItems", ())
        if step.isdecimal() and int(step) < len(prefix):
            place = int(step)
            return {**schema, "prefixItems": [*prefix[:place], self.put(prefix[place], rest), *prefix[place + 1 :]]}
        properties = schema.get("properties", {})
        if step in properties:
            return {**schema, "properties": {**properties, step: self.put(properties[step], rest)}}
        raise DeclarationError(
            f"`{self.name}`",
            f"there is no {step!r} on the way.",
            f"Write a JSON Pointer, with * for any item: /data/*/lines. {nearest(step, properties)}",
        )


def _inlined(node: Any, name: str, held: Schema) -> Any:
    if isinstance(node, Mapping):
        if ref_name(node) == name:
            return {**held, **{key: kept for key, kept in node.items() if key != "$ref"}}
        return {key: _inlined(inner, name, held) for key, inner in node.items()}
    return [_inlined(inner, name, held) for inner in node] if isinstance(node, list) else node
