"""What schemas say to people and generators."""

from __future__ import annotations

from gateway.diff.schemas.pair import Pair


def compare(pair: Pair) -> None:
    """Compare whether what both nodes are about is deprecated."""
    old, new = pair.old.is_so("deprecated"), pair.new.is_so("deprecated")
    if old != new:
        pair.say("deprecated" if new else "reactivated", "deprecated")
