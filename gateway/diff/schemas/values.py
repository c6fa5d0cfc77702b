"""Enumerations, constants and defaults."""

from __future__ import annotations

from gateway.diff.schemas.pair import Pair
from gateway.diff.values import canonical

KEYWORDS = ("const", "enum")


def compare(pair: Pair) -> None:
    """Compare which values there are, of the JSON types that both nodes have."""
    for name in sorted(pair.types):
        old, new = pair.old.values.get(name), pair.new.values.get(name)
        if old is None and new is None:
            continue
        if old is None:
            assert new is not None
            const = len(new) == 1 and pair.new.has_const()
            pair.say("const-added" if const else "became-enum", *KEYWORDS, old=pair.old.place("type"), after=_all(new))
            for value in new.values():
                if not pair.old.allows(value):
                    pair.say("enum-value-added", *KEYWORDS, after=value)
        elif new is None:
            const = len(old) == 1 and pair.old.has_const()
            pair.say(
                "const-removed" if const else "became-not-enum", *KEYWORDS, new=pair.new.place("type"), before=_all(old)
            )
            for value in old.values():
                if not pair.new.allows(value):
                    pair.say("enum-value-removed", *KEYWORDS, before=value)
        elif _are_constants(pair, old, new):
            pair.say("const-changed", *KEYWORDS, before=_all(old), after=_all(new))
        else:
            for text in old.keys() - new.keys():
                pair.say("enum-value-removed", *KEYWORDS, before=old[text])
            for text in new.keys() - old.keys():
                pair.say("enum-value-added", *KEYWORDS, after=new[text])


def _all(values: dict[str, object]) -> object:
    found = list(values.values())
    return found[0] if len(found) == 1 else found


def _are_constants(pair: Pair, old: dict[str, object], new: dict[str, object]) -> bool:
    single = len(old) == 1 and len(new) == 1 and old.keys() != new.keys()
    return single and pair.old.has_const() and pair.new.has_const()


def compare_defaults(pair: Pair) -> None:
    """Compare what a value is where it is left out."""
    old, new = pair.old.word("default"), pair.new.word("default")
    before, after = old.value if old else None, new.value if new else None
    places = {"old": old.pointer if old else pair.old.place("type"), "new": new.pointer if new else pair.new.place("type")}
    if old is None and new is not None:
        pair.say("default-value-added", after=after, **places)
    elif new is None and old is not None:
        pair.say("default-value-removed", before=before, **places)
    elif canonical(before) != canonical(after):
        pair.say("default-value-changed", before=before, after=after, **places)
