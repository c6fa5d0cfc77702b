"""Schemas inside a schema that are compared as wholes: conditions, names, what is contained, what mustn't be."""

from __future__ import annotations

from gateway.diff.facts import Facts
from gateway.diff.nodes import Node
from gateway.diff.rules.effect import Effect
from gateway.diff.schemas.pair import Pair
from gateway.diff.values import canonical, told

SUFFIXES = {
    Effect.NARROWS: "specialized",
    Effect.WIDENS: "generalized",
    Effect.INCOMPARABLE: "changed",
    Effect.UNKNOWN: "differs",
}


SWAPPED = (Effect.NARROWS, Effect.WIDENS)
"""What turns around where no more than so many items may be of a kind."""


def compare(pair: Pair) -> None:
    """Compare what both nodes say by schemas that are compared as wholes."""
    _compare_one(pair, "not", "not")
    _compare_condition(pair)
    if "object" in pair.open_types:
        _compare_one(pair, "propertyNames", "property-names", "object")
        _compare_dependent(pair)
    if "array" in pair.open_types:
        _compare_contains(pair)
    if "string" in pair.open_types:
        _compare_one(pair, "contentSchema", "content-schema", "string")


def _compare_one(pair: Pair, keyword: str, name: str, kind: str | None = None) -> None:
    old, new = pair.old.inner(keyword, kind), pair.new.inner(keyword, kind)
    _compare_nodes(pair, old, new, keyword, name)


def _compare_nodes(pair: Pair, old: Node | None, new: Node | None, keyword: str, name: str, said: str = "") -> None:
    places = {
        "old": old.pointer if old else pair.old.place(keyword),
        "new": new.pointer if new else pair.new.place(keyword),
    }
    if old is None and new is not None:
        pair.say(f"{name}-added", name=said, **places)
    elif new is None and old is not None:
        pair.say(f"{name}-removed", name=said, **places)
    elif old is not None and new is not None:
        effect = pair.judge.judged(old, new)
        if (
            keyword == "contains"
            and effect in SWAPPED
            and (pair.old.word("maxContains") or pair.new.word("maxContains"))
        ):
            effect = Effect.UNKNOWN
        if effect is not Effect.NONE:
            pair.say(f"{name}-{SUFFIXES[effect]}", name=said, **places)


def _compare_condition(pair: Pair) -> None:
    """Compare `if` with what follows from it: nothing follows where it isn't there."""
    old, new = pair.old.word("if"), pair.new.word("if")
    if old is None and new is None:
        return
    if old is None or new is None:
        pair.say("if-removed" if new is None else "if-added", "if")
    elif canonical(old.value) != canonical(new.value):
        pair.say("if-changed", "if")
    else:
        for keyword in ("then", "else"):
            _compare_one(pair, keyword, keyword)


def _compare_dependent(pair: Pair) -> None:
    old, new = pair.old.by_name("dependentSchemas"), pair.new.by_name("dependentSchemas")
    for name in sorted({*old, *new}):
        before = pair.old.part(*old[name]) if name in old else None
        after = pair.new.part(*new[name]) if name in new else None
        _compare_nodes(pair, before, after, "dependentSchemas", "dependent-schema", told(name))


def _compare_contains(pair: Pair) -> None:
    old, new = pair.old.inner("contains", "array"), pair.new.inner("contains", "array")
    _compare_nodes(pair, old, new, "contains", "contains")
    if old is None or new is None:
        return
    for name, keyword in (("min-contains", "minContains"), ("max-contains", "maxContains")):
        before, after = (_count(facts, keyword) for facts in (pair.old, pair.new))
        if before == after:
            continue
        # One item must be of the kind where `minContains` isn't said (JSON Schema core 2020-12, 10.3.1.3).
        if keyword == "minContains" and 0 in (before, after):
            before, after = (1 if count is None else count for count in (before, after))
        if before is None or after is None:
            pair.say(f"{name}-set" if before is None else f"{name}-unset", keyword, before=before, after=after)
        else:
            said = "increased" if after > before else "decreased"
            pair.say(f"{name}-{said}", keyword, before=before, after=after)


def _count(facts: Facts, keyword: str) -> int | None:
    said = facts.word(keyword)
    count = said.value if said is not None and isinstance(said.value, int) else None
    return None if count == 1 and keyword == "minContains" else count
