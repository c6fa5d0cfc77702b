"""Asks all questions, as far as their answers mean something."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.changes.history import History
from gateway.check.mistake import Mistake
from gateway.check.seen import Seen
from gateway.exchange.lives import Lives
from gateway.plan.atlas import Atlas
from gateway.plan.endpoint import Endpoint
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Check:
    """Goes through all versions, newest first, as requests would.

    Args:
        timeline: the versions.
        history: their changes.
        atlas: their routes and plans.
        lives: their lives.
        endpoints: gives the endpoints that speak exactly a version's documents.
    """

    def __init__(
        self,
        timeline: Timeline,
        history: History,
        atlas: Atlas,
        lives: Lives,
        endpoints: Callable[[ApiVersion], Sequence[Endpoint]],
    ) -> None:
        self._seen = Seen(timeline, history, atlas, lives, endpoints)

    def mistakes(self) -> list[Mistake]:
        """Everything that is wrong; empty where nothing is. What would only follow from a mistake isn't told."""
        # They need all of the vocabulary, which a service that answers requests doesn't.
        from gateway.check.questions import FIRST, REST

        for question in FIRST:
            found = list(dict.fromkeys(question(self._seen)))
            if found:
                return found
        return list(dict.fromkeys(mistake for question in REST for mistake in question(self._seen)))
