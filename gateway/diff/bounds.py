"""The bounds of a node's numbers, texts, lists and objects, each as one whatever keywords say it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import ceil, floor
from typing import NamedTuple, TypeGuard

from gateway.diff.nodes import NUMBERS, Node, Types

Number = int | float


class Bound(NamedTuple):
    """A bound, and where it is said.

    Args:
        value: the last value that is allowed, or the first that isn't.
        is_exclusive: which of these.
        rank: where it stands among bounds: of greater ones, greater.
        pointer: the JSON Pointer of the keyword.
    """

    value: Number
    is_exclusive: bool
    rank: tuple[Number, int]
    pointer: str


SIZES: Mapping[str, tuple[str, str]] = {
    "max-length": ("maxLength", "string"),
    "min-length": ("minLength", "string"),
    "max-items": ("maxItems", "array"),
    "min-items": ("minItems", "array"),
    "max-properties": ("maxProperties", "object"),
    "min-properties": ("minProperties", "object"),
}


class Limits:
    """The bounds of a node.

    Args:
        node: the node.
        types: the JSON types that its values have.
    """

    def __init__(self, node: Node, types: Types) -> None:
        self._node = node
        self._types = types

    def of(self, name: str) -> Bound | None:
        """A bound by the name that rules have for it: `max`, `min`, or one of `SIZES`."""
        if name == "max":
            return self._greatest
        return self._least if name == "min" else self._size(*SIZES[name])

    def _size(self, keyword: str, kind: str) -> Bound | None:
        if kind not in self._types:
            return None
        upper = keyword.startswith("max")
        found = [
            Bound(one.schema[keyword], False, (one.schema[keyword], 0), one.place(keyword))
            for one in self._node.conjuncts
            if kind in one.scope and _is_number(one.schema.get(keyword))
        ]
        if not upper:  # nothing has fewer than none
            found = [one for one in found if one.value > 0]
        return (min if upper else max)(found, key=lambda one: one.rank, default=None)

    @cached_property
    def _greatest(self) -> Bound | None:
        return min(self._numeric("maximum", "exclusiveMaximum"), key=lambda one: one.rank, default=None)

    @cached_property
    def _least(self) -> Bound | None:
        return max(self._numeric("minimum", "exclusiveMinimum"), key=lambda one: one.rank, default=None)

    def _numeric(self, inclusive: str, exclusive: str) -> list[Bound]:
        found: list[Bound] = []
        if not self._types & NUMBERS:
            return found
        for one in self._node.conjuncts:
            schema = one.schema
            if not one.scope & NUMBERS:
                continue
            # In OpenAPI 3.0 the one says whether the other is exclusive.
            strict = schema.get(exclusive) is True
            for keyword, is_exclusive in ((inclusive, strict), (exclusive, True)):
                value = schema.get(keyword)
                if _is_number(value):
                    rank = self._rank(value, is_exclusive, upper=inclusive == "maximum")
                    found.append(Bound(value, is_exclusive, rank, one.place(keyword)))
        return found

    def _rank(self, value: Number, is_exclusive: bool, *, upper: bool) -> tuple[Number, int]:
        """Where a bound stands; of whole numbers, more than 0 is as much as at least 1."""
        if "number" in self._types:
            return value, (-1 if upper else 1) * is_exclusive
        whole = floor(value) if upper else ceil(value)
        if is_exclusive and whole == value:
            whole += -1 if upper else 1
        return whole, 0


def _is_number(value: object) -> TypeGuard[Number]:
    return isinstance(value, int | float) and not isinstance(value, bool)
