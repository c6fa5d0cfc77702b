"""Pure edits of JSON objects and object schemas that keep the order of keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from gateway.shapes.shape import TOGETHER, Schema


def told(value: Any) -> str:
    """A value as it is said in sentences: as JSON."""
    return f"`{json.dumps(value, ensure_ascii=False, default=str)}`"


def auto_title(name: str) -> str:
    """The title that pydantic gives to a field by its name."""
    return name.title().replace("_", " ").strip()


def retitled(schema: Schema, newer: str, older: str) -> Schema:
    """The schema of a field under its older name, where its title says no more than the newer name."""
    return {**schema, "title": auto_title(older)} if schema.get("title") == auto_title(newer) else schema


def dropped(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The object without `keys`; itself where it has none of them."""
    if not any(key in value for key in keys):
        return value
    return {key: held for key, held in value.items() if key not in keys}


def replaced(value: Mapping[str, Any], key: str, items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The object with `items` standing where `key` stood; other keys that `items` name are dropped."""
    new = dict(items)
    result: dict[str, Any] = {}
    for name, held in value.items():
        if name == key:
            result.update(new)
        elif name not in new:
            result[name] = held
    return result


def with_properties(
    schema: Schema, properties: Mapping[str, Any], drop: Iterable[str] = (), require: Iterable[str] = ()
) -> dict[str, Any]:
    """The object schema with other `properties`; `drop` leaves its required list and `require` joins it."""
    gone = set(drop)
    required = [name for name in schema.get("required", ()) if name not in gone]
    required += [name for name in require if name not in required]
    result = {key: value for key, value in schema.items() if key != "required"}
    result["properties"] = dict(properties)
    if required:
        result["required"] = required
    return result


def together(schema: Schema, fields: Iterable[str]) -> dict[str, Any]:
    """The object schema in which the first of `fields` can't be said without the others."""
    return {**schema, TOGETHER: [*schema.get(TOGETHER, ()), list(fields)]}


def together_renamed(schema: Schema, newer: str, older: str) -> dict[str, Any]:
    """The object schema with a field's older name in what is said of fields together."""
    groups = schema.get(TOGETHER)
    if not groups:
        return dict(schema)
    return {**schema, TOGETHER: [[older if name == newer else name for name in group] for group in groups]}


def allows_null(schema: Schema) -> bool:
    """Whether a schema admits null, as pydantic and OpenAPI 3.1 write it."""
    types = schema.get("type")
    if types == "null" or (isinstance(types, list) and "null" in types):
        return True
    return any(allows_null(part) for union in ("anyOf", "oneOf") for part in schema.get(union, ()))


def nullable(schema: Schema) -> dict[str, Any]:
    """The schema that also admits null."""
    return dict(schema) if allows_null(schema) else {"anyOf": [schema, {"type": "null"}]}
