"""What is generated keeps to its shape, whatever JSON Schema it is made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.laws.breach import Broken
from gateway.laws.documents import documents
from gateway.laws.edges import edges
from gateway.laws.smallest import smallest
from gateway.laws.validity import Validity
from gateway.operations.fields.extent import Unlike
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
    {"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 1},
    {"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"enum": ["a", "b"]}},
    {"type": "object", "additionalProperties": True, "propertyNames": {"pattern": "^[a-c]{4,}$"}},
    {"type": "object", "patternProperties": {"^k_": {"type": "integer"}}, "additionalProperties": False},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    {"type": "number", "exclusiveMinimum": 0, "maximum": 0.0001},
    {"type": "number", "multipleOf": 0.01, "minimum": 0},
    {"type": "integer", "exclusiveMinimum": 0.5, "maximum": 1.5},
    {"type": "string", "pattern": "^[a-z]+$", "minLength": 20, "maxLength": 40},
    {"type": "string", "format": "email", "maxLength": 30},
    {"type": "array", "items": ref("Tree"), "maxItems": 2},
    {"type": "array", "items": {"type": "array", "items": {"type": "string", "maxLength": 1}}, "minItems": 1},
    {"type": "array", "prefixItems": [{"const": 1}, ref("Cat")], "minItems": 2, "maxItems": 2},
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


@pytest.mark.parametrize("schema", SCHEMAS, ids=map(json.dumps, SCHEMAS))
def test_documents_at_the_edges_keep_to_their_schema(schema: dict[str, Any]) -> None:
    """All of them, and there are some."""
    shape = Shape(schema, NAMED)
    made = edges(shape)[:]
    assert made
    assert [wrong for document in made if (wrong := Validity(shape).wrong(document)) is not None] == []


def test_edges_are_those_of_the_schemas() -> None:
    """The bounds, what is beside them, and what is beyond those of schemas nearby."""
    shape = Shape({"type": "string", "maxLength": 50}, {})
    sizes = {len(text) for text in edges(shape, near=[{"properties": {"a": {"maxLength": 20}}}])}
    assert {0, 49, 50, 19, 20, 21} <= sizes
    assert max(sizes) == 50
    numbers = edges(Shape({"type": "integer", "minimum": 5}, {}))
    assert {5, 6, 2**53 + 1, 2**63} <= set(numbers)
    assert min(numbers) == 5


def test_edges_bear_their_witness() -> None:
    """What is beyond a bound is found, whatever the bound."""
    shape = Shape({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}, {})
    made = edges(shape, {"a": Unlike({"type": "string", "maxLength": 777}), "b": 3})[:]
    assert made
    assert all(len(one["a"]) > 777 and one["b"] == 3 for one in made)
    assert all("a" not in one for one in edges(shape, {"a": NOTHING}))


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


def test_a_number_is_a_multiple_as_decimals_are() -> None:
    """Not as floats are, by which 0.07 is none of 0.01."""
    shape = Shape({"type": "number", "multipleOf": 0.01}, {})
    assert Validity(shape).wrong(msgspec.Raw(b"0.07")) is None
    assert Validity(shape).wrong(msgspec.Raw(b"0.075")) is not None


@pytest.mark.parametrize(
    ("document", "breaks", "found"),
    [
        ({"a": "x" * 300, "b": [1, 2, 3]}, lambda one: len(one.get("a", "")) > 40, {"a": "0" * 41}),
        ({"a": [7] * 50, "b": None}, lambda one: len(one.get("a", [])) > 5, {"a": [0] * 6}),
        ({"n": 10**9, "flag": True}, lambda one: one.get("n", 0) > 1000, {"n": 1001}),
        ({"n": -5}, lambda one: one.get("n", 0) < -1, {"n": -2}),
    ],
)
def test_the_smallest_that_breaks_a_law_is_found(document: Any, breaks: Callable[[Any], bool], found: Any) -> None:
    """Members, items, characters and digits go, as long as it breaks."""

    def told(one: Any) -> Broken | None:
        return Broken("It does.", document=one) if breaks(one) else None

    first = told(document)
    assert first is not None
    assert smallest(document, first, told).documents == {"document": found}
