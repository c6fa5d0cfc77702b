"""Patterns, and what is in texts."""

from __future__ import annotations

from gateway.diff import patterns
from gateway.diff.rules.effect import Effect
from gateway.diff.schemas.pair import Pair

SAID = {
    Effect.NARROWS: "pattern-specialized",
    Effect.WIDENS: "pattern-generalized",
    Effect.INCOMPARABLE: "pattern-replaced",
    Effect.UNKNOWN: "pattern-changed",
}


def compare(pair: Pair) -> None:
    """Compare what both nodes say of their texts."""
    if "string" not in pair.open_types:
        return
    removed, added = (
        sorted(one) for one in (pair.old.patterns - pair.new.patterns, pair.new.patterns - pair.old.patterns)
    )
    if len(removed) == len(added) == 1:
        effect = patterns.effect(removed[0], added[0])
        if effect is not Effect.NONE:
            pair.say(SAID[effect], "pattern", before=removed[0], after=added[0])
    else:
        for pattern in added:
            pair.say("pattern-added", "pattern", after=pattern)
        for pattern in removed:
            pair.say("pattern-removed", "pattern", before=pattern)
    for keyword, name in (("contentMediaType", "content-media-type"), ("contentEncoding", "content-encoding")):
        old, new = pair.old.word(keyword), pair.new.word(keyword)
        before, after = old.value if old else None, new.value if new else None
        if before != after:
            pair.say(f"{name}-changed", keyword, before=before, after=after)
