"""Whether a JSON value keeps to the plain keywords of a JSON Schema (validation 2020-12, section 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gateway.shapes.shape import Schema

_SIZES: Mapping[str, tuple[type[str | list[Any] | dict[str, Any]], Callable[[int, int], bool]]] = {
    "minLength": (str, int.__ge__),
    "maxLength": (str, int.__le__),
    "minItems": (list, int.__ge__),
    "maxItems": (list, int.__le__),
    "minProperties": (dict, int.__ge__),
    "maxProperties": (dict, int.__le__),
}
_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "exclusiveMinimum": lambda value, bound: value > bound,
    "exclusiveMaximum": lambda value, bound: value < bound,
    "multipleOf": lambda value, bound: value % bound == 0,
}


def fits(schema: Schema, value: Any) -> bool:
    """Whether a value has the type, is one of the values and is within the bounds that a schema names.

    Looks into unions and the items of lists, but neither into objects nor behind references. Numbers with a fraction
    are `Decimal`.
    """
    if "const" in schema and not _same(value, schema["const"]):
        return False
    if "enum" in schema and not any(_same(value, one) for one in schema["enum"]):
        return False
    types = schema.get("type")
    if types is not None and not any(is_type(value, name) for name in ([types] if isinstance(types, str) else types)):
        return False
    for union in ("anyOf", "oneOf"):
        if union in schema and not any(fits(part, value) for part in schema[union]):
            return False
    items = schema.get("items")
    if isinstance(value, list) and isinstance(items, Mapping) and not all(fits(items, item) for item in value):
        return False
    return _sized(schema, value) and _bounded(schema, value)


def misfit(schema: Schema, value: Any) -> str | None:
    """What a client is told of a value that doesn't fit, in pydantic's words where it has some; None where it fits."""
    if fits(schema, value):
        return None
    if "const" in schema or "enum" in schema:
        allowed = [schema["const"]] if "const" in schema else schema["enum"]
        return f"Input should be {_either([repr(one) for one in allowed])}"
    if isinstance(value, str) and "pattern" in schema and schema.get("type") == "string":
        return f"String should match pattern '{schema['pattern']}'"
    names = _type_names(schema)
    if names and not any(is_type(value, name) for name in names):
        return f"Input should be {_either([_SAID.get(name, f'a valid {name}') for name in names])}"
    told = [f"{keyword} {schema[keyword]}" for keyword in (*_SIZES, *_BOUNDS) if keyword in schema]
    return f"Input should keep to {_either(told, 'and')}" if told else "Input isn't what this version takes"


_SAID = {
    "object": "an object",
    "array": "a list",
    "null": "null",
    "boolean": "true or false",
    "integer": "a valid integer",
}


def _type_names(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else list(types)
    for union in ("anyOf", "oneOf"):
        for part in schema.get(union, ()):
            names += [name for name in _type_names(part) if name not in names]
    return names


def _either(words: list[str], joint: str = "or") -> str:
    return f" {joint} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _same(value: Any, other: Any) -> bool:
    # In JSON, true isn't 1.
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _matches(pattern: str, value: str) -> bool:
    """Whether a text matches; so does any where Python can't read the pattern, which is for validation to say then."""
    compiled = _compiled(pattern)
    return compiled is None or compiled.search(value) is not None


def _sized(schema: Schema, value: Any) -> bool:
    if isinstance(value, str) and "pattern" in schema and not _matches(schema["pattern"], value):
        return False
    return all(
        holds(len(value), schema[keyword])
        for keyword, (kind, holds) in _SIZES.items()
        if keyword in schema and isinstance(value, kind)
    )


def _bounded(schema: Schema, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return True
    return all(holds(value, Decimal(str(schema[keyword]))) for keyword, holds in _BOUNDS.items() if keyword in schema)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, list),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}


def is_type(value: Any, name: str) -> bool:
    """Whether a value is of a JSON type, a whole number being an `integer` and any other a `number`."""
    known = _TYPES.get(name)
    if known is not None:
        return known(value)
    # A fraction may be kept as its text, so whatever is left is a number.
    return value is not None and not isinstance(value, bool | str | Mapping | list)
