"""Which of two patterns matches more texts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from gateway.diff.rules.effect import Effect

TRIVIAL = frozenset({"", "^", "$", ".*", "^.*", ".*$", "^.*$", "[\\s\\S]*", "^[\\s\\S]*$"})
"""Patterns that all texts match; that `.` matches no line break is what nobody means by these."""
MOST_REPEATS = 2_000
"""How many repeats a pattern may ask for to be looked into, as an automaton has a state for each."""
MOST_AFTER_ANY = 12
"""How many it may ask for where something unbounded stands before: it may have as many states as 2 to that power."""
_REPEATS = re.compile(r"\{(\d+)(,?)(\d*)\}")


def is_trivial(pattern: str) -> bool:
    """Whether all texts match a pattern."""
    return pattern in TRIVIAL


@lru_cache(maxsize=1024)
def effect(before: str, after: str) -> Effect:
    """What it does that one pattern stands in another's place.

    `UNKNOWN` where a pattern uses what isn't regular (look-around, references, anchors inside), where it is too large,
    or where the package interegular isn't installed (the extra `diff`).
    """
    one, other = _machine(before), _machine(after)
    if one is None or other is None:
        return Effect.UNKNOWN
    fewer, more = other.issubset(one), one.issubset(other)
    if fewer and more:
        return Effect.NONE
    if fewer:
        return Effect.NARROWS
    return Effect.WIDENS if more else Effect.INCOMPARABLE


@lru_cache(maxsize=256)
def _machine(pattern: str) -> Any:
    """The automaton of the texts in which a pattern is found (JSON Schema validation 2020-12, 6.3.3)."""
    text = _whole(pattern)
    if text is None or not _is_small(text):
        return None
    try:
        from interegular import parse_pattern
        from interegular.patterns import InvalidSyntax, Unsupported
    except ModuleNotFoundError:
        return None
    try:
        return parse_pattern(text).to_fsm()
    except (InvalidSyntax, Unsupported, AttributeError, ValueError, RecursionError):
        return None  # of what it can't read it sometimes trips over, such as `(?<name>...)`


def _whole(pattern: str) -> str | None:
    """The pattern of whole texts in which a pattern is found; None where anchors stand elsewhere than at its ends."""
    if "|" in pattern and ("^" in pattern or "$" in pattern):
        return None  # the anchors may be those of one alternative only
    start, end = pattern.startswith("^"), pattern.endswith("$") and not pattern.endswith("\\$")
    body = pattern[start : len(pattern) - end]
    return f"{'' if start else ANY}(?:{body}){'' if end else ANY}"


ANY = "(?:.|\\n)*"


def _is_small(text: str) -> bool:
    repeats, times = 0, 1
    for found in _REPEATS.finditer(text):
        count = min(int(found[3] or found[1]), MOST_REPEATS + 1)
        if text[found.start() - 1] == ")":
            times *= max(count, 1)
        else:
            repeats += count
    repeats = max(repeats, 1) * times if times > 1 else repeats
    if repeats > MOST_REPEATS:
        return False
    open_ended = "*" in text or "+" in text or bool(re.search(r"\{\d+,\}", text))
    return len(text) <= 500 and (not open_ended or repeats <= MOST_AFTER_ANY)
