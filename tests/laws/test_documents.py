"""What is generated keeps to its shape, whatever JSON Schema it is made of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.laws.documents import documents
from gateway.laws.validity import Validity
from gateway.operations.operation import NOTHING
from gateway.shapes.shape import Shape, ref

NAMED: dict[str, dict[str, Any]] = {
    "Tree": {
        "type": "object",
        "properties": {"leaf": {"type": "string"}, "more": {"type": "array", "items": ref("Tree")}},
    },
    "Cat": {
        "type": "object",
        "properties": {"type": {"const": "cat"}, "lives": {"type": "integer"}},
        "required": ["type"],
    },
    "Dog": {
        "type": "object",
        "properties": {"type": {"enum": ["dog"]}},
        "required": ["type"],
        "additionalProperties": False,
    },
    "Odd/Name~": {"type": "string", "format": "date-time"},
}

SCHEMAS: list[dict[str, Any]] = [
    {"type": "integer", "minimum": 3, "exclusiveMaximum": 9, "multipleOf": 2},
    {"type": "number", "minimum": 0, "maximum": 1},
    {"type": "number", "exclusiveMinimum": 0},
    {"type": "string", "pattern": r"^[a-z]{3}\d$", "maxLength": 4},
    {"type": "string", "minLength": 2, "maxLength": 3},
    {"type": ["string", "null"]},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 4},
    {"type": "array", "items": {"type": "integer"}, "uniqueItems": True},
    {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "string"}],
        "items": {"type": "null"},
        "minItems": 2,
    },
    {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1},
    {"properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False},
    {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "type"}},
    {"allOf": [ref("Cat"), {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}]},
    {"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "Maybe"},
    {"type": "object", "properties": {"x": {"type": "integer"}}, "anyOf": [{"required": ["x"]}, ref("Cat")]},
    {"enum": [1, None, "x"]},
    {"items": {"const": 5}},
    {},
    ref("Tree"),
    ref("Odd/Name~"),
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=map(json.dumps, SCHEMAS))
@given(data=st.data())
@settings(max_examples=50)
def test_documents_keep_to_their_schema(schema: dict[str, Any], data: st.DataObject) -> None:
    """Each of many."""
    shape = Shape(schema, NAMED)
    document = data.draw(documents(shape))
    assert Validity(shape).wrong(document) is None


@given(data=st.data())
@settings(max_examples=50)
def test_documents_bear_their_witness(data: st.DataObject) -> None:
    """Values, predicates, and what is left out."""
    shape = Shape(ref("Cat"), NAMED)
    made = data.draw(documents(shape, {"lives": lambda lives: lives > 3, "type": "cat"}))
    assert made["lives"] > 3
    assert "lives" not in data.draw(documents(shape, {"lives": NOTHING}))


def test_what_is_wrong_is_said_with_its_place() -> None:
    """The shallowest first."""
    shape = Shape(ref("Tree"), NAMED)
    assert Validity(shape).wrong({"more": [{"leaf": 5}]}) == "/more/0/leaf: 5 is not of type 'string'."
