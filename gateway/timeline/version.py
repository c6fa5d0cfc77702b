"""A point in the order of versions, and a version as a timeline declares it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from functools import total_ordering
from itertools import pairwise
from typing import Any

from gateway.errors import ConfigurationError


class Lifecycle(Enum):
    """Where a version stands in its life."""

    PREVIEW = "preview"
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


@total_ordering
class ApiVersion:
    """One version of the API: its name and its place in the scheme's order.

    Compared by place, never as text, so `v10` is newer than `v9`. Versions of different schemes don't compare.
    """

    __slots__ = ("key", "name")

    def __init__(self, name: str, key: Any) -> None:
        self.name = name
        self.key = key

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"ApiVersion({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiVersion) and bool(self.key == other.key)

    def __lt__(self, other: ApiVersion) -> bool:
        return bool(self.key < other.key)

    def __hash__(self) -> int:
        return hash(self.key)


class Version:
    """A version as the timeline declares it.

    Args:
        name: as clients write it, for example `2025-11-15`, `v2` or `spring`.
        preview: not released yet; served, but never the latest.
        deprecated: the day from which it is deprecated.
        sunset: the day on which it is announced to end (RFC 8594). Announces only.
        retired: the day from which it is refused with 410. Enforces.
        guide: the URL of its migration guide.

    Days are ISO dates or datetimes; a date means its first instant in UTC.

    Raises:
        ConfigurationError: dates that contradict each other or can't be read.
    """

    __slots__ = ("deprecated", "guide", "name", "preview", "retired", "sunset")

    def __init__(
        self,
        name: str,
        *,
        preview: bool = False,
        deprecated: str | date | None = None,
        sunset: str | date | None = None,
        retired: str | date | None = None,
        guide: str | None = None,
    ) -> None:
        self.name = name
        self.preview = preview
        self.deprecated = _instant(name, "deprecated", deprecated)
        self.sunset = _instant(name, "sunset", sunset)
        self.retired = _instant(name, "retired", retired)
        self.guide = guide
        self._check()

    def _check(self) -> None:
        order = [("deprecated", self.deprecated), ("sunset", self.sunset), ("retired", self.retired)]
        given = [(what, when) for what, when in order if when is not None]
        for (earlier, first), (later, second) in pairwise(given):
            if second < first:
                raise ConfigurationError(
                    f"Version {self.name}: {later}={second.date()} is before {earlier}={first.date()}. "
                    f"A version is deprecated, then reaches its sunset, then is retired: put the dates in that order."
                )
        if self.preview and given:
            raise ConfigurationError(
                f"Version {self.name} is a preview with {given[0][0]}=. Release it first (drop preview=True), "
                "or drop the date."
            )

    def lifecycle(self, now: datetime) -> Lifecycle:
        """Where the version stands at the instant `now` (timezone-aware)."""
        if self.retired is not None and now >= self.retired:
            return Lifecycle.RETIRED
        if self.deprecated is not None and now >= self.deprecated:
            return Lifecycle.DEPRECATED
        return Lifecycle.PREVIEW if self.preview else Lifecycle.ACTIVE

    def __repr__(self) -> str:
        return f"Version({self.name!r})"


def _instant(name: str, what: str, value: str | date | None) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise ConfigurationError(
                f"Version {name}: {what}={value!r} is no ISO date. Write it as 2026-06-01."
            ) from error
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value if value.tzinfo else value.replace(tzinfo=UTC)
