"""`allOf` is merged when a shape is made: what a value may be isn't less than it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gateway.shapes.merging import has_parts, merged
from gateway.shapes.shape import ref

NAMES = ("Base", "Pet", "Tag")
KEYS = ("a", "b", "c", "x-d")
LEAF = st.none() | st.booleans() | st.integers(-2, 4) | st.sampled_from(["", "a", "aa", "b"])


TYPES = ("object", "string", "integer", "number", "array", "null")
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, max_size=2, unique=True),
    "required": st.lists(st.sampled_from(KEYS), max_size=2, unique=True),
    "propertyNames": st.just({"maxLength": 2}),
    "enum": st.lists(LEAF, min_size=1, max_size=3),
    "const": LEAF,
    "minimum": st.integers(-2, 3),
    "maximum": st.integers(-2, 3),
    "multipleOf": st.integers(1, 3),
    "minLength": st.integers(0, 2),
    "maxItems": st.integers(0, 2),
    "minContains": st.integers(0, 2),
    "pattern": st.sampled_from(["^a", "b$"]),
    "additionalProperties": st.just(False),
    "unevaluatedProperties": st.just(False),
    "title": st.just("T"),
}
ONE = ("items", "additionalProperties", "unevaluatedProperties", "not", "contains", "if", "then", "else")
SEVERAL = ("prefixItems", "anyOf", "oneOf", "allOf", "allOf", "allOf")
BY_NAME = ("properties", "properties", "patternProperties")


@st.composite
def schemas_of(draw: st.DrawFn, depth: int = 3) -> dict[str, Any]:
    """A schema of a few keywords, with schemas in it."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from([*map(ref, NAMES), {}]))
    schema: dict[str, Any] = {}
    inside = (*ONE, *SEVERAL, *BY_NAME, "$ref")
    for keyword in draw(st.lists(st.sampled_from([*inside, *PLAIN]), max_size=4)):
        if keyword in PLAIN and not (keyword in ONE and draw(st.booleans())):
            schema[keyword] = draw(PLAIN[keyword])
        elif keyword == "$ref":
            schema |= ref(draw(st.sampled_from(NAMES)))
        elif keyword in ONE:
            schema[keyword] = draw(schemas_of(depth - 1))
        elif keyword in SEVERAL:
            schema[keyword] = [draw(schemas_of(depth - 1)) for _ in range(draw(st.integers(1, 3)))]
        else:
            names = ["^x-", "a"] if keyword == "patternProperties" else KEYS
            schema[keyword] = {draw(st.sampled_from(names)): draw(schemas_of(depth - 1)) for _ in range(2)}
    return schema


VALUES = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "other"]), inner, max_size=4),
    max_leaves=6,
)


def validator(root: Any, schemas: Mapping[str, Any]) -> Draft202012Validator:
    """What jsonschema says of a shape."""
    return Draft202012Validator({**root, "components": {"schemas": dict(schemas)}})


def has_cycle(schemas: Mapping[str, Any]) -> bool:
    """Whether a schema is a part of itself, of which nobody can say what it means."""

    def reached(schema: Any, seen: frozenset[str]) -> bool:
        if not isinstance(schema, dict):
            return False
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name in seen:
            return True
        inner = [schemas[name]] if name in schemas else []
        for keyword in ("allOf", "anyOf", "oneOf"):
            inner += schema.get(keyword, [])
        inner += [schema[keyword] for keyword in ("not", "if", "then", "else") if keyword in schema]
        return any(reached(one, seen | {name} if name else seen) for one in inner)

    return any(reached(schema, frozenset({name})) for name, schema in schemas.items())


@given(
    st.fixed_dictionaries(dict.fromkeys(NAMES, schemas_of())), schemas_of(), st.lists(VALUES, min_size=5, max_size=20)
)
@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
def test_what_keeps_to_all_parts_keeps_to_what_they_are_merged_to(
    schemas: dict[str, Any], root: dict[str, Any], values: list[Any]
) -> None:
    """Whatever the keywords are; and nothing of the parts is left."""
    assume(not has_cycle(schemas))
    whole, named = merged(root, schemas)
    assert not any(map(has_parts, (whole, *named.values())))
    before, after = validator(root, schemas), validator(whole, named)
    for value in values:
        if before.is_valid(value):
            assert after.is_valid(value), value
