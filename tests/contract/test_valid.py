"""What is said to be valid is, and what is said not to be isn't, as jsonschema sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gateway.shapes.shape import Shape
from gateway.shapes.valid import is_valid

TREE = {"$ref": "#/components/schemas/Tree"}
NAMED = {"Tree": {"type": "object", "properties": {"kids": {"type": "array", "items": TREE}}}}
BOUND = st.integers(0, 3)
LEAVES = st.sampled_from(
    [
        {"type": "string", "pattern": "^a.*$"},
        {"type": ["integer", "null"], "minimum": 1},
        {"type": "number", "multipleOf": 0.1},
        {"const": 1},
        {"enum": ["a", 0, None, 1.5, [True]]},
        TREE,
        {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"]}},
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"maxProperties": 1}},
        {"type": "array", "uniqueItems": True, "maxItems": 2},
        {"unevaluatedProperties": False},
        {"type": "boolean"},
        {"format": "date", "title": "A", "x-own": 1},
    ]
)


def _around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["a", "b", "c"])
    return st.one_of(
        st.fixed_dictionaries({"properties": st.dictionaries(names, inner, max_size=2), "additionalProperties": inner}),
        st.fixed_dictionaries({"patternProperties": st.fixed_dictionaries({"^a": inner}), "minProperties": BOUND}),
        st.fixed_dictionaries({"items": inner, "prefixItems": st.lists(inner, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"propertyNames": inner}),
        st.fixed_dictionaries({"not": inner}),
        *(
            st.fixed_dictionaries({word: st.lists(inner, min_size=1, max_size=3)})
            for word in ("anyOf", "oneOf", "allOf")
        ),
    )


SCHEMAS = st.recursive(LEAVES | st.booleans().map(lambda flag: {} if flag else {"not": {}}), _around, max_leaves=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.sampled_from([0.3, 1.5, 2.0, "a", "ab", "b", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "kids"]), inner, max_size=3),
    max_leaves=6,
)


@given(schema=SCHEMAS, value=VALUES)
def test_what_is_told_is_so(schema: dict[str, Any], value: Any) -> None:
    """Of any schema and any value; where that can't be told, nothing is."""
    told = is_valid(Shape(schema, NAMED), value)
    if told is not None and '"multipleOf"' not in json.dumps(schema):  # of which jsonschema's own isn't exact
        assert told is Draft202012Validator({**schema, "components": {"schemas": NAMED}}).is_valid(value)


@pytest.mark.parametrize(
    ("schema", "value", "told"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, True, False),
        ({"multipleOf": 0.01}, 0.07, True),
        ({"enum": [0.1]}, 0.1, True),
        ({"const": 1}, True, False),
        ({"pattern": r"^\p{L}$"}, "a", None),
        ({"pattern": "^a$"}, "ä", None),
        ({"pattern": "("}, "a", None),
        ({"unevaluatedProperties": False}, {}, None),
        ({"$ref": "https://elsewhere.example/schema"}, 1, None),
        ({"anyOf": [{"type": "string"}, {"unevaluatedProperties": False}]}, "a", True),
        ({"type": "string"}, float("nan"), None),
    ],
)
def test_what_is_not_known_is_not_told(schema: dict[str, Any], value: Any, told: bool | None) -> None:
    """Two engines may read a pattern in two ways; a keyword may mean anything."""
    assert is_valid(Shape(schema, {}), value) is told
