"""The parts of a gateway from which contracts are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.exchange.lives import Lives
from gateway.handle.packages import Packages
from gateway.plan.atlas import Atlas
from gateway.resolve.source import Source
from gateway.timeline.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Parts:
    """What contracts are made from.

    Args:
        timeline: the versions.
        atlas: their routes and plans.
        lives: the lives of versions and routes.
        packages: the handlers.
        sources: where a version may stand.
        vary: the request headers that they read.
        echo: the response header that names the version served.
        said: gives what typed handlers don't say of the whole: members of an OpenAPI document.
    """

    timeline: Timeline
    atlas: Atlas
    lives: Lives
    packages: Packages
    sources: Sequence[Source]
    vary: Sequence[bytes]
    echo: str
    said: Callable[[], Mapping[str, Any]]
