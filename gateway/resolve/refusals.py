"""The refusals that are given before the version is known: one table of case and kind of source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.refuse.problem import TYPES, Problem
from gateway.resolve.source import Selector

MISSING, MALFORMED, UNKNOWN, CONFLICT, RETIRED = (
    "version-required",
    "version-malformed",
    "version-unknown",
    "version-conflict",
    "version-retired",
)

STATUS: dict[str, dict[str, int]] = {
    MISSING: {"path": 404, "header": 400, "stage": 500},
    MALFORMED: {"path": 404, "header": 400, "stage": 500},
    UNKNOWN: {"path": 404, "header": 400, "stage": 404},
    CONFLICT: {"path": 400, "header": 400, "stage": 400},
    RETIRED: {"path": 410, "header": 410, "stage": 410},
}
"""The status of each case by the kind of source that asked. A version in the path names a resource, one beside it is
a parameter, and a stage without one is the operator's mistake."""

TITLES = {
    MISSING: "Version required",
    MALFORMED: "Malformed version",
    UNKNOWN: "Unknown version",
    CONFLICT: "Conflicting versions",
    RETIRED: "Retired version",
}

SHOWN = 64
"""How many characters of what a client sent are shown to it."""


class Refusals:
    """Builds the problems of the resolver.

    Args:
        base: what the problem types begin with.
    """

    def __init__(self, base: str = TYPES) -> None:
        self._base = base

    def refuse(
        self, case: str, status: int, detail: str, supported: Sequence[str], requested: Sequence[Selector] = ()
    ) -> Problem:
        """The problem of one case; `supported` and what was requested are members of it."""
        extensions: dict[str, Any] = {"supported": list(supported)}
        if requested:
            extensions["requested"] = [
                {"source": selector.source, "version": shown(selector.text)} for selector in requested
            ]
        return Problem(
            status,
            type=self._base + case,
            title=TITLES[case],
            detail=detail,
            headers={"Cache-Control": "no-store"},
            **extensions,
        )


def shown(text: str) -> str:
    """What a client sent, bounded and with nothing but printable ASCII, fit to be shown or logged."""
    cut = text[:SHOWN] + ("..." if len(text) > SHOWN else "")
    return "".join(char if " " <= char <= "~" else "?" for char in cut)
