"""A shape as people and other programs read it: without what only the gateway needs to know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gateway.shapes.parts import Schema, mapped, mapped_all
from gateway.shapes.shape import BASES, REF_PREFIX, TOGETHER, Shape, bases, ref, ref_name, referenced

DEFS = "#/$defs/"


def standalone(shape: Shape) -> dict[str, Any]:
    """The shape as one JSON Schema, with what it refers to in `$defs`."""
    plain = published(shape)
    defined = {name: _local(schema, plain.schemas) for name, schema in plain.schemas.items()}
    found = _local(plain.root, plain.schemas)
    return {**found, "$defs": defined} if defined else found


def published(shape: Shape) -> Shape:
    """The shape without its ties, and with no more named schemas than its document may hold."""
    plain = _Plain(shape.schemas)
    root = _readable(shape.root, plain)
    needed: dict[str, Schema] = {}
    todo = list(referenced(root))
    while todo:
        name = todo.pop(0)
        if name not in needed and name in shape.schemas:
            needed[name] = mapped(_bare(shape.schemas[name]), lambda part: _readable(part, plain))
            todo += referenced(needed[name])
    return Shape(root, needed)


def _bare(schema: Schema) -> Schema:
    if BASES in schema:
        schema = {key: held for key, held in schema.items() if key != BASES}
    return _together(schema) if TOGETHER in schema else schema


def _together(schema: Schema) -> Schema:
    """The schema with what is said of fields together in words of JSON Schema, of those that are still there."""
    plain = {key: held for key, held in schema.items() if key != TOGETHER}
    properties = plain.get("properties", {})
    conditions = [
        _condition(group[0], group[1:], properties)
        for group in schema[TOGETHER]
        if all(name in properties for name in group)
    ]
    if len(conditions) == 1 and not plain.keys() & conditions[0].keys():
        return {**plain, **conditions[0]}
    return {**plain, "allOf": [*plain.get("allOf", ()), *conditions]} if conditions else plain


def _condition(first: str, others: Sequence[str], properties: Mapping[str, Schema]) -> dict[str, Any]:
    """That a field isn't said without others, which may all be null where it is (JSON Schema core, 10.2.2.1)."""
    if not any(part.get("type") == "null" for part in properties[first].get("anyOf", ())):
        return {"dependentRequired": {first: list(others)}}
    said = {"not": {"type": "null"}}
    return {
        "if": {"required": [first], "properties": {first: said}},
        "then": {"required": list(others), "properties": dict.fromkeys(others, said)},
    }


class _Plain(dict[str, Schema]):
    """The named schemas without their ties, each made when it is asked for."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        super().__init__()
        self._schemas = schemas

    def __missing__(self, name: str) -> Schema:
        schema = self._schemas.get(name)
        self[name] = {} if schema is None else mapped_all(schema, _bare)
        return self[name]


def _readable(schema: Schema, plain: _Plain) -> Schema:
    """The schema without its ties; by name where it differs in nothing from the named schema it is a form of."""
    found = bases(schema)
    if found and plain[found[0]] and mapped_all(schema, _bare) == plain[found[0]]:
        return ref(found[0])
    return mapped(_bare(schema), lambda part: _readable(part, plain))


def _local(schema: Schema, known: Collection[str]) -> dict[str, Any]:
    """The schema with its references leading into `$defs`."""

    def told(part: Schema) -> Schema:
        name = ref_name(part)
        if name is not None:
            part = {**part, "$ref": DEFS + name}
        discriminator = part.get("discriminator")
        if isinstance(discriminator, Mapping) and isinstance(discriminator.get("mapping"), Mapping):
            targets = {tag: _target(target, known) for tag, target in discriminator["mapping"].items()}
            mapping = {tag: target for tag, target in targets.items() if target is not None}
            part = {**part, "discriminator": {**discriminator, "mapping": mapping}}
        return part

    return dict(mapped_all(schema, told))


def _target(target: str, known: Collection[str]) -> str | None:
    name = target.removeprefix(REF_PREFIX)
    if name == target:
        return target
    return DEFS + name if name in known else None
