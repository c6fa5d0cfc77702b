"""What all exchanges of one gateway share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.exchange.lane import Lanes
from gateway.exchange.lives import Lives
from gateway.exchange.marks import Marks
from gateway.handle.packages import Packages
from gateway.plan.atlas import Atlas
from gateway.services import Services
from gateway.timeline.timeline import Timeline

if TYPE_CHECKING:
    from gateway.behaviours import Behaviours
    from gateway.handle.mounted import MountedApp


@dataclass(frozen=True, slots=True)
class Shared:
    """The parts of a gateway that serving a request needs.

    Args:
        timeline: the versions.
        atlas: their tables and plans.
        behaviours: which named differences apply to whom.
        lives: the lives of their routes.
        packages: the handlers.
        services: the lifespans behind them.
        marks: what responses say of their version.
        lanes: what serving single routes needs.
        clock: gives the present instant, timezone-aware.
        max_body: the most bytes of a request body that are read.
        meta: the path below which the gateway answers of itself.
        problem_types: what the types of the gateway's problems begin with.
    """

    timeline: Timeline
    atlas: Atlas
    behaviours: Behaviours
    lives: Lives
    packages: Packages
    services: Services
    marks: Marks
    lanes: Lanes
    clock: Callable[[], datetime]
    max_body: int
    meta: str | None
    problem_types: str

    def mounted_head(self) -> MountedApp | None:
        """The app that serves the head, or None where typed handlers do."""
        head = self.timeline.head
        self.packages.endpoints(head)
        return self.packages.mounted.get(head)
