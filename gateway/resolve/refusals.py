"""The refusals that are given before the route is known: one table of case and kind of source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.errors import ConfigurationError, nearest
from gateway.refuse.problem import TYPES, Problem
from gateway.resolve.source import Selector

MISSING, MALFORMED, UNKNOWN, CONFLICT, RETIRED, BROWNOUT, UNAVAILABLE = (
    "version-required",
    "version-malformed",
    "version-unknown",
    "version-conflict",
    "version-retired",
    "version-brownout",
    "version-unavailable",
)

KINDS = (
    "path",
    "header",
    "query",
    "accept",
    "content-type",
    "host",
    "stage",
    "variable",
    "base-path",
    "pin",
    "subprotocol",
)
"""The kinds of sources: the columns of the table."""

STATUS: dict[str, dict[str, int]] = {
    MISSING: {"path": 404, "host": 404, "base-path": 404, "stage": 500, "variable": 500},
    MALFORMED: {"path": 404, "host": 404, "base-path": 404, "stage": 500, "variable": 500, "pin": 500},
    UNKNOWN: {
        "path": 404,
        "host": 404,
        "base-path": 404,
        "accept": 406,
        "content-type": 415,
        "stage": 404,
        "variable": 500,
        "pin": 500,
    },
    CONFLICT: {},
    RETIRED: dict.fromkeys(KINDS, 410),
    BROWNOUT: dict.fromkeys(KINDS, 410),
    UNAVAILABLE: dict.fromkeys(KINDS, 503),
}
"""The status of each case by the kind of source that decided; 400 where nothing else is said. A version in the path or
host names a resource (404, 410), one beside it is a parameter (400), one in the media type is negotiated (406, 415),
and what only the operator can set is the operator's mistake (500)."""

TITLES = {
    MISSING: "Version required",
    MALFORMED: "Malformed version",
    UNKNOWN: "Unknown version",
    CONFLICT: "Conflicting versions",
    RETIRED: "Retired version",
    BROWNOUT: "Version switched off for a while",
    UNAVAILABLE: "Version not known at present",
}

SHOWN = 64
"""How many characters of what a client sent are shown to it."""
LISTED = 20
"""How many selectors a refusal lists."""

Overrides = Mapping[str, int | Mapping[str, int]]


class Refusals:
    """Builds the problems of the resolver.

    Args:
        base: what the problem types begin with.
        statuses: other statuses, by case, or by case and kind of source: `{"version-unknown": {"header": 404}}`.

    Raises:
        ConfigurationError: a case, kind or status that there isn't.
    """

    def __init__(self, base: str = TYPES, statuses: Overrides | None = None) -> None:
        self._base = base
        self._status = {case: {kind: row.get(kind, 400) for kind in KINDS} for case, row in STATUS.items()}
        for case, override in (statuses or {}).items():
            self._override(case, override)

    def _override(self, case: str, override: int | Mapping[str, int]) -> None:
        if case not in self._status:
            raise ConfigurationError(f"statuses has {case!r}. {nearest(case, self._status)}")
        row = dict.fromkeys(KINDS, override) if isinstance(override, int) else override
        for kind, status in row.items():
            if kind not in KINDS:
                raise ConfigurationError(f"statuses has {kind!r} under {case!r}. {nearest(kind, KINDS)}")
            if not 400 <= status <= 599:
                raise ConfigurationError(f"statuses gives {status} to {case!r}. A refusal is 400 to 599.")
            self._status[case][kind] = status

    def status(self, case: str, kind: str) -> int:
        """The status of a case for a kind of source."""
        return self._status[case][kind]

    def refuse(
        self,
        case: str,
        status: int,
        detail: str,
        supported: Sequence[str],
        requested: Sequence[Selector] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Problem:
        """The problem of one case; `supported` and what was requested are members of it."""
        extensions: dict[str, Any] = {"supported": list(supported)}
        if requested:
            extensions["requested"] = [
                {"source": selector.source, "version": shown(selector.text)} for selector in requested[:LISTED]
            ]
        return Problem(
            status,
            type=self._base + case,
            title=TITLES[case],
            detail=detail,
            headers={"Cache-Control": "no-store", **(headers or {})},
            **extensions,
        )


def shown(text: str) -> str:
    """What a client sent, bounded and with nothing but printable ASCII, fit to be shown or logged."""
    cut = text[:SHOWN] + ("..." if len(text) > SHOWN else "")
    return "".join(char if " " <= char <= "~" else "?" for char in cut)
