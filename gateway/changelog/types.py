"""What a schema says, in a few words for the people who write clients."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from gateway.shapes.shape import Schema, Shape, ref_name
from gateway.shapes.unions import resolved

MOST_VALUES = 8
"""How many enumerated values are told."""
MOST_MEMBERS = 6
"""How many members an object may have that are told."""


def type_in_words(shape: Shape, schema: Schema | bool, *, inside: bool = False) -> str:
    """The type that a schema says: `string | null`, `list of Address`, `Money {amount: integer, currency: string}`.

    Args:
        shape: where references lead.
        schema: the schema.
        inside: whether it is said in the words of another, where named objects are told by name alone.
    """
    if not isinstance(schema, Mapping):
        return "anything"
    name = ref_name(schema)
    plain = resolved(shape, schema) if name is not None else schema
    union = next((plain[word] for word in ("anyOf", "oneOf") if word in plain), None)
    if union is not None:
        if inside and name is not None:
            return name
        # What is in a named union may be the union again.
        return _either(type_in_words(shape, part, inside=inside or name is not None) for part in union)
    values = [plain["const"]] if "const" in plain else plain.get("enum")
    if values is not None:
        told = [json.dumps(value, ensure_ascii=False) for value in values[:MOST_VALUES]]
        return _either([*told, "..."] if len(values) > MOST_VALUES else told)
    types = plain.get("type")
    kinds = types if isinstance(types, list) else [types]
    return _either(_plainly(shape, plain, kind, name, inside=inside) for kind in kinds)


def _plainly(shape: Shape, schema: Schema, kind: str | None, name: str | None, *, inside: bool) -> str:
    if kind == "array":
        return f"list of {type_in_words(shape, schema.get('items', True), inside=True)}"
    properties = schema.get("properties", {})
    if kind == "object" or (kind is None and properties):
        others = schema.get("additionalProperties")
        if not properties and isinstance(others, Mapping):
            return f"map of {type_in_words(shape, others, inside=True)}"
        if inside or not 0 < len(properties) <= MOST_MEMBERS:
            return name or "object"
        members = [f"{key}: {type_in_words(shape, held, inside=True)}" for key, held in properties.items()]
        return f"{name + ' ' if name else ''}{{{', '.join(members)}}}"
    said = schema.get("format") if kind == "string" else None
    return (f"{kind} ({said})" if said else kind) or "anything"


def _either(parts: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(parts))
