"""What a schema allows, as far as its plain keywords tell; for what declarations say of schemas to be held against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.operations.conversions import exact
from gateway.shapes.fits import fits
from gateway.shapes.shape import Schema, Shape, ref_name
from gateway.shapes.unions import resolved

UPPER = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
LOWER = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
JSON_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}
DEEPEST = 4
"""In how many lists types are compared, as some hold lists of themselves."""
DEEP = ("anyOf", "oneOf", "allOf", "items", "properties", "required", "additionalProperties")


def allows(shape: Shape, schema: Schema | bool, value: Any) -> bool:
    """Whether a schema allows a JSON value: also behind references, and inside objects and lists.

    Args:
        shape: where references lead.
        schema: the schema.
        value: the value.
    """
    if not isinstance(schema, Mapping):
        return schema is not False
    plain = resolved(shape, schema)
    if not _fits_plainly({key: held for key, held in plain.items() if key not in DEEP}, value):
        return False
    if not all(allows(shape, part, value) for part in plain.get("allOf", ())):
        return False
    for union in ("anyOf", "oneOf"):
        if union in plain and not any(allows(shape, part, value) for part in plain[union]):
            return False
    if isinstance(value, list):
        return all(allows(shape, plain.get("items", True), item) for item in value)
    return not isinstance(value, Mapping) or _allows_members(shape, plain, value)


def _fits_plainly(schema: Schema, value: Any) -> bool:
    try:
        return fits(schema, exact(value))
    except re.error:
        # A pattern that Python can't read says nothing here.
        return fits({key: held for key, held in schema.items() if key != "pattern"}, exact(value))


def _allows_members(shape: Shape, schema: Schema, value: Mapping[str, Any]) -> bool:
    properties, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    rest = True if "patternProperties" in schema else rest
    return all(name in value for name in schema.get("required", ())) and all(
        allows(shape, properties.get(name, rest), held) for name, held in value.items()
    )


def beyond(shape: Shape, schema: Schema, other_shape: Shape, other: Schema, depth: int = 0) -> str | None:
    """What a schema allows and another doesn't, in a word; None where plain keywords tell of nothing.

    Args:
        shape: where the schema's references lead.
        schema: the schema.
        other_shape: where the other's lead.
        other: the other schema.
        depth: in how many lists they are.
    """
    theirs = list(_kinds(other_shape, other))
    for one in _kinds(shape, schema) if depth < DEEPEST else ():
        said = [_more(shape, one, other_shape, there, depth) for there in theirs]
        if said and all(word is not None for word in said):
            # The kind that comes nearest tells best.
            same = [word for word, there in zip(said, theirs, strict=True) if there.get("type") == one.get("type")]
            return str((same or said)[0])
    return None


def looser(keyword: str, bound: float | None, other: float | None) -> bool:
    """Whether a bound lets more pass than another of the same keyword; None is no bound."""
    if other is None or bound is None:
        return bound is None and other is not None
    return bound > other if keyword in UPPER else bound < other


def comparable(shape: Shape, schema: Schema, depth: int = 0) -> bool:
    """Whether plain keywords tell all that a schema allows: it holds neither objects nor anything at all."""
    return depth < DEEPEST and all(
        kind.get("type") not in (None, "object")
        and not kind.keys() & {"multipleOf", "not", "format", "pattern", "prefixItems"}
        and (not isinstance(kind.get("items"), Mapping) or comparable(shape, kind["items"], depth + 1))
        for kind in _kinds(shape, schema)
    )


def _kinds(shape: Shape, schema: Schema) -> Iterator[Schema]:
    """A schema apart by JSON type; without one where any is allowed."""
    named = ref_name(schema)
    plain = {**resolved(shape, schema), **({"$ref": named} if named is not None else {})}
    for union in ("anyOf", "oneOf"):
        if union in plain:
            rest = {key: held for key, held in plain.items() if key != union}
            for part in plain[union]:
                for kind in _kinds(shape, part):
                    yield {**rest, **kind}
            return
    if "const" in plain:
        plain["enum"] = [plain.pop("const")]
    if "enum" in plain:
        values = plain.pop("enum")
        for word in dict.fromkeys(JSON_TYPES.get(type(value), "object") for value in values):
            yield {
                **plain,
                "type": word,
                "enum": [one for one in values if JSON_TYPES.get(type(one), "object") == word],
            }
        return
    types = plain.get("type")
    if types is None:
        yield plain
    for name in types if isinstance(types, list) else [types] if types is not None else []:
        yield {**plain, "type": name}


def _more(shape: Shape, one: Schema, other_shape: Shape, there: Schema, depth: int) -> str | None:
    """What one kind allows and another doesn't."""
    ours, theirs = one.get("type"), there.get("type")
    if one.get("$ref") == there.get("$ref") is not None or theirs is None:
        return None
    if ours != theirs and (ours, theirs) != ("integer", "number"):
        return "anything" if ours is None else f"type {ours}"
    if "enum" in one:
        extra = [value for value in one["enum"] if not allows(other_shape, there, value)]
        return repr(extra[0]) if extra else None
    if isinstance(one.get("items"), Mapping) and isinstance(there.get("items"), Mapping):
        return _beyond_bounds(one, there) or beyond(shape, one["items"], other_shape, there["items"], depth + 1)
    return _beyond_bounds(one, there)


def _beyond_bounds(one: Schema, there: Schema) -> str | None:
    if "enum" in there:
        return "values that aren't enumerated"
    for word in (*UPPER, *LOWER):
        if word in there and looser(word, one.get(word), there[word]):
            return f"{word} {one[word]}" if word in one else f"more than {word} {there[word]}"
    # Of two patterns, which one takes more can't be told.
    return f"what isn't like {there['pattern']}" if "pattern" in there and "pattern" not in one else None
