"""Which versions the marker `versions` leaves."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gateway import Gateway, Router, Timeline, Version
from gateway.testing.subject import SUBJECT, Subject
from gateway.testing.versions import chosen

DATES = ["2023-10-16", "2024-02-29", "2024-06-01", "2025-11-15"]
NUMBERS = ["v1", "v2", "v10"]


def _left(names: list[str], *marks: tuple[str, ...]) -> list[str]:
    subject = Subject("app:app", Path())
    subject.__dict__["gateway"] = Gateway(current=Router(), timeline=Timeline(*map(Version, names)))
    config: Any = SimpleNamespace(stash={SUBJECT: subject})
    node: Any = SimpleNamespace(
        nodeid="test_x", iter_markers=lambda _: [SimpleNamespace(args=one) for one in marks], config=config
    )
    return chosen(config, node)


@pytest.mark.parametrize(
    ("names", "wanted", "left"),
    [
        (DATES, ">=2024", DATES[1:]),
        (DATES, ">2024", DATES[3:]),
        (DATES, "<=2024", DATES[:3]),
        (DATES, "<2024", DATES[:1]),
        (DATES, "2024", DATES[1:3]),
        (DATES, "!=2024", [DATES[0], DATES[3]]),
        (DATES, "==2024-02", [DATES[1]]),
        (DATES, ">2024-02", DATES[2:]),
        (DATES, ">= 2024-06-01", DATES[2:]),
        (DATES, ">2023-10-16,<2025", DATES[1:3]),
        (DATES, "2025-11-15", [DATES[3]]),
        (NUMBERS, ">v2", ["v10"]),
        (NUMBERS, "<=2", ["v1", "v2"]),
    ],
)
def test_a_version_is_compared_by_its_place(names: list[str], wanted: str, left: list[str]) -> None:
    """A year or a month means all of it, and v10 is newer than v2."""
    assert _left(names, (wanted,)) == left


def test_without_a_marker_all_are_left() -> None:
    """Oldest first."""
    assert _left(NUMBERS) == NUMBERS


def test_arguments_are_alternatives_and_markers_hold_together() -> None:
    """`versions("v1", ">=v10")` are two; a marker of the module narrows that of the test."""
    assert _left(NUMBERS, ("v1", ">=v10")) == ["v1", "v10"]
    assert _left(NUMBERS, (">=v2",), ("<v10",)) == ["v2"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("~=2024", "can't be read"),
        ("", "can't be read"),
        ("spring", "names 'spring'"),
        ("2024-13", "names '2024-13'"),
        ("<2000", "leaves no version"),
    ],
)
def test_what_can_not_be_read_names_the_fix(wanted: str, said: str) -> None:
    """A marker that means nothing is an error, never a test that isn't run."""
    with pytest.raises(pytest.UsageError, match=said):
        _left(DATES, (wanted,))
