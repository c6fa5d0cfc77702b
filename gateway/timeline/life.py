"""Days and windows in the life of a version or of one of its routes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import Enum
from itertools import pairwise
from math import ceil

from gateway.errors import ConfigurationError


class Lifecycle(Enum):
    """Where a version stands in its life."""

    PREVIEW = "preview"
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class Brownout:
    """An announced window in which something deprecated is switched off or slowed, so that forgotten clients show.

    Args:
        start: when it begins: an ISO date or datetime, UTC where it names no zone.
        end: when it is over.
        delay: by how many seconds answers are held back; without it they are 410.

    Raises:
        ConfigurationError: it ends before it begins, or the delay isn't more than nothing.
    """

    __slots__ = ("delay", "end", "start")

    def __init__(self, start: str | date, end: str | date, *, delay: float | None = None) -> None:
        first, last = instant("Brownout", "start", start), instant("Brownout", "end", end)
        if first is None or last is None or last <= first:
            raise ConfigurationError(
                f"The brownout from {start} to {end} is no time at all. Let it end after it begins."
            )
        if delay is not None and not 0 < delay <= 60:
            raise ConfigurationError(f"The brownout's delay={delay} must be more than 0 and at most 60 seconds.")
        self.start = first
        self.end = last
        self.delay = delay

    def covers(self, now: datetime) -> bool:
        """Whether `now` is in the window."""
        return self.start <= now < self.end

    def seconds_left(self, now: datetime) -> int:
        """How many whole seconds from `now` it is over in, for `Retry-After` (RFC 9110, 10.2.3)."""
        return ceil((self.end - now).total_seconds())


class Life:
    """The days in the life of a version, or of one route in a version.

    Args:
        deprecated: the day from which it is deprecated.
        sunset: the day on which it is announced to end (RFC 8594). Announces only.
        retired: the day from which it is refused with 410. Enforces.
        guide: the URL of what to read then.
        brownouts: announced windows in which it is switched off or slowed.

    Days are ISO dates or datetimes; a date means its first instant in UTC.

    Raises:
        ConfigurationError: dates that contradict each other or can't be read.
    """

    __slots__ = ("brownouts", "deprecated", "guide", "retired", "sunset")

    def __init__(
        self,
        *,
        deprecated: str | date | None = None,
        sunset: str | date | None = None,
        retired: str | date | None = None,
        guide: str | None = None,
        brownouts: Sequence[Brownout] = (),
        name: str = "Life",
    ) -> None:
        self.deprecated = instant(name, "deprecated", deprecated)
        self.sunset = instant(name, "sunset", sunset)
        self.retired = instant(name, "retired", retired)
        self.guide = header_url(name, "guide", guide)
        self.brownouts = tuple(brownouts)
        self._check(name)

    def _check(self, name: str) -> None:
        given = [(what, when) for what, when in self.dates().items() if when is not None]
        for (earlier, first), (later, second) in pairwise(given):
            if second < first:
                raise ConfigurationError(
                    f"{name}: {later}={second.date()} is before {earlier}={first.date()}. "
                    f"It is deprecated, then reaches its sunset, then is retired: put the dates in that order."
                )
        for brownout in self.brownouts:
            if self.deprecated is None or brownout.start < self.deprecated:
                raise ConfigurationError(
                    f"{name}: a brownout on {brownout.start.date()}, when it isn't deprecated. "
                    "Set deprecated= to a day before it, so that clients have been told."
                )

    def dates(self) -> dict[str, datetime | None]:
        """The days, by name, in their order."""
        return {"deprecated": self.deprecated, "sunset": self.sunset, "retired": self.retired}

    def instants(self) -> list[datetime]:
        """The instants at which something changes."""
        windows = [instant for brownout in self.brownouts for instant in (brownout.start, brownout.end)]
        return [day for day in self.dates().values() if day is not None] + windows

    def lifecycle(self, now: datetime) -> Lifecycle:
        """Where it stands at the instant `now` (timezone-aware)."""
        if self.retired is not None and now >= self.retired:
            return Lifecycle.RETIRED
        if self.deprecated is not None and now >= self.deprecated:
            return Lifecycle.DEPRECATED
        return Lifecycle.ACTIVE

    def brownout(self, now: datetime) -> Brownout | None:
        """The window that `now` is in, or None."""
        return next((brownout for brownout in self.brownouts if brownout.covers(now)), None)


def instant(name: str, what: str, value: str | date | None) -> datetime | None:
    """The instant that a date means; UTC where it names no zone."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise ConfigurationError(f"{name}: {what}={value!r} is no ISO date. Write it as 2026-06-01.") from error
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def header_url(name: str, what: str, url: str | None) -> str | None:
    """A URL that is fit for a `Link` header."""
    if url is not None and (not url.isascii() or any(char in url for char in '<>" \r\n')):
        raise ConfigurationError(f"{name}: {what}={url!r} can't stand in a header. Percent-encode it.")
    return url
