"""The values of a form's fields: text, and the JSON values that schemas have in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from gateway import lossless as json
from gateway.shapes.parts import Schema
from gateway.shapes.shape import Shape
from gateway.shapes.unions import resolved

TRUE, FALSE = frozenset(("true", "1", "on", "t", "yes", "y")), frozenset(("false", "0", "off", "f", "no", "n"))
"""The texts that pydantic takes for truth values."""

BINARY = "application/octet-stream"

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string"}


def fields_of(shape: Shape) -> dict[str, Schema]:
    """The fields of a form: the members of an object, or of all the objects that it may be."""
    found: dict[str, Schema] = {}
    todo: list[Schema] = [shape.root]
    seen: list[Schema] = []
    while todo:
        schema = resolved(shape, todo.pop())
        if any(schema is one for one in seen):
            continue
        seen.append(schema)
        for name, held in schema.get("properties", {}).items():
            found.setdefault(name, held)
        todo += [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return found


def items_of(shape: Shape, schema: Schema) -> Schema | None:
    """The schema of a list's items; None where a field isn't sent several times."""
    for one in _options(shape, schema):
        if "array" in _types(one):
            items = one.get("items")
            return items if isinstance(items, Mapping) else {}
    return None


def is_file(shape: Shape, schema: Schema) -> bool:
    """Whether a field holds a file, or several (OpenAPI 3.1, 4.8.14.1; 3.0 says `format: binary`)."""
    items = items_of(shape, schema)
    options = _options(shape, schema if items is None else items)
    return any(one.get("contentMediaType") == BINARY or one.get("format") == "binary" for one in options)


def typed(shape: Shape, schema: Schema, text: str) -> Any:
    """A text as the JSON value that the schema has there; as it is where it can't be one."""
    types = frozenset[str]().union(*(_types(one) for one in _options(shape, schema)))
    if "string" in types:
        return text
    if types & {"integer", "number"} and _NUMBER.fullmatch(text):
        return json.loads(text.encode())
    if "boolean" in types and text.lower() in TRUE | FALSE:
        return text.lower() in TRUE
    if types & {"object", "array"} and text[:1] in ("{", "["):
        try:
            return json.loads(text.encode("utf-8", "surrogateescape"))
        except json.Unreadable:
            return text
    return text


def text_of(value: Any) -> str:
    """How a form says a JSON value other than null, which it can't say."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, msgspec.Raw):
        return bytes(value).decode()
    return json.dumps(value).decode()


def same(one: Any, other: Any) -> bool:
    """Whether two values are said alike."""
    return one is other or (type(one) is type(other) and json.dumps(one) == json.dumps(other))


def _options(shape: Shape, schema: Schema) -> Iterator[Schema]:
    """What a schema may be, behind references and unions."""
    todo, seen = [schema], list[Schema]()
    while todo:
        plain = resolved(shape, todo.pop())
        options = [*plain.get("anyOf", ()), *plain.get("oneOf", ())]
        if not options:
            yield plain
        elif not any(plain is one for one in seen):
            seen.append(plain)
            todo += options


def _types(schema: Schema) -> frozenset[str]:
    types = schema.get("type")
    if types is not None:
        return frozenset((types,) if isinstance(types, str) else types)
    allowed = [schema["const"]] if "const" in schema else schema.get("enum", ())
    found = frozenset(_NAMES[type(one)] for one in allowed if type(one) in _NAMES)
    return found or frozenset(("object",) if "properties" in schema else ("string",))
