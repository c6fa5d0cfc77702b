"""Whether a JSON value surely keeps to a schema, surely doesn't, or can't be told (JSON Schema 2020-12)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from gateway.shapes.fits import fits
from gateway.shapes.parts import Schema
from gateway.shapes.shape import Shape, ref_name

DEEPEST = 60
"""How deep a value is looked into."""
WORDS = frozenset(
    (
        "$comment",
        "$defs",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "definitions",
        "deprecated",
        "description",
        "discriminator",
        "else",
        "example",
        "examples",
        "externalDocs",
        "format",
        "readOnly",
        "then",
        "title",
        "writeOnly",
        "xml",
    )
)
"""Keywords that assert nothing, or that another one asserts."""
PLAIN = frozenset(
    (
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "type",
    )
)
"""Keywords about a value alone, which `fits` knows."""

COMMON = "dDwWsS.-/+*?()[]{}|^$\\@_"
"""What is escaped in patterns that both ECMA-262 and Python read alike for ASCII."""


def is_valid(shape: Shape, value: Any) -> bool | None:
    """Whether a value keeps to a shape; None where that can't be told for sure.

    Args:
        shape: the shape.
        value: plain JSON values, numbers with a fraction as float or Decimal.
    """
    try:
        return _Look(shape).at(shape.root, _exact(value), 0)
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        return None


def _exact(value: Any) -> Any:
    """The value with exact numbers, whole ones as int: 1.0 is an integer (JSON Schema core, 4.2.3)."""

    def parsed(text: str) -> int | Decimal:
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else number

    return json.loads(json.dumps(value, allow_nan=False, default=_number), parse_float=parsed)


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError


def _all(found: Iterable[bool | None]) -> bool | None:
    unsure = False
    for one in found:
        if one is False:
            return False
        unsure = unsure or one is None
    return None if unsure else True


class _Look:
    """Looks at values by one shape."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def at(self, schema: Any, value: Any, depth: int) -> bool | None:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, Mapping) or depth > DEEPEST:
            return None
        return _all(self._said(schema, value, depth))

    def _said(self, schema: Schema, value: Any, depth: int) -> Iterable[bool | None]:
        yield fits({key: held for key, held in schema.items() if key in PLAIN}, value)
        for keyword, held in schema.items():
            act = _ACTS.get(keyword)
            if act is not None:
                yield act(self, schema, held, value, depth + 1)
            elif keyword not in PLAIN and keyword not in WORDS and not keyword.startswith("x-"):
                yield None

    def _ref(self, _schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        name = ref_name({"$ref": held})
        return self.at(self._shape.schemas.get(name or ""), value, depth)

    def _const(self, _schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        return _same(_exact(held), value)

    def _enum(self, _schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        return any(_same(_exact(one), value) for one in held)

    def _properties(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        if not isinstance(value, dict):
            return True
        return _all(self.at(held[key], one, depth) for key, one in value.items() if key in held)

    def _patterned(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        if not isinstance(value, dict):
            return True
        return _all(
            _unless(_matches(pattern, key), partial(self.at, inner, one, depth))
            for pattern, inner in held.items()
            for key, one in value.items()
        )

    def _additional(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        if not isinstance(value, dict):
            return True
        patterns = schema.get("patternProperties", {})
        found: list[bool | None] = []
        for key, one in value.items():
            if key in schema.get("properties", {}):
                continue
            known = [_matches(pattern, key) for pattern in patterns]
            if True not in known:
                found.append(None if None in known else self.at(held, one, depth))
        return _all(found)

    def _names(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        return _all(self.at(held, key, depth) for key in value) if isinstance(value, dict) else True

    def _dependent(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        if not isinstance(value, dict):
            return True
        return all(name in value for first, names in held.items() if first in value for name in names)

    def _if(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        found = self.at(held, value, depth)
        branches = {True: schema.get("then", True), False: schema.get("else", True)}
        if found is not None:
            return self.at(branches[found], value, depth)
        return True if all(self.at(one, value, depth) for one in branches.values()) else None

    def _required(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        return not isinstance(value, dict) or all(name in value for name in held)

    def _prefix(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        if not isinstance(value, list):
            return True
        return _all(self.at(inner, one, depth) for inner, one in zip(held, value, strict=False))

    def _items(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        if not isinstance(value, list):
            return True
        return _all(self.at(held, one, depth) for one in value[len(schema.get("prefixItems", ())) :])

    def _unique(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        if held is not True or not isinstance(value, list):
            return True
        return len({json.dumps(one, sort_keys=True, default=str) for one in value}) == len(value)

    def _pattern(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        return _matches(held, value) if isinstance(value, str) else True

    def _every(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        return _all(self.at(part, value, depth) for part in held)

    def _any(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        found = [self.at(part, value, depth) for part in held]
        if True in found:
            return True
        return None if None in found else False

    def _one(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        found = [self.at(part, value, depth) for part in held]
        if found.count(True) > 1:
            return False
        return None if None in found else True in found

    def _not(self, schema: Schema, held: Any, value: Any, depth: int) -> bool | None:
        found = self.at(held, value, depth)
        return None if found is None else not found


def _unless(known: bool | None, act: Callable[[], bool | None]) -> bool | None:
    """What is so of a member that a pattern names; nothing where it doesn't."""
    if known is None:
        return None
    return act() if known else True


def _same(one: Any, other: Any) -> bool:
    # In JSON, true isn't 1.
    return json.dumps(one, sort_keys=True, default=str) == json.dumps(other, sort_keys=True, default=str)


def _matches(pattern: str, text: str) -> bool | None:
    """Whether a text matches; None where ECMA-262 and Python may read the pattern, or the text, in two ways."""
    escapes = re.findall(r"\\(.)", pattern)
    if not text.isascii() or "\n" in text or "(?" in pattern or not all(one in COMMON for one in escapes):
        return None
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return None


_ACTS: Mapping[str, Callable[[_Look, Schema, Any, Any, int], bool | None]] = {
    "$ref": _Look._ref,
    "additionalProperties": _Look._additional,
    "allOf": _Look._every,
    "anyOf": _Look._any,
    "const": _Look._const,
    "dependentRequired": _Look._dependent,
    "enum": _Look._enum,
    "if": _Look._if,
    "items": _Look._items,
    "not": _Look._not,
    "oneOf": _Look._one,
    "pattern": _Look._pattern,
    "patternProperties": _Look._patterned,
    "prefixItems": _Look._prefix,
    "properties": _Look._properties,
    "propertyNames": _Look._names,
    "required": _Look._required,
    "uniqueItems": _Look._unique,
}
