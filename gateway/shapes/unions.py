"""Which member of a union a value is: by JSON type, then discriminator, constants, required sets and known keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gateway.shapes.fits import is_type
from gateway.shapes.shape import Schema, Shape, ref_name


class Fit(NamedTuple):
    """How well a value fits a member, what counts most first."""

    constants: int
    """How many constants of the member the value has."""
    complete: bool
    """Whether it has all that the member requires."""
    known: int
    """How many of its keys the member knows."""
    agreeing: bool
    """Whether each constant and enumerated value agrees."""


def member(shape: Shape, union: Schema, parts: Sequence[Schema], value: Any) -> Schema | None:
    """The member of `parts` that `value` is or is meant to be, or None where it is none by its type or constants.

    Something missing or wrong in an object doesn't make it another member: validation tells the client of it, in the
    words of the member that was meant.

    Args:
        shape: where references lead.
        union: the schema that holds the union; its OpenAPI `discriminator` is used where there is one.
        parts: the members of `anyOf` or `oneOf`.
        value: a JSON value.
    """
    named = _by_discriminator(union, parts, value)
    if named is not None:
        return named
    candidates = [part for part in parts if _may_be(shape, part, value)]
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    fitting = [(fit, part) for part in candidates if (fit := _fit(shape, part, value)) is not None]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _by_discriminator(union: Schema, parts: Sequence[Schema], value: Any) -> Schema | None:
    discriminator = union.get("discriminator")
    if not isinstance(discriminator, Mapping) or not isinstance(value, Mapping):
        return None
    tag = value.get(discriminator.get("propertyName", ""))
    if not isinstance(tag, str):
        return None
    wanted = discriminator.get("mapping", {}).get(tag, tag)
    return next((part for part in parts if part.get("$ref") == wanted or ref_name(part) == wanted), None)


def resolved(shape: Shape, schema: Schema) -> Schema:
    """The schema behind a reference; itself where it is none or leads nowhere."""
    seen: set[str] = set()
    while (name := ref_name(schema)) is not None and name not in seen and name in shape.schemas:
        seen.add(name)
        schema = shape.schemas[name]
    return schema


def _may_be(shape: Shape, part: Schema, value: Any) -> bool:
    """Whether the JSON type, or the type of the constant or of one of the values, is that of the member."""
    schema = resolved(shape, part)
    types = schema.get("type")
    if types is not None:
        return any(_is_kind(value, name) for name in ([types] if isinstance(types, str) else types))
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed is not None:
        return any(isinstance(value, type(one)) for one in allowed)
    for inner in ("anyOf", "oneOf"):
        if inner in schema:
            return any(_may_be(shape, option, value) for option in schema[inner])
    return isinstance(value, Mapping) or "properties" not in schema


def _fit(shape: Shape, part: Schema, value: Any) -> Fit | None:
    """How well a value fits, or None where a constant says that it isn't this member."""
    schema = resolved(shape, part)
    if "const" in schema:
        return Fit(1, True, 0, True) if schema["const"] == value else None
    if "enum" in schema and value not in schema["enum"]:
        return None
    for inner in ("anyOf", "oneOf"):
        if inner in schema:
            found = [fit for option in schema[inner] if (fit := _fit(shape, option, value)) is not None]
            return max(found, default=None)
    return _fit_object(shape, schema, value) if isinstance(value, Mapping) else Fit(0, True, 0, True)


def _fit_object(shape: Shape, schema: Schema, value: Mapping[str, Any]) -> Fit | None:
    properties = schema.get("properties", {})
    constants, known, agreeing = 0, 0, True
    for name, held in value.items():
        if name not in properties:
            continue
        known += 1
        inner = resolved(shape, properties[name])
        allowed = [inner["const"]] if "const" in inner else inner.get("enum")
        if allowed is None:
            continue
        if held in allowed:
            constants += 1
        elif len(allowed) == 1:
            return None  # what tells members apart
        else:
            agreeing = False
    complete = all(name in value for name in schema.get("required", ()))
    return Fit(constants, complete, known, agreeing)


def _is_kind(value: Any, name: str) -> bool:
    # Members of a union are told apart by what JSON tells apart, and 1.0 may be an integer (JSON Schema core, 4.2.3).
    return is_type(value, "number" if name == "integer" else name)
