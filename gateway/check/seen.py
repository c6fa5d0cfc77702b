"""What is checked: the versions, their changes, and each handler's way back through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from gateway.changes.change import Change
from gateway.changes.history import History
from gateway.check.mistake import Mistake, caught, in_change, parts
from gateway.errors import GatewayError
from gateway.exchange.lives import Lives
from gateway.operations.operation import Operation
from gateway.plan.atlas import Atlas
from gateway.plan.endpoint import Endpoint
from gateway.plan.lineage import Link, State, Step, lineage, state_of
from gateway.plan.table import Entry
from gateway.shapes.shape import Shape
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Way(NamedTuple):
    """The way of one handler, or of one message, back to the oldest version.

    Args:
        entry: the handler's route in its own version; None for a message.
        state: the route and the documents as the handler speaks them.
        links: the operations that touch it, newest first; none where something is wrong with them.
        mistakes: what is wrong.
    """

    entry: Entry | None
    state: State
    links: Sequence[Link]
    mistakes: Sequence[Mistake]


class Seen:
    """All that the questions are about.

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
        self.timeline = timeline
        self.history = history
        self.atlas = atlas
        self.lives = lives
        self.endpoints = endpoints

    def operations(self) -> Iterator[tuple[ApiVersion, type[Change], Operation]]:
        """All operations, newest first."""
        for version in reversed(self.timeline.versions):
            for change in reversed(self.history.changes(version)):
                for operation in reversed(change.operations):
                    yield version, change, operation

    def entries(self) -> Iterator[Entry]:
        """One route for each handler."""
        seen: set[int] = set()
        for version in reversed(self.timeline.versions):
            for entry in self.atlas.table(version).entries:
                if id(entry.endpoint) not in seen:
                    seen.add(id(entry.endpoint))
                    yield entry

    @cached_property
    def ways(self) -> Sequence[Way]:
        """The ways of all handlers, and of what is sent without being asked for."""
        found = [self._way(entry) for entry in self.entries()]
        steps = list(self.atlas.past.steps(self.timeline.oldest, self.timeline.head))
        return [*found, *(Way(None, state, *_links(state, steps)) for state in self.atlas.past.messages())]

    @cached_property
    def contract(self) -> Sequence[Way]:
        """The ways of handlers that are part of the API's contract."""
        return [way for way in self.ways if way.entry is None or not way.entry.endpoint.neutral]

    def _way(self, entry: Entry) -> Way:
        failed = list(caught(entry.home, entry.endpoint.label, lambda: state_of(entry.endpoint)))
        if failed:
            return Way(entry, State(entry.route, None, {}), [], failed)
        state = state_of(entry.endpoint)
        return Way(entry, state, *_links(state, list(self.atlas.past.steps(self.timeline.oldest, entry.home))))


def _links(state: State, steps: Sequence[Step]) -> tuple[list[Link], list[Mistake]]:
    try:
        return lineage(state, steps), []
    except GatewayError:
        pass
    # Again step by step, for the change that it was.
    for length in range(1, len(steps) + 1):
        try:
            lineage(state, steps[:length])
        except GatewayError as error:
            version, change, _ = steps[length - 1]
            return [], [in_change(version, change, *parts(error))]
    return [], []


def shapes(state: State) -> list[Shape]:
    """The shapes of a route's documents."""
    return [shape for _, shape in state.shapes()]
