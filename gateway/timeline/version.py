"""A point in the order of versions, and a version as a timeline declares it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import total_ordering
from typing import Any

from gateway.errors import ConfigurationError
from gateway.timeline.life import Brownout, Life, Lifecycle, header_url, instant


@total_ordering
class ApiVersion:
    """One version of the API: its name and its place in the scheme's order.

    Compared by place, never as text, so `v10` is newer than `v9`. Versions of different schemes don't compare.
    """

    __slots__ = ("_hash", "key", "name")

    def __init__(self, name: str, key: Any) -> None:
        self.name = name
        self.key = key
        self._hash = hash(key)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"ApiVersion({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiVersion) and bool(self.key == other.key)

    def __lt__(self, other: ApiVersion) -> bool:
        return bool(self.key < other.key)

    def __hash__(self) -> int:
        return self._hash


class Version(Life):
    """A version as the timeline declares it.

    Args:
        name: as clients write it, for example `2025-11-15`, `v2` or `spring`.
        preview: not released yet; served, but never the latest.
        released: the day on which it was released, where its name isn't that day.
        deprecated: the day from which it is deprecated.
        sunset: the day on which it is announced to end (RFC 8594). Announces only.
        retired: the day from which it is refused with 410. Enforces.
        guide: the URL of its migration guide.
        brownouts: announced windows in which it is switched off or slowed.
        routes: the life of single routes in this version: `{"GET /reports": Life(deprecated="2026-01-01")}`.
        description: the URL of its OpenAPI document, for `rel="service-desc"` (RFC 8631).
        documentation: the URL of its documentation, for `rel="service-doc"`.
        removed: whether what it changed and its handlers have been deleted, so that nothing is known of its documents
            any more. `gateway retire` writes it.

    Days are ISO dates or datetimes; a date means its first instant in UTC.

    Raises:
        ConfigurationError: dates that contradict each other or can't be read.
    """

    __slots__ = ("description", "documentation", "name", "preview", "released", "removed", "routes")

    def __init__(
        self,
        name: str,
        *,
        preview: bool = False,
        released: str | date | None = None,
        deprecated: str | date | None = None,
        sunset: str | date | None = None,
        retired: str | date | None = None,
        guide: str | None = None,
        brownouts: Sequence[Brownout] = (),
        routes: Mapping[str, Life] | None = None,
        description: str | None = None,
        documentation: str | None = None,
        removed: bool = False,
    ) -> None:
        self.name = name
        self.preview = preview
        self.removed = removed
        self.released = instant(f"Version {name}", "released", released)
        self.routes = dict(routes or {})
        self.description = header_url(f"Version {name}", "description", description)
        self.documentation = header_url(f"Version {name}", "documentation", documentation)
        super().__init__(
            deprecated=deprecated,
            sunset=sunset,
            retired=retired,
            guide=guide,
            brownouts=brownouts,
            name=f"Version {name}",
        )
        given = [what for what, when in {"released": self.released, **self.dates()}.items() if when is not None]
        if self.released is not None and self.deprecated is not None and self.deprecated < self.released:
            raise ConfigurationError(
                f"Version {name}: deprecated={self.deprecated.date()} is before released={self.released.date()}. "
                "Swap them, or mend the one that is wrong."
            )
        if removed and self.retired is None:
            raise ConfigurationError(
                f"Version {name} is removed, yet not retired. Say since when it is refused, retired=, "
                "or drop removed=True."
            )
        if preview and given:
            raise ConfigurationError(
                f"Version {name} is a preview with {given[0]}=. Release it first (drop preview=True), or drop the date."
            )

    def lifecycle(self, now: datetime) -> Lifecycle:
        """Where the version stands at the instant `now` (timezone-aware)."""
        return Lifecycle.PREVIEW if self.preview else super().lifecycle(now)

    def __repr__(self) -> str:
        return f"Version({self.name!r})"
