"""One document of a shape that people can read: `full_name: full name`, one item in each list, no odd characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import HypothesisException

from gateway.conform.patterns import compiled
from gateway.laws.documents import guessed, merged
from gateway.laws.validity import Validity
from gateway.laws.values import stride, strings, whole_bounds
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved

DEPTH = 6
"""From which depth on objects hold only what they must."""
FORMATS: Mapping[str, str] = {
    "date-time": "2024-05-01T12:00:00Z",
    "date": "2024-05-01",
    "time": "12:00:00Z",
    "uuid": "8f14e45f-ceea-467f-a8f1-6d7a4b2c9e10",
    "email": "ada@example.com",
    "uri": "https://example.com/",
    "uri-reference": "/example",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}
FAMILIAR = ("ada@example.com", "https://example.com/", "GB", "en", "12.50", "42", "4242", "2024-05-01", "a", "A")
"""Texts of which one often keeps to a pattern."""


def plain(shape: Shape) -> Any | None:
    """A document of a shape; None where none was found that keeps to it."""
    document = _value(shape, shape.root, "text", 0)
    return document if Validity(shape).wrong(document) is None else None


def plain_value(schema: Any, schemas: Mapping[str, Schema], name: str) -> Any:
    """A value of a parameter."""
    root = schema if isinstance(schema, Mapping) else {}
    return _value(Shape(root, schemas), root, name, 0)


def _value(shape: Shape, schema: Any, name: str, depth: int) -> Any:
    said = resolved(shape, schema) if isinstance(schema, Mapping) else {}
    said = merged(shape, said) if "allOf" in said else said
    for key in ("const", "example"):
        if key in said:
            return said[key]
    for key in ("examples", "enum"):
        if isinstance(said.get(key), list) and said[key]:
            return said[key][0]
    for union in ("oneOf", "anyOf"):
        if union in said:
            parts = [part for part in said[union] if not (isinstance(part, Mapping) and part.get("type") == "null")]
            rest = {key: held for key, held in said.items() if key not in (union, "discriminator", "title", "default")}
            part = (parts or said[union])[0]
            return _value(shape, {"allOf": [rest, part]} if rest else part, name, depth)
    types = said.get("type") or guessed(said) or "string"
    kind = types if isinstance(types, str) else next((one for one in types if one != "null"), "null")
    return _of_kind(shape, said, kind, name, depth)


def _of_kind(shape: Shape, said: Schema, kind: str, name: str, depth: int) -> Any:
    if kind == "object":
        return _object(shape, said, depth)
    if kind == "array":
        count = min(max(said.get("minItems", 0), 1), said.get("maxItems", 1))
        return [_value(shape, said.get("items", {}), name, depth + 1) for _ in range(count)]
    if kind in ("integer", "number"):
        return _number(said)
    if kind == "boolean":
        return True
    return None if kind == "null" else _text(said, name)


def _object(shape: Shape, said: Schema, depth: int) -> dict[str, Any]:
    required = said.get("required", ())
    return {
        name: _value(shape, inner, name, depth + 1)
        for name, inner in said.get("properties", {}).items()
        if name in required or (depth < DEPTH and not (isinstance(inner, Mapping) and inner.get("readOnly")))
    }


def _number(said: Schema) -> int:
    low, high = whole_bounds(said)
    step = stride(said)
    wanted = 1 if low is None or low < 1 else low
    if high is not None and wanted > high:
        wanted = high
    rounded = -(-wanted // step) * step
    return rounded if high is None or rounded <= high else rounded - step


def _text(said: Schema, name: str) -> str:
    least, most = said.get("minLength", 0), said.get("maxLength")
    known = FORMATS.get(said.get("format", ""))
    if known is not None and "pattern" not in said:
        return known
    words = name.replace("_", " ").replace("-", " ")
    words = words.ljust(least, ".") if most is None else words.ljust(least, ".")[:most]
    if "pattern" not in said:
        return words
    pattern = compiled(said["pattern"])
    for text in (words, words.replace(" ", "_"), *FAMILIAR):
        if pattern.search(text) and least <= len(text) and (most is None or len(text) <= most):
            return text
    return _found(said, words)


def _found(said: Schema, otherwise: str) -> str:
    """The plainest text that keeps to a pattern."""
    looking = settings(
        max_examples=200,
        database=None,
        derandomize=True,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        return str(find(strings(said), lambda text: text.isascii() and text.isprintable(), settings=looking))
    except HypothesisException:
        return otherwise
