"""Documents of a shape, as hypothesis strategies.

hypothesis-jsonschema serves drafts 4 to 7 and no recursion; the shapes here are of 2020-12 and recurse.
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from hypothesis import strategies as st

from gateway.laws.values import LEAF, Strategy, integers, numbers, strings
from gateway.operations.operation import NOTHING
from gateway.shapes.shape import Schema, Shape, ref_name
from gateway.shapes.unions import resolved

UNKNOWN = "x-unknown"
"""The name of a member that no schema knows."""
SUCH = "x-such"
"""The keyword of a schema with what must be so of its values, besides what it says."""
MOST = 3
"""How many items a list has at most, unless it must have more."""
_MADE: dict[str, Strategy] = {}


def documents(shape: Shape, witness: Mapping[str, Any] | None = None) -> Strategy:
    """All kinds of documents of a shape, as the gateway reads them: fractions as their text.

    Args:
        shape: the shape.
        witness: what must be so of the document's members: a value, a predicate, or `NOTHING` for one that is left
            out; under the empty name of the document itself.
    """
    made = _Documents(shape)
    if witness:
        if "" in witness and not callable(witness[""]):
            return st.just(witness[""])
        return made.of(bearing(shape, witness))
    # Routes share many schemas, and a strategy is checked anew by hypothesis each time that it is made.
    key = json.dumps(shape.standalone(), default=str)
    if key not in _MADE:
        _MADE[key] = made.of(strange(shape))
    return _MADE[key]


def strange(shape: Shape) -> Schema:
    """The schema of an object that may also hold a member that no schema knows."""
    plain = resolved(shape, shape.root)
    return {**plain, UNKNOWN: True} if "properties" in plain and "allOf" not in plain else shape.root


def bearing(shape: Shape, witness: Mapping[str, Any]) -> Schema:
    """The schema of documents of which a witness is so."""
    schema = resolved(shape, shape.root)
    if "" in witness:
        return {SUCH: (schema, witness[""])}
    schema = merged(shape, schema) if "allOf" in schema else schema
    properties = dict(schema.get("properties", {}))
    required = list(schema.get("required", ()))
    for name, held in witness.items():
        if held is NOTHING:
            properties.pop(name, None)
            required = [one for one in required if one != name]
            continue
        required.append(name)
        inner = properties.get(name, True)
        if callable(held):
            properties[name] = {SUCH: (inner, held)}
        else:
            listed = resolved(shape, properties.get(name, {})).get("type") == "array"
            properties[name] = {"const": [held] if listed and not isinstance(held, list) else held}
    return {**schema, "properties": properties, "required": required}


def merged(shape: Shape, schema: Schema) -> Schema:
    """One schema in place of `allOf` and what stands beside it."""
    whole: dict[str, Any] = {key: held for key, held in schema.items() if key != "allOf"}
    for part in schema["allOf"]:
        plain = resolved(shape, part)
        plain = merged(shape, plain) if "allOf" in plain else plain
        for key, held in plain.items():
            if key == "properties":
                whole[key] = {**whole.get(key, {}), **held}
            elif key == "required":
                whole[key] = [*whole.get(key, ()), *held]
            else:
                whole[key] = held
    return whole


def members(shape: Shape, schema: Schema, union: str) -> list[Schema]:
    """The members of a union, each with what stands beside the union and the tags that lead to it."""
    rest = {key: held for key, held in schema.items() if key not in (union, "discriminator")}
    parts: list[Schema] = list(schema[union])
    telling = schema.get("discriminator", {}).get("propertyName")
    if telling is not None:  # which has to be there (OpenAPI 3.1, 4.8.25)
        rest = {**rest, "required": [*rest.get("required", ()), telling]}
        tags = [_tags(schema["discriminator"], part) for part in parts]
        parts = [_tagged(shape, part, telling, names) for part, names in zip(parts, tags, strict=True)]
    return [merged(shape, {"allOf": [rest, part]}) for part in parts] if _says(rest) else parts


def _tagged(shape: Shape, part: Schema, telling: str, tags: Sequence[str]) -> Schema:
    """A member of a union whose values bear the tags that lead to it, where it doesn't say so itself."""
    plain = resolved(shape, part)
    plain = merged(shape, plain) if "allOf" in plain else plain
    own = resolved(shape, plain.get("properties", {}).get(telling, {}))
    if "properties" not in plain or not tags or "const" in own or "enum" in own:
        return part
    return {**plain, "properties": {**plain["properties"], telling: {"enum": list(tags)}}}


def _tags(discriminator: Mapping[str, Any], part: Schema) -> list[str]:
    """The values of a discriminator that mean a member of a union (OpenAPI 3.1, 4.8.25)."""
    name, mapping = ref_name(part), discriminator.get("mapping", {})
    tags = [tag for tag, target in mapping.items() if target in (part.get("$ref"), name)]
    return tags or ([name] if name is not None else [])


