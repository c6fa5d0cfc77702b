"""A short run of what is run a million times by hand."""

from __future__ import annotations

import asyncio

from tests.fuzz.selectors import run


def test_hostile_selectors_crash_nothing_and_get_no_other_version() -> None:
    """Each is refused clearly, or served what it asked for."""
    outcomes = asyncio.run(run(20_000, seed=7))
    bad = {name: number for name, number in outcomes.items() if name.startswith(("CRASH", "ANOTHER", "UNCLEAR"))}
    assert not bad
    assert outcomes["served"] > 100
    assert {"refused 400", "refused 404", "refused 406", "refused 410", "refused 415"} <= set(outcomes)
