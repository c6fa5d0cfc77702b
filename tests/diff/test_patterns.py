"""Which of two patterns matches more texts."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.diff import Effect, patterns

BITS = [
    "a",
    "b",
    "1",
    "[a-c]",
    "[^a]",
    "\\d",
    "\\w",
    ".",
    "(?:a|b)",
    "(ab)",
    "|",
    "*",
    "+",
    "?",
    "{2}",
    "{1,3}",
    "[a-]",
]


def _reads(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


PATTERNS = (
    st.lists(st.sampled_from(BITS), min_size=1, max_size=4)
    .map("".join)
    .flatmap(lambda body: st.sampled_from([body] if "|" in body else [body, f"^{body}", f"{body}$", f"^{body}$"]))
    .filter(_reads)
)


@given(PATTERNS, PATTERNS, st.lists(st.text("ab1-_ Xc", max_size=7), max_size=40))
def test_no_text_contradicts_what_is_said(before: str, after: str, texts: list[str]) -> None:
    """Of patterns that Python reads too: all texts of the narrower one are texts of the wider."""
    effect = patterns.effect(before, after)
    for text in texts:
        was_found, is_found = (re.search(pattern, text) is not None for pattern in (before, after))
        if effect in (Effect.NARROWS, Effect.NONE):
            assert was_found or not is_found
        if effect in (Effect.WIDENS, Effect.NONE):
            assert is_found or not was_found


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ("^[a-z]+$", "^[a-z]{3,}$", Effect.NARROWS),
        ("^[a-z]{1,60}$", "^[a-z]{1,64}$", Effect.WIDENS),
        ("^\\d+$", "^[0-9]+$", Effect.NONE),
        ("ab", "b", Effect.WIDENS),
        ("^ab?$", "^a$|^ab$", Effect.UNKNOWN),
        ("^a$", "^b$", Effect.INCOMPARABLE),
        ("^cus_[0-9A-HJKMNP-TV-Z]{26}$", "^cus_[0-9A-Z]{26}$", Effect.WIDENS),
        ("(a)\\1", "a", Effect.UNKNOWN),
        ("^(?<n>a)$", "^a$", Effect.UNKNOWN),
        ("a.{40}b", "a.{41}b", Effect.UNKNOWN),
        ("^((a{9}){9}){99}$", "^a$", Effect.UNKNOWN),
        ("(", "^a$", Effect.UNKNOWN),
    ],
)
def test_what_patterns_do_in_each_others_place(before: str, after: str, effect: Effect) -> None:
    """What can't be decided, or would take too long, is unknown."""
    assert patterns.effect(before, after) is effect


def test_without_the_package_nothing_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the extra `diff`."""
    monkeypatch.setitem(sys.modules, "interegular", None)
    patterns._machine.cache_clear()
    patterns.effect.cache_clear()
    try:
        assert patterns.effect("^a$", "^b$") is Effect.UNKNOWN
    finally:
        patterns._machine.cache_clear()
        patterns.effect.cache_clear()
