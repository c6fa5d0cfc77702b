"""Special forms of named schemas: what an operation on `Address` acts on besides references to it.

A schema that bears `x-bases` is a special form of the schemas that are named there. It comes from `allOf`, and from
operations that change what one field's schema is like where others refer to the same name.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.shapes.parts import Schema
from gateway.shapes.shape import Shape, bases, ref_name, special

Resolve = Callable[[Schema], Schema]
"""Gives the schema behind a reference."""


def opened(shape: Shape, schema: Schema) -> Schema:
    """The schema behind a reference, as a special form that may be edited; itself where it is no reference.

    What stands beside the reference, such as a description, is said of the special form too.
    """
    name = ref_name(schema)
    if name is None or name not in shape.schemas:
        return schema
    names = [name]
    held = shape.schemas[name]
    while (inner := ref_name(held)) is not None and inner in shape.schemas and inner not in names:
        names.append(inner)
        held = {**shape.schemas[inner], **{key: beside for key, beside in held.items() if key != "$ref"}}
    beside = {key: held_there for key, held_there in schema.items() if key != "$ref"}
    return special({**held, **beside}, (*names, *bases(schema)))


def is_kin(schema: Schema, targets: frozenset[str]) -> bool:
    """Whether a schema that is no reference is a special form of one of the targets."""
    return not targets.isdisjoint(bases(schema))
