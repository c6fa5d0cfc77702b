"""JSON types and formats."""

from __future__ import annotations

from gateway.diff.facts import Facts
from gateway.diff.nodes import ALL, NUMBERS, Types
from gateway.diff.schemas.pair import Pair
from gateway.diff.values import Plain

WIDER_FORMATS = {("int32", "int64"), ("float", "double")}
"""Formats of which the second has all values of the first."""
ON_THE_WIRE: Types = frozenset({"integer", "number", "boolean"})
"""JSON types whose values are texts in parameters and headers."""


def compare(pair: Pair) -> None:
    """Compare the JSON types and formats of two nodes, null apart."""
    old, new = pair.old.types, pair.new.types
    if ("null" in old) != ("null" in new) and old - {"null"} and new - {"null"}:
        pair.say("became-nullable" if "null" in new else "became-not-nullable", "nullable", "type")
        old, new = old - {"null"}, new - {"null"}
    before, after = _shown(old, pair.old), _shown(new, pair.new)
    if old != new:
        pair.say(_of_types(old, new, pair), "type", before=before, after=after)
    elif old & (NUMBERS | {"string"}) and pair.old.formats != pair.new.formats:
        pair.say(_of_formats(pair.old.formats, pair.new.formats), "format", before=before, after=after)


def _of_types(old: Types, new: Types, pair: Pair) -> str:
    if pair.nouns[0] in ("parameter", "header") and not pair.is_inside:
        if _is_any_text(new, pair.new) and old <= ON_THE_WIRE | {"string"}:
            return "type-generalized"
        if _is_any_text(old, pair.old) and new <= ON_THE_WIRE | {"string"}:
            return "type-specialized"
    if old < new:
        return "type-generalized" if _is_general(old, new) else "list-of-types-widened"
    if new < old:
        return "type-specialized" if _is_general(new, old) else "list-of-types-narrowed"
    return "type-changed"


def _is_general(few: Types, many: Types) -> bool:
    """Whether types are more only by being anything, or by numbers that aren't whole."""
    return many == ALL or bool(many - few <= NUMBERS and few & NUMBERS)


def _is_any_text(types: Types, facts: Facts) -> bool:
    """Whether all texts are allowed, and nothing else."""
    limits = facts.bound("min-length"), facts.bound("max-length")
    return types == {"string"} and not (facts.formats or facts.patterns or facts.values or any(limits))


def _of_formats(old: frozenset[str], new: frozenset[str]) -> str:
    if old < new:
        return "type-specialized"
    if new < old:
        return "type-generalized"
    if len(old) == len(new) == 1:
        formats = next(iter(old)), next(iter(new))
        if formats in WIDER_FORMATS:
            return "type-generalized"
        if formats[::-1] in WIDER_FORMATS:
            return "type-specialized"
    return "type-changed"


def _shown(types: Types, facts: Facts) -> Plain:
    """Types and formats as people write them: `string/date or null`."""
    if types == ALL:
        return Plain("anything")
    names = sorted(types - {"integer"} if "number" in types else types, key=lambda name: (name == "null", name))
    formats = "/".join(["", *sorted(facts.formats)])
    return Plain(" or ".join(names) + formats if names else "nothing")
