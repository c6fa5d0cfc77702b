"""Versions, their order and their life."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import ConfigurationError, Lifecycle, Timeline, Version

NUMBERS = Timeline(Version("v1"), Version("v9"), Version("v10"), Version("v11", preview=True))


def test_versions_are_never_compared_as_text() -> None:
    """v10 is newer than v9."""
    v1, v9, v10, _ = NUMBERS
    assert v1 < v9 < v10


@pytest.mark.parametrize("text", ["9", "v9", "V9", "9.0", "v9.0.0"])
def test_numbers_are_equal_however_they_are_written(text: str) -> None:
    """`9` is `v9.0`, and the timeline's own spelling is what comes back."""
    assert str(NUMBERS.parse(text)) == "v9"


def test_labels_have_the_order_of_the_timeline() -> None:
    """Words say nothing of their order, so the list does."""
    zebra, ant = Timeline(Version("zebra"), Version("ant"))
    assert zebra < ant


@given(st.text(max_size=80))
def test_parsing_refuses_with_value_error_and_nothing_else(text: str) -> None:
    """Whatever a client sends is a version or a ValueError."""
    for timeline in (NUMBERS, Timeline(Version("2025-01-01")), Timeline(Version("spring"))):
        try:
            version = timeline.parse(text)
        except ValueError:
            continue
        assert text.isascii()
        assert version in timeline or timeline.get(text) is None


def test_the_latest_is_active_and_the_head_may_be_a_preview() -> None:
    """A preview is never the latest."""
    assert (str(NUMBERS.head), str(NUMBERS.latest())) == ("v11", "v10")


def test_a_life_goes_by_the_clock() -> None:
    """Active, deprecated, retired, each from its first instant in UTC."""
    version = Version("v1", deprecated="2025-01-01", sunset="2025-06-01", retired="2026-01-01")
    days = [datetime(2024, 12, 31, 23, 59, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)]
    days += [datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
    assert [version.lifecycle(day) for day in days] == [
        Lifecycle.ACTIVE,
        Lifecycle.DEPRECATED,
        Lifecycle.DEPRECATED,
        Lifecycle.RETIRED,
    ]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Version("v1", deprecated="2025-06-01", sunset="2025-01-01"), "put the dates in that order"),
        (lambda: Version("v1", retired="soon"), "Write it as 2026-06-01"),
        (lambda: Version("v1", preview=True, sunset="2025-01-01"), "Release it first"),
        (Timeline, "at least one version"),
        (lambda: Timeline(Version("v2"), Version("v1")), "oldest first"),
        (lambda: Timeline(Version("v1"), Version("1.0")), "twice"),
        (lambda: Timeline(Version("v1"), default="v3"), "default='v3'"),
        (lambda: Timeline(Version("v1", preview=True), Version("v2")), "Previews come last"),
        (lambda: Timeline(Version("no spaces")), "is no label"),
    ],
)
def test_a_timeline_that_contradicts_itself_is_refused(make: object, said: str) -> None:
    """At the start, with the fix."""
    assert callable(make)
    with pytest.raises(ConfigurationError, match=said):
        make()


def test_where_versions_have_a_letter_a_number_alone_is_another_path() -> None:
    """`/404` is a path beside `/v1`; beside `/1` it has the form of a version. In a header either names one."""
    lettered, plain = Timeline(Version("v1")), Timeline(Version("1"))
    assert [lettered.resembles(text) for text in ("v2", "V2", "404", "1")] == [True, True, False, False]
    assert [plain.resembles(text) for text in ("v2", "404")] == [True, True]
    assert lettered.get("1") == plain.get("v1")
