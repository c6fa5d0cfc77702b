"""Where all versions stand between two days on which something changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gateway.timeline.life import Lifecycle

if TYPE_CHECKING:
    from gateway.timeline.timeline import Timeline
    from gateway.timeline.version import ApiVersion

BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)


class Standing:
    """What is so of a timeline from one instant until another, so that requests needn't find it out.

    Args:
        timeline: the versions.
        now: an instant, timezone-aware.
    """

    __slots__ = ("default", "latest", "open", "since", "supported", "until")

    def __init__(self, timeline: Timeline, now: datetime) -> None:
        days = [day for version in timeline for day in timeline[version].instants()]
        self.since = max((day for day in days if day <= now), default=BEGINNING)
        self.until = min((day for day in days if day > now), default=END)
        self.supported = tuple(timeline.supported(now))
        self.latest = timeline.latest(now)
        self.default = timeline.default(now)
        self.open: frozenset[ApiVersion] = frozenset(
            version
            for version in timeline
            if timeline[version].lifecycle(now) is not Lifecycle.RETIRED and timeline[version].brownout(now) is None
        )
        """The versions that are served like any other: neither retired nor in a brownout."""
