"""The handlers that only older versions have: how old they are, and who still needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from gateway.plan.atlas import Atlas
from gateway.plan.endpoint import Endpoint
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Frozen(NamedTuple):
    """One frozen handler.

    Args:
        route: its route, as its own version calls it.
        handler: what serves it.
        version: the version whose documents it speaks.
        superseded_by: the next version, which hasn't got it or has a newer one.
        since: the day on which that was released; None where it isn't yet, or nothing says when.
        age: how many whole days ago that was; None where `since` is.
        needed_by: the versions that aren't retired and that it serves.
    """

    route: str
    handler: str
    version: str
    superseded_by: str
    since: str | None
    age: int | None
    needed_by: tuple[str, ...]


def frozen(
    timeline: Timeline, atlas: Atlas, endpoints: Callable[[ApiVersion], Sequence[Endpoint]], now: datetime
) -> Iterator[Frozen]:
    """All frozen handlers, oldest version first.

    Args:
        timeline: the versions.
        atlas: their routes.
        endpoints: gives the endpoints that speak exactly a version's documents.
        now: the present instant, timezone-aware.
    """
    supported = timeline.supported(now)
    for version in timeline:
        if version == timeline.head:
            continue
        newer = timeline.newer_than(version)[0]
        released = timeline.released(newer)
        past = released is not None and released <= now
        for endpoint in endpoints(version):
            yield Frozen(
                f"{endpoint.method} {endpoint.path}" if endpoint.method else endpoint.path,
                endpoint.label,
                str(version),
                str(newer),
                released.date().isoformat() if released is not None and past else None,
                (now - released).days if released is not None and past else None,
                tuple(str(one) for one in supported if atlas.table(one).twin(endpoint) is not None),
            )
