"""Schemas at random, the same in other words, and narrower ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

Schema = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = ["alpha", "betas", "gamma", "delta"]
"""Names of properties, longer than those that generated documents make up."""
PATTERNS = ["^[a-z]+$", "^[a-z]{2,}$", "^[a-z]{2}$", "^a[a-z]*$"]
NARROWER_PATTERNS = {"^[a-z]+$": "^[a-z]{2,}$", "^[a-z]{2,}$": "^[a-z]{2}$"}


@st.composite
def texts(draw: Draw) -> Schema:
    """A schema of texts."""
    kind = draw(st.sampled_from(["plain", "long", "enum", "pattern", "format"]))
    if kind == "enum":
        values = draw(st.lists(st.sampled_from(["red", "green", "blue", "grey"]), min_size=2, unique=True))
        return {"type": "string", "enum": values}
    if kind == "long":
        return {"type": "string", "minLength": draw(st.integers(0, 2)), "maxLength": draw(st.integers(3, 6))}
    if kind == "pattern":
        return {"type": "string", "pattern": draw(st.sampled_from(PATTERNS))}
    return {"type": "string", **({"format": "date"} if kind == "format" else {})}


@st.composite
def numbers(draw: Draw) -> Schema:
    """A schema of numbers."""
    schema: Schema = {"type": draw(st.sampled_from(["integer", "number"]))}
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["minimum", "exclusiveMinimum"]))] = draw(st.integers(-5, 0))
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["maximum", "exclusiveMaximum"]))] = draw(st.integers(5, 10))
    return schema


@st.composite
def lists(draw: Draw, inner: st.SearchStrategy[Schema]) -> Schema:
    """A schema of lists."""
    schema: Schema = {"type": "array", "items": draw(inner)}
    if draw(st.booleans()):
        schema |= {"minItems": draw(st.integers(0, 1)), "maxItems": draw(st.integers(2, 4))}
    return schema


@st.composite
def objects(draw: Draw, inner: st.SearchStrategy[Schema]) -> Schema:
    """A schema of objects."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    schema: Schema = {"type": "object", "properties": {name: draw(inner) for name in names}}
    required = [name for name in names if draw(st.booleans())]
    if required:
        schema["required"] = required
    rest = draw(st.sampled_from(["open", "open", "closed", "map"]))
    if rest == "closed":
        schema["additionalProperties"] = False
    elif rest == "map":
        schema["additionalProperties"] = draw(inner)
    return schema


@st.composite
def tagged(draw: Draw, inner: st.SearchStrategy[Schema]) -> Schema:
    """A union of objects that a constant tells apart."""
    tags = draw(st.lists(st.sampled_from(["cat", "dog", "cow"]), min_size=2, unique=True))
    members = []
    for tag in tags:
        properties = {"kind": {"const": tag}, draw(st.sampled_from(NAMES)): draw(inner)}
        members.append({"type": "object", "properties": properties, "required": ["kind"]})
    return {draw(st.sampled_from(["oneOf", "anyOf"])): members}


def maybe_null(schema: Schema, form: str) -> Schema:
    """A schema that allows null too, in one of the forms that there are for it."""
    if form == "type" and isinstance(schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"oneOf" if form == "type" else form: [schema, {"type": "null"}]}


LEAVES = st.one_of(texts(), numbers(), st.just({"type": "boolean"}))


