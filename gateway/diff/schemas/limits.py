"""Bounds of numbers, texts, lists and objects; steps; items that mustn't be twice."""

from __future__ import annotations

from fractions import Fraction

from gateway.diff.bounds import SIZES, Bound
from gateway.diff.schemas.pair import Pair
from gateway.diff.values import Plain


def compare(pair: Pair) -> None:
    """Compare the bounds of what both nodes have."""
    if pair.has_numbers:
        for name in ("max", "min"):
            _compare_bound(pair, name, pair.old.bound(name), pair.new.bound(name))
        _compare_steps(pair)
    for name, (_, kind) in SIZES.items():
        if kind in pair.open_types:
            _compare_bound(pair, name, pair.old.bound(name), pair.new.bound(name))
    if "array" in pair.open_types:
        old, new = pair.old.is_so("uniqueItems"), pair.new.is_so("uniqueItems")
        if old != new:
            pair.say("unique-items-set" if new else "unique-items-unset", "uniqueItems")


def _compare_bound(pair: Pair, name: str, old: Bound | None, new: Bound | None) -> None:
    kinds = {one.is_exclusive for one in (old, new) if one is not None}
    rule = f"exclusive-{name}" if kinds == {True} else name
    before, after = _shown(old, kinds), _shown(new, kinds)
    places = {
        "old": old.pointer if old else pair.old.place("type"),
        "new": new.pointer if new else pair.new.place("type"),
    }
    if old is None and new is not None:
        pair.say(f"{rule}-set", after=after, **places)
    elif new is None and old is not None:
        pair.say(f"{rule}-unset", before=before, **places)
    elif old is not None and new is not None and old.rank != new.rank:
        said = "increased" if new.rank > old.rank else "decreased"
        pair.say(f"{rule}-{said}", before=before, after=after, **places)


def _shown(bound: Bound | None, kinds: set[bool]) -> object:
    if bound is None:
        return None
    mixed = len(kinds) > 1
    return Plain(f"{bound.value} ({'exclusive' if bound.is_exclusive else 'inclusive'})") if mixed else bound.value


def _compare_steps(pair: Pair) -> None:
    old, new = pair.old.multiple_of, pair.new.multiple_of
    if old == new:
        return
    if old is None:
        pair.say("multiple-of-set", "multipleOf", after=new)
    elif new is None:
        pair.say("multiple-of-unset", "multipleOf", before=old)
    else:
        one, other = Fraction(str(old)), Fraction(str(new))
        said = "specialized" if (other / one).denominator == 1 else "changed"
        said = "generalized" if (one / other).denominator == 1 else said
        pair.say(f"multiple-of-{said}", "multipleOf", before=old, after=new)
