"""Enumerations, constants and defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.diff.facts import Facts
from gateway.diff.schemas.pair import Pair
from gateway.diff.values import canonical

KEYWORDS = ("const", "enum")


Values = Mapping[str, Any]
"""Values by their canonical texts."""


def compare(pair: Pair) -> None:
    """Compare which values there are, of the JSON types that both nodes have."""
    for name in sorted(pair.types):
        old, new = pair.old.values.get(name), pair.new.values.get(name)
        if old is None and new is not None:
            _compare_with_any(pair, new, pair.new, pair.old)
        elif new is None and old is not None:
            _compare_with_any(pair, old, pair.old, pair.new)
        elif old is not None and new is not None:
            _compare_values(pair, old, new)


def _compare_values(pair: Pair, old: Values, new: Values) -> None:
    if old.keys() != new.keys() and all(_is_constant(*side) for side in ((old, pair.old), (new, pair.new))):
        pair.say("const-changed", *KEYWORDS, before=_all(old), after=_all(new))
        return
    for text in sorted(old.keys() - new.keys()):
        pair.say("enum-value-removed", *KEYWORDS, before=old[text])
    for text in sorted(new.keys() - old.keys()):
        pair.say("enum-value-added", *KEYWORDS, after=new[text])


def _compare_with_any(pair: Pair, values: Values, facts: Facts, others: Facts) -> None:
    """Compare a node that has but some values with one that has any that its other keywords allow.

    Args:
        pair: what is compared.
        values: the values that the one has.
        facts: what the one says.
        others: what the other one says.
    """
    is_new, const = facts is pair.new, _is_constant(values, facts)
    elsewhere = others.place("type")
    if is_new:
        pair.say("const-added" if const else "became-enum", *KEYWORDS, old=elsewhere, after=_all(values))
    else:
        pair.say("const-removed" if const else "became-not-enum", *KEYWORDS, new=elsewhere, before=_all(values))
    for value in values.values():
        if others.allows(value):
            continue
        if is_new:
            pair.say("enum-value-added", *KEYWORDS, after=value)
        else:
            pair.say("enum-value-removed", *KEYWORDS, before=value)


def _all(values: Values) -> Any:
    found = list(values.values())
    return found[0] if len(found) == 1 else found


def _is_constant(values: Values, facts: Facts) -> bool:
    return len(values) == 1 and facts.has_const()


def compare_defaults(pair: Pair) -> None:
    """Compare what a value is where it is left out."""
    old, new = pair.old.word("default"), pair.new.word("default")
    before, after = old.value if old else None, new.value if new else None
    places = {
        "old": old.pointer if old else pair.old.place("type"),
        "new": new.pointer if new else pair.new.place("type"),
    }
    if old is None and new is not None:
        pair.say("default-value-added", after=after, **places)
    elif new is None and old is not None:
        pair.say("default-value-removed", before=before, **places)
    elif canonical(before) != canonical(after):
        pair.say("default-value-changed", before=before, after=after, **places)