class _Documents:
    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._named: dict[str, Strategy] = {}

    def of(self, schema: Schema | bool) -> Strategy:
        if not isinstance(schema, Mapping):
            return LEAF if schema else st.nothing()
        name = ref_name(schema)
        if name is not None and name in self._shape.schemas:
            if name not in self._named:
                self._named[name] = st.deferred(lambda: self.of(self._shape.schemas[name]))
            return self._named[name]
        if SUCH in schema:
            inner, test = schema[SUCH]
            return self.of(inner).filter(test)
        return self._plain(schema)

    def _plain(self, schema: Schema) -> Strategy:
        if "const" in schema or "enum" in schema:
            return st.sampled_from([schema["const"]] if "const" in schema else schema["enum"])
        if "allOf" in schema:
            return self.of(merged(self._shape, schema))
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return st.one_of(list(map(self.of, members(self._shape, schema, union))))
        return self._typed(schema)

    def _typed(self, schema: Schema) -> Strategy:
        types = schema.get("type") or guessed(schema)
        if types is None:
            return LEAF
        names = [types] if isinstance(types, str) else types
        return st.one_of([self._kinds()[name](schema) for name in names])

    def _kinds(self) -> Mapping[str, Callable[[Schema], Strategy]]:
        return {
            "null": lambda _: st.none(),
            "boolean": lambda _: st.booleans(),
            "integer": integers,
            "number": numbers,
            "string": strings,
            "array": self._array,
            "object": self._object,
        }

    def _array(self, schema: Schema) -> Strategy:
        prefix: Sequence[Schema] = schema.get("prefixItems", ())
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        items = schema.get("items", True) if not prefix else schema.get("items", False)
        least_rest = max(least - len(prefix), 0)
        most_rest = least_rest + MOST if most is None else max(min(most - len(prefix), least_rest + MOST), least_rest)
        unique = shown_key if schema.get("uniqueItems") else None
        rest = st.lists(
            self.of(items), min_size=least_rest, max_size=0 if items is False else most_rest, unique_by=unique
        )
        if not prefix:
            return rest
        return st.builds(lambda first, more: [*first, *more], st.tuples(*map(self.of, prefix)), rest)

    def _object(self, schema: Schema) -> Strategy:
        """Objects: what is required always, the rest sometimes, and members that no schema knows where they may be."""
        properties = schema.get("properties", {})
        required = list(dict.fromkeys(schema.get("required", ())))
        needed = {name: self.of(properties.get(name, True)) for name in required}
        maybe = {name: self.of(held) for name, held in properties.items() if name not in needed}
        rest = schema.get("additionalProperties", True)
        if schema.get(UNKNOWN) is True and rest is True:
            maybe[UNKNOWN] = LEAF
        known = st.fixed_dictionaries(needed, optional=maybe)
        if (rest is False or (rest is True and properties)) and "patternProperties" not in schema:
            return _counted(known, schema)
        others = self._others(schema, len(needed))
        return _counted(st.builds(lambda one, other: {**other, **one}, known, others), schema)

    def _others(self, schema: Schema, known: int) -> Strategy:
        """The members of an object that have no name of their own in its schema."""
        properties, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
        rest = schema.get("additionalProperties", True)
        least = max(schema.get("minProperties", 0) - known, 0)
        most = min(max(schema.get("maxProperties", least + 2) - known, least), least + 2)
        kinds = [(strings({"pattern": pattern}), self.of(inner)) for pattern, inner in patterns.items()]
        if rest is not False and not (rest is True and patterns):
            kinds.append((self._names(schema).filter(lambda name: name not in properties), self.of(rest)))
        maps = [st.dictionaries(names, values, min_size=least, max_size=most) for names, values in kinds]
        return st.one_of(maps) if maps else st.just({})

    def _names(self, schema: Schema) -> Strategy:
        if "propertyNames" in schema:
            plain = resolved(self._shape, schema["propertyNames"])
            return self.of({"type": "string", **plain}).filter(lambda name: isinstance(name, str))
        return st.text(string.ascii_lowercase, min_size=1, max_size=3)


def _counted(objects: Strategy, schema: Schema) -> Strategy:
    """The objects with as many members as there may be."""
    least, most = schema.get("minProperties", 0), schema.get("maxProperties")
    if least == 0 and most is None:
        return objects
    return objects.filter(lambda made: least <= len(made) and (most is None or len(made) <= most))


def shown_key(held: Any) -> str:
    """What tells items of a list apart."""
    return repr(bytes(held)) if isinstance(held, msgspec.Raw) else repr(held)


def _says(schema: Schema) -> bool:
    """Whether a schema says more than words for people."""
    return bool(schema.keys() - {"title", "description", "default", "examples", "example", "deprecated"})


def guessed(schema: Schema) -> str | None:
    """The JSON type that a schema means without saying it; None where it may be any."""
    for name, words in (
        ("object", ("properties", "additionalProperties", "required", "patternProperties", "propertyNames")),
        ("array", ("items", "prefixItems")),
    ):
        if any(word in schema for word in words):
            return name
    return "string" if "pattern" in schema else None