def _branches(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    nullable = st.builds(maybe_null, st.one_of(LEAVES, objects(inner)), st.sampled_from(["type", "anyOf", "oneOf"]))
    mixed = st.builds(lambda one, other: {"anyOf": [one, other]}, texts(), numbers())
    return st.one_of(objects(inner), lists(inner), tagged(inner), nullable, mixed)


SCHEMAS: st.SearchStrategy[Schema] = st.recursive(LEAVES, _branches, max_leaves=6)
"""Schemas of which there are values at each place."""


class Reworded(NamedTuple):
    """A schema that says the same, and the named schemas that it refers to."""

    schema: Schema
    named: dict[str, Schema]


@st.composite
def reworded(draw: Draw, schema: Schema) -> Reworded:
    """The same schema in other words: referred to, as parts, in another order, with null said otherwise."""
    named: dict[str, Schema] = {}

    def inner(one: Any) -> Any:
        if not isinstance(one, dict):
            return one
        same: Schema = {}
        for keyword, held in one.items():
            if keyword == "properties":
                names = draw(st.permutations(list(held)))
                same[keyword] = {name: inner(held[name]) for name in names}
            elif keyword in ("items", "additionalProperties"):
                same[keyword] = inner(held)
            elif keyword in ("anyOf", "oneOf"):
                same[keyword] = [inner(part) for part in draw(st.permutations(held))]
            elif keyword in ("required", "enum"):
                same[keyword] = draw(st.permutations(held))
            else:
                same[keyword] = held
        return _said_otherwise(draw, same, named)

    return Reworded(inner(schema), named)


def _said_otherwise(draw: Draw, schema: Schema, named: dict[str, Schema]) -> Schema:
    name, types = f"Named{len(named)}", schema.get("type")
    ways: list[Schema] = [
        schema,
        {"$ref": f"#/components/schemas/{name}"},
        {"allOf": [schema], "description": "The same."},
        {"anyOf": [schema]},
        {**schema, "title": "Another title", "examples": [1], "x-note": "nothing"},
    ]
    if "required" in schema:
        rest = {key: held for key, held in schema.items() if key != "required"}
        ways.append({"allOf": [rest, {"required": schema["required"]}]})
    if isinstance(types, list):
        ways.append({"anyOf": [{**schema, "type": types[0]}, {"type": "null"}]})
    way: Schema = draw(st.sampled_from(ways))
    if "$ref" in way:
        named[name] = schema
    return way


@st.composite
def narrowed(draw: Draw, schema: Schema) -> Schema:
    """A schema that allows less, at one place in it; the same where nothing can be narrowed."""
    places = list(_places(schema))
    found = [(place, ways) for place in places if (ways := list(_ways(_at(schema, place))))]
    if not found:
        return schema
    place, ways = draw(st.sampled_from(found))
    narrower: Schema = _with(schema, place, draw(st.sampled_from(ways)))
    return narrower


Place = tuple[str | int, ...]


def _places(schema: Any, place: Place = ()) -> list[Place]:
    found = [place]
    for name, held in schema.get("properties", {}).items():
        if isinstance(held, dict):
            found += _places(held, (*place, "properties", name))
    if isinstance(schema.get("items"), dict) and schema.get("maxItems", 1) > 0:
        found += _places(schema["items"], (*place, "items"))
    for keyword in ("anyOf", "oneOf"):
        for number, part in enumerate(schema.get(keyword, ())):
            found += _places(part, (*place, keyword, number))
    return found


def _at(schema: Any, place: Place) -> Any:
    for step in place:
        schema = schema[step]
    return schema


def _with(schema: Any, place: Place, other: Any) -> Any:
    if not place:
        return other
    copy: Any = list(schema) if isinstance(schema, list) else dict(schema)
    copy[place[0]] = _with(schema[place[0]], place[1:], other)
    return copy


def _ways(schema: Schema) -> list[Schema]:
    """All ways to narrow a schema itself."""
    kind = schema.get("type")
    ways: list[Schema] = []
    if kind == "string":
        ways += _ways_of_texts(schema)
    elif kind in ("integer", "number"):
        ways += _ways_of_numbers(schema)
    elif kind == "object":
        ways += _ways_of_objects(schema)
    elif kind == "array":
        ways.append({**schema, "maxItems": schema.get("maxItems", 5) - 1})
    elif isinstance(kind, list):
        ways.append({**schema, "type": kind[0]})
    for keyword in ("anyOf", "oneOf"):
        if len(schema.get(keyword, ())) > 1:
            ways.append({**schema, keyword: schema[keyword][1:]})
    return ways


def _ways_of_texts(schema: Schema) -> list[Schema]:
    ways: list[Schema] = []
    if len(schema) == 1:
        ways += [{**schema, "maxLength": 3}, {**schema, "pattern": "^[a-z]+$"}, {**schema, "enum": ["red"]}]
    if schema.get("pattern") in NARROWER_PATTERNS:
        ways.append({**schema, "pattern": NARROWER_PATTERNS[schema["pattern"]]})
    if "maxLength" in schema:
        ways += [{**schema, "maxLength": schema["maxLength"] - 1}, {**schema, "minLength": schema["minLength"] + 1}]
    if len(schema.get("enum", ())) > 1:
        ways.append({**schema, "enum": schema["enum"][1:]})
    return ways


def _ways_of_numbers(schema: Schema) -> list[Schema]:
    bound: Any = schema.get("maximum", schema.get("exclusiveMaximum", 6))
    rest = {key: held for key, held in schema.items() if key not in ("maximum", "exclusiveMaximum")}
    ways = [{**rest, "maximum": bound - 2}]
    if schema["type"] == "number":
        ways += [{**schema, "type": "integer"}, {**schema, "multipleOf": 2}]
    return ways


def _ways_of_objects(schema: Schema) -> list[Schema]:
    needed = schema.get("required", [])
    ways = [{**schema, "required": [*needed, name]} for name in schema["properties"] if name not in needed]
    if "additionalProperties" not in schema:
        ways.append({**schema, "additionalProperties": False})
    return ways
