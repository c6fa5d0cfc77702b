"""How grave a difference is."""

from __future__ import annotations

from enum import StrEnum

from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect


class Severity(StrEnum):
    """How grave a difference is for a client that kept to the older contract."""

    ERROR = "error"
    """It breaks."""
    WARNING = "warning"
    """It may break, and the documents don't tell."""
    INFO = "info"
    """It goes on as before."""

    @property
    def rank(self) -> int:
        """How grave it is; more is graver."""
        return ("info", "warning", "error").index(self)


def by_law(effect: Effect, direction: Direction) -> Severity:
    """The severity that follows from what a difference does and which way it goes: requests widen, responses narrow."""
    match effect:
        case Effect.NONE:
            return Severity.INFO
        case Effect.UNKNOWN:
            return Severity.WARNING
        case Effect.INCOMPARABLE:
            return Severity.ERROR
    breaking = Effect.WIDENS if direction is Direction.RESPONSE else Effect.NARROWS
    return Severity.ERROR if effect is breaking else Severity.INFO
