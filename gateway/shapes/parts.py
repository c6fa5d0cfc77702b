"""The schemas that a schema is made of, one level down (JSON Schema core 2020-12, section 10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
"""A JSON Schema as plain data. Treated as immutable: whoever changes one makes a new dict."""

ONE = (
    "items",
    "additionalProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "not",
    "if",
    "then",
    "else",
)
SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
BY_NAME = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")


def parts(schema: Schema) -> Iterator[Schema]:
    """The schemas directly inside a schema; what a reference leads to isn't."""
    for keyword, held in schema.items():
        if keyword in ONE:
            if isinstance(held, dict | Mapping):
                yield held
        elif keyword in SEVERAL:
            if isinstance(held, list | tuple):
                yield from (part for part in held if isinstance(part, dict | Mapping))
        elif keyword in BY_NAME and isinstance(held, dict | Mapping):
            yield from (part for part in held.values() if isinstance(part, dict | Mapping))


def mapped(schema: Schema, act: Callable[[Schema], Schema]) -> Schema:
    """The schema with `act` applied to each schema directly inside it; itself where that changes nothing."""
    changed: dict[str, Any] = {}
    for keyword, held in schema.items():
        new: Any = held
        if keyword in ONE:
            new = _acted(held, act)
        elif keyword in SEVERAL and isinstance(held, list | tuple):
            new = _unless_same(held, [_acted(part, act) for part in held])
        elif keyword in BY_NAME and isinstance(held, dict | Mapping):
            parts = {name: _acted(part, act) for name, part in held.items()}
            new = held if all(parts[name] is part for name, part in held.items()) else parts
        if new is not held:
            changed[keyword] = new
    return {**schema, **changed} if changed else schema


def _acted(part: Any, act: Callable[[Schema], Schema]) -> Any:
    return act(part) if isinstance(part, dict | Mapping) else part


def _unless_same(held: Iterable[Any], new: list[Any]) -> Any:
    return held if all(one is other for one, other in zip(new, held, strict=True)) else new


def mapped_all(schema: Schema, act: Callable[[Schema], Schema]) -> Schema:
    """The schema with `act` applied to each schema inside it at any depth and then to itself, inner ones first."""
    return act(mapped(schema, lambda part: mapped_all(part, act)))


def property_schemas(schema: Schema, key: str) -> Iterable[Schema]:
    """The schemas that an object's schema has for a key."""
    properties = schema.get("properties", {})
    if key in properties:
        return (properties[key],)
    matching = [inner for pattern, inner in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
    if matching:
        return matching
    rest = schema.get("additionalProperties")
    return (rest,) if isinstance(rest, Mapping) else ()
