"""Which member of a union a value is: by JSON type, then discriminator, constants and required sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.shapes.fits import is_type
from gateway.shapes.shape import Schema, Shape, ref_name


def member(shape: Shape, union: Schema, parts: Sequence[Schema], value: Any) -> Schema | None:
    """The member of `parts` that `value` fits best, or None where it fits none.

    Args:
        shape: where references lead.
        union: the schema that holds the union; its OpenAPI `discriminator` is used where there is one.
        parts: the members of `anyOf` or `oneOf`.
        value: a JSON value.
    """
    named = _by_discriminator(union, parts, value)
    if named is not None:
        return named
    fitting = [(score, part) for part in parts if (score := _fit(shape, part, value)) is not None]
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


def _fit(shape: Shape, part: Schema, value: Any) -> tuple[int, int] | None:
    """How well a value fits: (constants that agree, known keys), or None where it can't be this member."""
    schema = resolved(shape, part)
    if "const" in schema:
        return (1, 0) if schema["const"] == value else None
    if "enum" in schema and value not in schema["enum"]:
        return None
    types = schema.get("type")
    if types is not None and not any(_is_kind(value, name) for name in ([types] if isinstance(types, str) else types)):
        return None
    for inner in ("anyOf", "oneOf"):
        if inner in schema:
            fits = [fit for option in schema[inner] if (fit := _fit(shape, option, value)) is not None]
            return max(fits, default=None)
    if not isinstance(value, Mapping):
        return (0, 0)
    return _fit_object(shape, schema, value)


def _fit_object(shape: Shape, schema: Schema, value: Mapping[str, Any]) -> tuple[int, int] | None:
    properties = schema.get("properties", {})
    if any(name not in value for name in schema.get("required", ())):
        return None
    constants = known = 0
    for name, held in value.items():
        if name not in properties:
            continue
        known += 1
        inner = resolved(shape, properties[name])
        allowed = [inner["const"]] if "const" in inner else inner.get("enum")
        if allowed is not None:
            if held not in allowed:
                return None
            constants += 1
    return (constants, known)


def _is_kind(value: Any, name: str) -> bool:
    # Members of a union are told apart by what JSON tells apart, and 1.0 may be an integer (JSON Schema core, 4.2.3).
    return is_type(value, "number" if name == "integer" else name)
