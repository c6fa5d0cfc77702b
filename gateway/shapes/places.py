"""Gives the schema at a place of a document a name, and takes the name away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from gateway.errors import DeclarationError, nearest
from gateway.shapes.kin import opened
from gateway.shapes.parts import Schema, mapped, mapped_all
from gateway.shapes.shape import BASES, Shape, bases, ref, ref_name, special
from gateway.shapes.unions import resolved


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
        return Shape(naming.put(shape.root, tuple(steps)), naming.schemas, shape)
    naming.schemas[holder] = naming.put(shape.schemas[holder], tuple(steps))
    # The place is in special forms of what holds it too, where it may be a special form itself.
    in_forms = partial(_in_forms, naming, holder, tuple(steps))
    for other, schema in shape.schemas.items():
        if other != holder and holder in shape.held(schema).bases:
            naming.schemas[other] = mapped_all(schema, in_forms)
    naming.schemas[holder] = mapped(naming.schemas[holder], lambda part: mapped_all(part, in_forms))
    root = mapped_all(shape.root, in_forms) if holder in shape.held(shape.root).bases else shape.root
    return Shape(root, naming.schemas, shape)


def _in_forms(naming: _Naming, holder: str, steps: tuple[str, ...], schema: Schema) -> Schema:
    if holder not in bases(schema):
        return schema
    try:
        return naming.put(schema, steps)
    except DeclarationError:
        return schema  # a form that lacks the place


def unnamed(shape: Shape, name: str) -> Shape:
    """The shape with the named schema `name` where it is referred to."""
    held = shape.schemas.get(name)
    if held is None:
        return shape
    inlined = partial(_inlined, name, held)
    schemas = {one: mapped_all(schema, inlined) for one, schema in shape.schemas.items() if one != name}
    return Shape(mapped_all(shape.root, inlined), schemas, shape)


class _Naming:
    def __init__(self, shape: Shape, name: str) -> None:
        self.shape = shape
        self.schemas: dict[str, Schema] = dict(shape.schemas)
        self.name = name

    def put(self, schema: Schema, steps: tuple[str, ...]) -> Schema:
        target = ref_name(schema)
        if target is not None and target in self.schemas:
            if not steps:
                is_object = "properties" in resolved(self.shape, schema)
                word = "schema" if is_object else "scalar"
                raise DeclarationError(
                    f"`{self.name}`", f"the schema {target!r} is there.", f'Write {word}("{target}").on(...).'
                )
            # Elsewhere the schema is what it was.
            return self.put(opened(self.shape, schema), steps)
        parts = self._member(schema, steps)
        if parts is not None:
            return parts
        if not steps:
            return self._called(schema)
        return self._below(schema, steps)

    def _called(self, schema: Schema) -> Schema:
        if self.schemas.setdefault(self.name, schema) == schema:
            return ref(self.name)
        return special(schema, (self.name,))

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


def _inlined(name: str, held: Schema, schema: Schema) -> Schema:
    if ref_name(schema) == name:
        return {**held, **{key: kept for key, kept in schema.items() if key != "$ref"}}
    if name not in bases(schema):
        return schema
    left = [base for base in bases(schema) if base != name]
    plain = {key: kept for key, kept in schema.items() if key != BASES}
    return {**plain, BASES: left} if left else plain
