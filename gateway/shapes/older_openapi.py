"""Schemas of OpenAPI 3.0 as JSON Schema 2020-12 says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def of_today(node: Any) -> Any:
    """A schema of OpenAPI 3.0 as JSON Schema 2020-12 says it: `nullable`, and bounds that are exclusive."""
    if isinstance(node, list):
        return [of_today(held) for held in node]
    if not isinstance(node, Mapping):
        return node
    schema = {key: _part_of_today(key, held) for key, held in node.items()}
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), bool):
            strict = schema.pop(exclusive)
            if strict and bound in schema:
                schema[exclusive] = schema.pop(bound)
    if schema.get("nullable") is True:
        del schema["nullable"]
        # An enum has to name null itself then (OpenAPI 3.0.3, clarification of nullable).
        if isinstance(schema.get("type"), str) and "enum" not in schema:
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def _part_of_today(key: str, held: Any) -> Any:
    if key in ("enum", "example", "default", "discriminator"):
        return held
    if key == "properties":  # which may have any name
        return {name: of_today(schema) for name, schema in held.items()}
    return of_today(held)
