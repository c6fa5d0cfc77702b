"""What a node says, keyword by keyword: of several schemas, what they say together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from math import lcm
from typing import Any, NamedTuple

from gateway.diff.bounds import Bound, Limits
from gateway.diff.nodes import ALL, NUMBERS, Conjunct, Node, Types
from gateway.diff.patterns import is_trivial
from gateway.diff.reading import Part, Reader
from gateway.diff.values import canonical, type_of
from gateway.shapes.fits import fits
from gateway.shapes.older_openapi import of_today
from gateway.shapes.parts import property_schemas

OBJECT_WORDS = frozenset({"properties", "required", "additionalProperties", "patternProperties", "propertyNames"})
ARRAY_WORDS = frozenset({"items", "prefixItems"})


class Said(NamedTuple):
    """What a keyword says, and where."""

    value: Any
    pointer: str


class Facts:
    """What a node says.

    Args:
        reader: reads the schemas inside it.
        node: the node.
    """

    def __init__(self, reader: Reader, node: Node) -> None:
        self._reader = reader
        self.node = node
        self.limits = Limits(node, self.types)

    # Types and values.

    @cached_property
    def types(self) -> Types:
        """The JSON types that its values may have; where nothing says it, those that its keywords mean."""
        types = self.node.types
        if types == ALL and not self.node.unions:
            words = {word for one in self.node.conjuncts for word in one.schema}
            if words & OBJECT_WORDS:
                types = frozenset({"object"})
            elif words & ARRAY_WORDS:
                types = frozenset({"array"})
        return types - {name for name, values in self._finite(types).items() if not values}

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Any]]:
        """The values that there are, by their canonical texts, of each JSON type that has but some."""
        return {name: values for name, values in self._finite(self.types).items() if values}

    def _finite(self, types: Types) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for conjunct in self.node.conjuncts:
            listed = _values(conjunct.schema)
            if listed is None:
                continue
            for name in types & conjunct.scope - {"null"}:
                some = {canonical(value): value for value in listed if type_of(value) == name}
                found[name] = some if name not in found else {key: some[key] for key in found[name] if key in some}
        if len(found.get("boolean", ())) == 2:
            del found["boolean"]
        return {
            name: {key: value for key, value in values.items() if self.allows(value)} for name, values in found.items()
        }

    def allows(self, value: Any) -> bool:
        """Whether a value keeps to the plain keywords of the node, its enumerations aside."""
        name = type_of(value)
        held = Decimal(str(value)) if isinstance(value, float) else value
        plain = (
            {key: said for key, said in one.schema.items() if key in _PLAIN}
            for one in self.node.conjuncts
            if name in one.scope
        )
        return all(fits(of_today(said), held) for said in plain if said)

    @property
    def formats(self) -> frozenset[str]:
        """The formats of its texts and numbers."""
        found = set()
        for conjunct in self.node.conjuncts:
            said = conjunct.schema.get("format")
            meant = NUMBERS if said in _OF_NUMBERS else frozenset({"string", *NUMBERS})
            if isinstance(said, str) and meant & conjunct.scope & self.types & conjunct.types:
                found.add(said)
        return frozenset(found)

    def has_const(self) -> bool:
        """Whether it is `const` that says what its values are."""
        return any("const" in one.schema for one in self.node.conjuncts)

    # Single keywords.

    def place(self, *keywords: str) -> str:
        """Where the first of some keywords is, or else where the node is."""
        for keyword in keywords:
            for conjunct in self.node.conjuncts:
                if keyword in conjunct.schema:
                    return conjunct.place(keyword)
        return self.node.pointer

    def each(self, keyword: str, name: str) -> Iterator[tuple[Any, str, Conjunct]]:
        """What is said by a keyword that is about values of one JSON type, and where."""
        for conjunct in self.node.conjuncts:
            if keyword in conjunct.schema and name in conjunct.scope:
                yield conjunct.schema[keyword], conjunct.place(keyword), conjunct

    def word(self, keyword: str) -> Said | None:
        """What the first schema with a keyword says by it."""
        for conjunct in self.node.conjuncts:
            if keyword in conjunct.schema:
                return Said(conjunct.schema[keyword], conjunct.place(keyword))
        return None

    def is_so(self, keyword: str) -> bool:
        """Whether a keyword is true."""
        return any(one.schema.get(keyword) is True for one in self.node.conjuncts)

    @cached_property
    def patterns(self) -> frozenset[str]:
        """The patterns that its texts must match."""
        return frozenset(str(said) for said, _, _ in self.each("pattern", "string") if not is_trivial(str(said)))

    @cached_property
    def multiple_of(self) -> float | int | None:
        """Of what its numbers are multiples."""
        steps = [
            said
            for said, _, one in self.each("multipleOf", "integer")
            if isinstance(said, int | float) and said > 0 and not (said == 1 and "number" not in self.types)
        ]
        if not steps:
            return None
        whole = [step for step in steps if isinstance(step, int)]
        return lcm(*whole) if len(whole) == len(steps) else max(steps)

    # Objects.

    @cached_property
    def named(self) -> Mapping[str, str]:
        """The properties that have a schema of their own, and where the first one is."""
        found: dict[str, str] = {}
        for held, pointer, _ in self.each("properties", "object"):
            for name in held if isinstance(held, Mapping) else ():
                found.setdefault(str(name), f"{pointer}/{_escaped(str(name))}")
        return found

    @cached_property
    def required(self) -> Mapping[str, str]:
        """The properties that must be there, and where that is said."""
        found: dict[str, str] = {}
        for held, pointer, _ in self.each("required", "object"):
            for name in held if isinstance(held, list) else ():
                found.setdefault(str(name), pointer)
        return found

    def member(self, name: str) -> Node:
        """What is said of a property, by its name, by a pattern that it matches, or because nothing else names it."""
        parts: list[Part] = []
        for conjunct in self._of("object"):
            parts += _of_property(conjunct, name) or self._of_others(conjunct)
        if name not in self.named:
            parts += self._unevaluated("unevaluatedProperties", "object")
        return self._reader.node(*parts) if parts else Node(self.node.pointer, ())

    @cached_property
    def others(self) -> Node:
        """What is said of the properties that aren't named."""
        parts = [part for conjunct in self._of("object") for part in self._of_others(conjunct)]
        parts += self._unevaluated("unevaluatedProperties", "object")
        return self._reader.node(*parts) if parts else Node(self.place("additionalProperties"), ())

    @property
    def is_closed(self) -> bool:
        """Whether it has no properties but those named."""
        return not self.others.types

    @property
    def is_map(self) -> bool:
        """Whether something is said of properties that aren't named."""
        return bool(self.others.conjuncts or self.others.unions) and not self.is_closed

    @cached_property
    def by_pattern(self) -> Mapping[str, Node]:
        """What is said of the properties whose names match patterns."""
        found: dict[str, list[Part]] = {}
        for held, pointer, _ in self.each("patternProperties", "object"):
            for pattern, schema in held.items() if isinstance(held, Mapping) else ():
                found.setdefault(str(pattern), []).append((schema, f"{pointer}/{_escaped(str(pattern))}"))
        return {pattern: self._reader.node(*parts) for pattern, parts in found.items()}

    def _of_others(self, conjunct: Conjunct) -> list[Part]:
        held = conjunct.schema.get("additionalProperties", True)
        return [] if held is True or held == {} else [(held, conjunct.place("additionalProperties"))]

    def _unevaluated(self, keyword: str, name: str) -> list[Part]:
        return [(held, pointer) for held, pointer, _ in self.each(keyword, name) if held is not True and held != {}]

    # Arrays.

    @cached_property
    def prefix(self) -> int:
        """How many items at the beginning have schemas of their own."""
        return max((len(held) for held, _, _ in self.each("prefixItems", "array") if isinstance(held, list)), default=0)

    def item(self, place: int | None) -> Node:
        """What is said of the item at a place; for None, of those that have no schema of their own."""
        parts: list[Part] = []
        for conjunct in self._of("array"):
            first = conjunct.schema.get("prefixItems")
            first = first if isinstance(first, list) else []
            if place is not None and place < len(first):
                parts.append((first[place], f"{conjunct.pointer}/prefixItems/{place}"))
            elif (held := conjunct.schema.get("items", True)) is not True and held != {}:
                parts.append((held, conjunct.place("items")))
            elif "items" not in conjunct.schema and "unevaluatedItems" in conjunct.schema:
                parts.append((conjunct.schema["unevaluatedItems"], conjunct.place("unevaluatedItems")))
        return self._reader.node(*parts) if parts else Node(self.place("items"), ())

    # Schemas that are compared as wholes.

    def inner(self, keyword: str, name: str | None = None) -> Node | None:
        """The schema that a keyword holds, of all schemas that have it; None where none has."""
        parts = [
            (one.schema[keyword], one.place(keyword))
            for one in self.node.conjuncts
            if keyword in one.schema and (name is None or name in one.scope)
        ]
        return self._reader.node(*parts) if parts else None

    def by_name(self, keyword: str) -> Mapping[str, tuple[Any, str]]:
        """What a keyword holds under each name."""
        found: dict[str, tuple[Any, str]] = {}
        for held, pointer, _ in self.each(keyword, "object"):
            for name, one in held.items() if isinstance(held, Mapping) else ():
                found.setdefault(str(name), (one, f"{pointer}/{_escaped(str(name))}"))
        return found

    def part(self, schema: Any, pointer: str) -> Node:
        """A schema inside it as a node."""
        return self._reader.node((schema, pointer))

    def _of(self, name: str) -> Iterator[Conjunct]:
        return (one for one in self.node.conjuncts if name in one.scope)

    def bound(self, name: str) -> Bound | None:
        """A bound by the name that rules have for it."""
        return self.limits.of(name)


_PLAIN = frozenset(
    {
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
    }
)
_OF_NUMBERS = frozenset({"int32", "int64", "float", "double"})


def _values(schema: Mapping[str, Any]) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    held = schema.get("enum")
    return held if isinstance(held, list) else None


def _of_property(conjunct: Conjunct, name: str) -> list[Part]:
    """What one schema says of a property by its name or by a pattern."""
    found: list[Part] = []
    held = conjunct.schema.get("properties")
    if isinstance(held, Mapping) and name in held:
        found.append((held[name], f"{conjunct.pointer}/properties/{_escaped(name)}"))
    patterns = conjunct.schema.get("patternProperties")
    for pattern, schema in patterns.items() if isinstance(patterns, Mapping) else ():
        if any(True for _ in property_schemas({"patternProperties": {pattern: schema}}, name)):
            found.append((schema, f"{conjunct.pointer}/patternProperties/{_escaped(str(pattern))}"))
    return found


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
