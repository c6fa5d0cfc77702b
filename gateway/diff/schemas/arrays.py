"""Items of lists."""

from __future__ import annotations

from gateway.diff.schemas.pair import Pair


def compare(pair: Pair) -> None:
    """Go on with what the items are: those at the beginning that have schemas of their own, and the rest."""
    if "array" not in pair.open_types:
        return
    for place in range(max(pair.old.prefix, pair.new.prefix)):
        pair.go_on(pair.old.item(place), pair.new.item(place), f"/{place}")
    pair.go_on(pair.old.item(None), pair.new.item(None), "/*")
