"""Types are told in the words that developers know."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.changelog.types import MOST_VALUES, type_in_words
from gateway.shapes.shape import Shape, ref

SCHEMAS: dict[str, Any] = {
    "Money": {"type": "object", "properties": {"amount": {"type": "integer"}, "currency": ref("Currency")}},
    "Currency": {"enum": ["EUR", "USD"]},
    "Wide": {"type": "object", "properties": {f"field_{number}": {"type": "string"} for number in range(7)}},
    "Tree": {"anyOf": [{"type": "string"}, {"type": "array", "items": ref("Tree")}, ref("Tree")]},
}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "date-time"}, "string (date-time)"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"anyOf": [ref("Money"), {"type": "null"}]}, 'Money {amount: integer, currency: "EUR" | "USD"} | null'),
        ({"type": "array", "items": ref("Money")}, "list of Money"),
        ({"type": "array"}, "list of anything"),
        ({"type": "object", "additionalProperties": ref("Currency")}, 'map of "EUR" | "USD"'),
        ({"type": "object"}, "object"),
        ({"properties": {"a": {"const": 1}}}, "{a: 1}"),
        (ref("Wide"), "Wide"),
        (ref("Tree"), "string | list of Tree | Tree"),
        ({"const": None}, "null"),
        ({"enum": list(range(MOST_VALUES))}, "0 | 1 | 2 | 3 | 4 | 5 | 6 | 7"),
        ({"enum": list(range(MOST_VALUES + 1))}, "0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | ..."),
        ({}, "anything"),
        (True, "anything"),
    ],
)
def test_a_type_is_told_in_words(schema: Any, words: str) -> None:
    """A named object with its members, once; within others by its name."""
    assert type_in_words(Shape({}, SCHEMAS), schema) == words
