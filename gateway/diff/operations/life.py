"""Operations that come, go, or are said to be going."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gateway.diff.operations.sides import At, Sides
from gateway.diff.where import Where

SUNSET = "x-sunset"
"""The extension by which a document says until when something is there, as oasdiff reads it."""


def sunset(node: Any) -> str | None:
    """Until when something is there, as the document writes it; None where it doesn't say."""
    held = node.get(SUNSET) if isinstance(node, Mapping) else None
    return None if held is None else str(held)


def has_passed(said: str, today: date | None) -> bool:
    """Whether a sunset has come: not where it can't be read, nor where it isn't known what day it is."""
    day = _day(said)
    return day is not None and today is not None and day <= today


def _day(said: str) -> date | None:
    try:
        return datetime.fromisoformat(said).date()
    except ValueError:
        return None


def tell_removed(sides: Sides, where: Where, old: At, *, with_path: bool) -> None:
    """Tell that an operation is gone.

    Args:
        sides: the documents.
        where: the operation.
        old: what the older document says of it.
        with_path: whether all of its path is.
    """
    rule, day = f"{'api-path' if with_path else 'api'}-removed", sunset(old.node)
    if old.get("deprecated") is not True:
        rule += "-without-deprecation"
    elif day is None or has_passed(day, sides.today):
        rule += "-with-deprecation"
    else:
        rule += "-before-sunset"
    sides.say(rule, where, old.pointer, None, name=day or "")


def compare(sides: Sides, where: Where, old: At, new: At) -> None:
    """Compare what is said of an operation's life, and what it is called.

    Args:
        sides: the documents.
        where: the operation.
        old: what the older document says of it.
        new: what the newer document says of it.
    """

    def say(rule: str, before: Any = None, after: Any = None, name: str = "") -> None:
        sides.say(rule, where, old.pointer, new.pointer, before, after, name)

    was_going, is_going = old.get("deprecated") is True, new.get("deprecated") is True
    before, after = sunset(old.node), sunset(new.node)
    if is_going and not was_going:
        say("endpoint-deprecated" if after is None else "endpoint-deprecated-with-sunset", name=after or "")
    elif was_going and not is_going:
        say("endpoint-reactivated")
    elif is_going and before != after:
        _compare_sunsets(say, before, after)
    _compare_names(say, old, new)


def _compare_sunsets(say: Any, before: str | None, after: str | None) -> None:
    if after is None:
        say("sunset-deleted", before)
    elif before is None:
        say("sunset-added", None, after)
    else:
        one, other = _day(before), _day(after)
        earlier = other < one if one is not None and other is not None else after < before
        if one != other or one is None:
            say("api-sunset-date-changed-too-small" if earlier else "api-sunset-date-postponed", before, after)


def _compare_names(say: Any, old: At, new: At) -> None:
    before, after = old.get("operationId"), new.get("operationId")
    if before != after:
        say("api-operation-id-removed" if before is not None else "api-operation-id-added", before, after)
    tags = [set(map(str, one.get("tags") or ())) for one in (old, new)]
    for tag in sorted(tags[0] - tags[1]):
        say("api-tag-removed", tag)
    for tag in sorted(tags[1] - tags[0]):
        say("api-tag-added", None, tag)
