"""A shape as people and other programs read it: without what only the gateway needs to know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gateway.shapes.parts import Schema, mapped, mapped_all
from gateway.shapes.shape import BASES, REF_PREFIX, Shape, bases, ref, ref_name, referenced

DEFS = "#/$defs/"


def standalone(shape: Shape) -> dict[str, Any]:
    """The shape as one JSON Schema, with what it refers to in `$defs`."""
    plain = {name: mapped_all(schema, _bare) for name, schema in shape.schemas.items()}
    root = _readable(shape.root, plain)
    needed: dict[str, Schema] = {}
    todo = list(referenced(root))
    while todo:
        name = todo.pop(0)
        if name not in needed and name in shape.schemas:
            needed[name] = mapped(_bare(shape.schemas[name]), lambda part: _readable(part, plain))
            todo += referenced(needed[name])
    defined = {name: _local(schema, needed) for name, schema in needed.items()}
    found = _local(root, needed)
    return {**found, "$defs": defined} if defined else found


def _bare(schema: Schema) -> Schema:
    return {key: held for key, held in schema.items() if key != BASES} if BASES in schema else schema


def _readable(schema: Schema, plain: Mapping[str, Schema]) -> Schema:
    """The schema without its ties; by name where it differs in nothing from the named schema it is a form of."""
    found = bases(schema)
    if found and found[0] in plain and mapped_all(schema, _bare) == plain[found[0]]:
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
