"""Which member of a union a value is: by JSON type, then discriminator, constants, required sets and known keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from gateway.shapes.fits import fits, is_type
from gateway.shapes.parts import Schema
from gateway.shapes.shape import REF_PREFIX, Shape, bases, ref_name

LOOKED_AT = 3
"""How many items of a list, or members of a map, are looked at to tell what they are."""


class Fit(NamedTuple):
    """How well a value fits a member, what counts most first."""

    constants: int
    """How many constants of the member the value has."""
    complete: bool
    """Whether it has all that the member requires."""
    known: int
    """How many of its keys the member knows."""
    agreeing: bool
    """Whether each constant and enumerated value agrees, and a text with its pattern."""


def member(shape: Shape, union: Schema, parts: Sequence[Schema], value: Any) -> Schema | None:
    """The member of `parts` that `value` is or is meant to be, or None where it is none by its type or constants.

    Something missing or wrong in an object doesn't make it another member: validation tells the client of it, in the
    words of the member that was meant. Lists and maps are told apart by the first things in them.

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
    return tagged(union, parts, tag) if isinstance(tag, str) else None


def tagged(union: Schema, parts: Sequence[Schema], tag: str) -> Schema | None:
    """The member that a tag names by the union's discriminator."""
    discriminator = union.get("discriminator")
    if not isinstance(discriminator, Mapping):
        return None
    wanted = str(discriminator.get("mapping", {}).get(tag, tag)).removeprefix(REF_PREFIX)
    named = next((part for part in parts if ref_name(part) == wanted), None)
    return named if named is not None else next((part for part in parts if wanted in bases(part)[:1]), None)


class Tags(NamedTuple):
    """What tells the members of a union apart, where that is one member of each and nothing else.

    Args:
        name: its name.
        members: which member it is, by the tag.
    """

    name: str
    members: Mapping[str, Schema]


def tags_of(shape: Shape, union: Schema, parts: Sequence[Schema]) -> Tags | None:
    """What tells the members of a union apart: its discriminator, or a constant that each has; None for neither."""
    plain = [resolved(shape, part) for part in parts if part.get("type") != "null"]
    if not all("properties" in one for one in plain):
        return None
    discriminator = union.get("discriminator")
    if isinstance(discriminator, Mapping):
        name = str(discriminator.get("propertyName", ""))
        tags = [*discriminator.get("mapping", ()), *(ref_name(part) for part in parts)]
        found = {str(tag): part for tag in tags if tag and (part := tagged(union, parts, str(tag))) is not None}
        return Tags(name, found)
    for name in plain[0]["properties"] if plain else ():
        found = _by_constant(shape, parts, name)
        if len(found) == len(plain):
            return Tags(name, found)
    return None


def _by_constant(shape: Shape, parts: Sequence[Schema], name: str) -> dict[str, Schema]:
    """The members by the constants that they have under a name; those without one, or with several, are left out."""
    found: dict[str, Schema] = {}
    for part in parts:
        properties = resolved(shape, part).get("properties", {})
        plain = {key: resolved(shape, held) for key, held in properties.items()}
        constants = [key for key, held in plain.items() if "const" in held or len(held.get("enum", ())) == 1]
        held = plain.get(name, {})
        tag = held.get("const", next(iter(held.get("enum", ())), None))
        if constants == [name] and isinstance(tag, str):
            found.setdefault(tag, part)
    return found


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
    best: Fit | None = None
    for inner in ("anyOf", "oneOf"):
        if inner in schema:
            found = [fit for option in schema[inner] if (fit := _fit(shape, option, value)) is not None]
            best = max(found, default=None)
            if best is None:
                return None
    if best is not None and "properties" not in schema:
        return best
    own = _fit_own(shape, schema, value)
    return own if best is None or own is None else _together([own, best])


def _fit_own(shape: Shape, schema: Schema, value: Any) -> Fit | None:
    if isinstance(value, Mapping):
        return _fit_object(shape, schema, value)
    if isinstance(value, list):
        return _fit_list(shape, schema, value)
    return Fit(0, True, 0, not isinstance(value, str) or fits({"pattern": schema.get("pattern", "")}, value))


def _fit_list(shape: Shape, schema: Schema, value: Sequence[Any]) -> Fit | None:
    prefix, rest = schema.get("prefixItems", ()), schema.get("items")
    found = []
    for place, item in enumerate(value[: max(LOOKED_AT, len(prefix))]):
        inner = prefix[place] if place < len(prefix) else rest
        if not isinstance(inner, Mapping):
            continue
        fit = _fit(shape, inner, item) if _may_be(shape, inner, item) else None
        if fit is None:
            return None
        found.append(fit)
    return _together(found)


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
    others = (held for name, held in value.items() if name not in properties)
    return _together([Fit(constants, complete, known, agreeing), *_of_map(shape, schema, others)])


def _of_map(shape: Shape, schema: Schema, values: Iterable[Any]) -> list[Fit]:
    rest = schema.get("additionalProperties")
    if not isinstance(rest, Mapping):
        return []
    found = [_fit(shape, rest, held) if _may_be(shape, rest, held) else None for held in islice(values, LOOKED_AT)]
    # It may be a member that isn't named as well.
    return [Fit(0, True, 0, False) if fit is None else fit for fit in found]


def _together(found: Sequence[Fit]) -> Fit:
    return Fit(
        sum(fit.constants for fit in found),
        all(fit.complete for fit in found),
        sum(fit.known for fit in found),
        all(fit.agreeing for fit in found),
    )


def _is_kind(value: Any, name: str) -> bool:
    # Members of a union are told apart by what JSON tells apart, and 1.0 may be an integer (JSON Schema core, 4.2.3).
    return is_type(value, "number" if name == "integer" else name)
