"""Documents of a shape, as hypothesis strategies.

hypothesis-jsonschema serves drafts 4 to 7 and no recursion; the shapes here are of 2020-12 and recurse.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st

from gateway.operations.operation import NOTHING
from gateway.shapes.shape import Schema, Shape, ref_name
from gateway.shapes.unions import resolved

Strategy = st.SearchStrategy[Any]
UNKNOWN = "x-unknown"
"""The name of a member that no schema knows."""
MOST = 3
"""How many items a list has at most, unless it must have more."""
TEXT = st.characters(exclude_categories=["Cs"])
LEAF: Strategy = st.none() | st.booleans() | st.integers(-100, 100) | st.text(TEXT, max_size=5)
WHOLE = st.integers(-1000, 1000) | st.integers(-(2**53), 2**53) | st.integers(0, 4_000_000_000)

TELLING = {
    "object": ("properties", "additionalProperties", "required"),
    "array": ("items", "prefixItems"),
    "string": ("pattern", "minLength", "maxLength"),
}
"""Keywords that tell a schema's type where it doesn't say it."""

FORMATS: Mapping[str, Strategy] = {
    "date-time": st.datetimes(timezones=st.timezones() | st.none()).map(
        lambda moment: moment.isoformat() + ("" if moment.tzinfo else "Z")
    ),
    "date": st.dates().map(str),
    "time": st.times().map(lambda moment: f"{moment.isoformat()}Z"),
    "uuid": st.uuids().map(str),
    "email": st.builds("{}@{}.example".format, *[st.text(string.ascii_lowercase, min_size=1, max_size=6)] * 2),
    "uri": st.text(string.ascii_lowercase, max_size=6).map("https://example.com/{}".format),
    "uri-reference": st.text(string.ascii_lowercase, max_size=6).map("/{}".format),
    "ipv4": st.ip_addresses(v=4).map(str),
    "ipv6": st.ip_addresses(v=6).map(str),
}


def documents(shape: Shape, witness: Mapping[str, Any] | None = None) -> Strategy:
    """All kinds of documents of a shape, as the gateway reads them: fractions as their text.

    Args:
        shape: the shape.
        witness: what must be so of the document's members: a value, a predicate, or `NOTHING` for one that is left
            out; under the empty name of the document itself.
    """
    made = _Documents(shape)
    return made.witnesses(witness) if witness else made.of(made.strange(shape.root))


class _Documents:
    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._named: dict[str, Strategy] = {}

    def strange(self, schema: Schema) -> Schema:
        """The schema of an object that may also hold a member that no schema knows."""
        plain = resolved(self._shape, schema)
        return {**plain, UNKNOWN: True} if "properties" in plain and "allOf" not in plain else schema

    def of(self, schema: Schema | bool) -> Strategy:
        if not isinstance(schema, Mapping):
            return LEAF if schema else st.nothing()
        name = ref_name(schema)
        if name is not None and name in self._shape.schemas:
            if name not in self._named:
                self._named[name] = st.deferred(lambda: self.of(self._shape.schemas[name]))
            return self._named[name]
        if "const" in schema or "enum" in schema:
            return st.sampled_from([schema["const"]] if "const" in schema else schema["enum"])
        if "allOf" in schema:
            return self.of(self.merged(schema))
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return self._union(schema, union)
        return self._typed(schema)

    def _union(self, schema: Schema, union: str) -> Strategy:
        rest = {key: held for key, held in schema.items() if key not in (union, "discriminator")}
        parts = schema[union]
        telling = schema.get("discriminator", {}).get("propertyName")
        if telling is not None:  # which has to be there (OpenAPI 3.1, 4.8.25)
            rest = {**rest, "required": [*rest.get("required", ()), telling]}
        if _says(rest):
            parts = [self.merged({"allOf": [rest, part]}) for part in parts]
        return st.one_of(list(map(self.of, parts)))

    def merged(self, schema: Schema) -> Schema:
        """One schema in place of `allOf` and what stands beside it."""
        whole: dict[str, Any] = {key: held for key, held in schema.items() if key != "allOf"}
        for part in schema["allOf"]:
            plain = resolved(self._shape, part)
            plain = self.merged(plain) if "allOf" in plain else plain
            for key, held in plain.items():
                if key == "properties":
                    whole[key] = {**whole.get(key, {}), **held}
                elif key == "required":
                    whole[key] = [*whole.get(key, ()), *held]
                else:
                    whole[key] = held
        return whole

    def _typed(self, schema: Schema) -> Strategy:
        types = schema.get("type") or _guessed(schema)
        if types is None:
            return LEAF
        names = [types] if isinstance(types, str) else types
        return st.one_of([self._kinds()[name](schema) for name in names])

    def _kinds(self) -> Mapping[str, Callable[[Schema], Strategy]]:
        return {
            "null": lambda _: st.none(),
            "boolean": lambda _: st.booleans(),
            "integer": _integers,
            "number": _numbers,
            "string": _strings,
            "array": self._array,
            "object": self.object,
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

    def object(self, schema: Schema) -> Strategy:
        """Objects: what is required always, the rest sometimes, and members that no schema knows where they may be."""
        properties = schema.get("properties", {})
        required = list(dict.fromkeys(schema.get("required", ())))
        needed = {name: self.of(properties.get(name, True)) for name in required}
        maybe = {name: self.of(held) for name, held in properties.items() if name not in needed}
        rest = schema.get("additionalProperties", True)
        if schema.get(UNKNOWN) is True and rest is True:
            maybe[UNKNOWN] = LEAF
        known = st.fixed_dictionaries(needed, optional=maybe)
        if rest is False or (rest is True and properties):
            return known
        names = st.text(string.ascii_lowercase, min_size=1, max_size=3).filter(lambda name: name not in properties)
        least = max(schema.get("minProperties", 0) - len(needed), 0)
        more = st.dictionaries(names, self.of(rest), min_size=least, max_size=least + 2)
        return st.builds(lambda one, other: {**other, **one}, known, more)

    def witnesses(self, witness: Mapping[str, Any]) -> Strategy:
        """Documents of which a witness is so."""
        found = self.of(self._with(resolved(self._shape, self._shape.root), witness))
        if "" in witness and not callable(witness[""]):
            return st.just(witness[""])
        tests = {name: held for name, held in witness.items() if callable(held)}

        def is_so(document: Any) -> bool:
            for name, test in tests.items():
                held = document if not name else document.get(name, NOTHING) if isinstance(document, dict) else NOTHING
                if held is NOTHING or not test(held):
                    return False
            return True

        return found.filter(is_so)

    def _with(self, schema: Schema, witness: Mapping[str, Any]) -> Schema:
        if "" in witness:
            return schema
        schema = self.merged(schema) if "allOf" in schema else schema
        properties = dict(schema.get("properties", {}))
        required = list(schema.get("required", ()))
        for name, held in witness.items():
            if held is NOTHING:
                properties.pop(name, None)
                required = [one for one in required if one != name]
                continue
            required.append(name)
            if not callable(held):
                listed = resolved(self._shape, properties.get(name, {})).get("type") == "array"
                properties[name] = {"const": [held] if listed and not isinstance(held, list) else held}
        return {**schema, "properties": properties, "required": required}


def shown_key(held: Any) -> str:
    """What tells items of a list apart."""
    return repr(bytes(held)) if isinstance(held, msgspec.Raw) else repr(held)


def _says(schema: Schema) -> bool:
    """Whether a schema says more than words for people."""
    return bool(schema.keys() - {"title", "description", "default", "examples", "example", "deprecated"})


def _guessed(schema: Schema) -> str | None:
    for name, words in (
        ("object", ("properties", "additionalProperties", "required")),
        ("array", ("items", "prefixItems")),
    ):
        if any(word in schema for word in words):
            return name
    return "string" if "pattern" in schema else None


def _bounds(schema: Schema) -> tuple[Decimal | None, Decimal | None]:
    least, most = schema.get("minimum"), schema.get("maximum")
    return (None if least is None else Decimal(str(least)), None if most is None else Decimal(str(most)))


def _within(schema: Schema, value: Any) -> bool:
    number = Decimal(str(value))
    least, most = _bounds(schema)
    step = schema.get("multipleOf")
    return (
        (least is None or number >= least)
        and (most is None or number <= most)
        and ("exclusiveMinimum" not in schema or number > Decimal(str(schema["exclusiveMinimum"])))
        and ("exclusiveMaximum" not in schema or number < Decimal(str(schema["exclusiveMaximum"])))
        and (step is None or number % Decimal(str(step)) == 0)
    )


def _integers(schema: Schema) -> Strategy:
    least, most = schema.get("minimum"), schema.get("maximum")
    least = schema["exclusiveMinimum"] + 1 if "exclusiveMinimum" in schema else least
    most = schema["exclusiveMaximum"] - 1 if "exclusiveMaximum" in schema else most
    step = schema.get("multipleOf", 1)
    if least is None and most is None:
        return WHOLE.map(lambda whole: whole * step)
    low = None if least is None else -(-int(least) // step)
    high = None if most is None else int(most) // step
    return st.integers(low, high).map(lambda whole: whole * step)


def _numbers(schema: Schema) -> Strategy:
    least, most = _bounds(schema)
    fractions = st.decimals(
        least if least is not None else -(10**9), most if most is not None else 10**9, allow_nan=False, places=3
    )
    number = fractions.map(lambda one: msgspec.Raw(f"{one:f}".encode()))
    whole = _integers({key: held for key, held in schema.items() if isinstance(held, int)})
    return (number.filter(lambda raw: _within(schema, bytes(raw).decode())) | whole).filter(
        lambda one: isinstance(one, msgspec.Raw) or _within(schema, one)
    )


def _strings(schema: Schema) -> Strategy:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if "pattern" in schema:
        # A dollar of JSON Schema (ECMA-262) is the very end, not what is before a line's end.
        pattern = re.sub(r"(?<!\\)\$(?=\)|\||\Z)", r"\\Z", schema["pattern"])
        return st.from_regex(pattern).filter(lambda text: least <= len(text) and (most is None or len(text) <= most))
    known = FORMATS.get(schema.get("format", ""))
    if known is not None:
        return known.filter(lambda text: least <= len(text) and (most is None or len(text) <= most))
    return st.text(TEXT, min_size=least, max_size=least + 12 if most is None else min(most, least + 12))
