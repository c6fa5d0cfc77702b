"""What of an answer is another each time: ids, timestamps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gateway.shapes.pointers import from_pointer
from gateway.shapes.walk import Location

ANY = "*"
"""Stands for each item, or each member, in the place of a mask."""


class Varying:
    """A mask.

    Args:
        at: a JSON Pointer into the body, in which `*` is each item or member, or `header` and a header's name.
        like: a regular expression that the text there matches from beginning to end.

    Raises:
        ValueError: `like` is no regular expression.
    """

    def __init__(self, at: str, like: str | None = None) -> None:
        self.at = at
        self.like = like
        self.header = at.removeprefix("header ").strip().lower() if at.startswith("header ") else None
        self._place = from_pointer(at) if self.header is None else ()
        try:
            self._pattern = re.compile(like) if like is not None else None
        except re.error as error:
            raise ValueError(str(error)) from error

    def written(self) -> Any:
        """How it is written in a file."""
        return self.at if self.like is None else {"at": self.at, "like": self.like}

    def covers(self, place: Location) -> bool:
        """Whether a place in the body is meant."""
        if self.header is not None or len(place) != len(self._place):
            return False
        return all(mine in (ANY, theirs) for mine, theirs in zip(self._place, place, strict=True))

    def allows(self, before: Any, now: Any) -> bool:
        """Whether a value may stand where another one was recorded: of the same JSON type, and as the pattern says."""
        if self._pattern is not None:
            return isinstance(now, str) and self._pattern.fullmatch(now) is not None
        return type(before) is type(now)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Varying) and (self.at, self.like) == (other.at, other.like)

    def __hash__(self) -> int:
        return hash((self.at, self.like))

    def __repr__(self) -> str:
        return f"Varying({self.at!r}, {self.like!r})"


def mask_at(masks: Sequence[Varying], place: Location) -> Varying | None:
    """The mask that is about a place in the body."""
    return next((mask for mask in masks if mask.covers(place)), None)


def mask_of(masks: Sequence[Varying], header: str) -> Varying | None:
    """The mask that is about a header."""
    return next((mask for mask in masks if mask.header == header), None)
