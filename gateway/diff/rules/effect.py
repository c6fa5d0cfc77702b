"""What a difference does to the set of values, or of calls, that a contract allows."""

from __future__ import annotations

from enum import StrEnum


class Effect(StrEnum):
    """What becomes of the set of what is allowed."""

    WIDENS = "widens"
    """All that was allowed still is, and more."""
    NARROWS = "narrows"
    """Some of what was allowed isn't any more, and nothing else is."""
    INCOMPARABLE = "incomparable"
    """Some of what was allowed isn't any more, and something else is."""
    UNKNOWN = "unknown"
    """The documents don't tell which of these it is."""
    NONE = "none"
    """The same is allowed as before."""
