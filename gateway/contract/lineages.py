"""What documents were in each version; each version is gone through once for each handler."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.contract.parts import Parts
from gateway.plan.derive import Derived
from gateway.plan.lineage import Line, Link, Step
from gateway.plan.state import State
from gateway.timeline.version import ApiVersion


class Lineage:
    """The way of one handler, or of one message, back through the versions.

    Args:
        parts: the parts of the gateway.
        state: its route and documents as it speaks them.
        home: the version that it speaks.
        derived: what is remembered of shapes.
    """

    def __init__(self, parts: Parts, state: State, home: ApiVersion, derived: Derived) -> None:
        self.state = state
        self._parts = parts
        self._home = home
        self._line = Line(state, derived)

    def links(self, version: ApiVersion) -> list[Link]:
        """The operations that touch it between a version and its own, newest first."""
        versions = list(self._parts.timeline.versions)
        passed = versions[versions.index(version) + 1 : versions.index(self._home) + 1]
        return self._line.upto(passed[::-1], self._steps)

    def before(self, version: ApiVersion) -> State:
        """Its route and documents as clients of a version know them."""
        links = self.links(version)
        return links[-1].older if links else self.state

    def _steps(self, version: ApiVersion) -> Sequence[Step]:
        versions = self._parts.timeline.versions
        return list(self._parts.atlas.past.steps(versions[versions.index(version) - 1], version))


class Lineages:
    """The lineages of all handlers and messages.

    What is remembered of shapes isn't shared with requests, as documents may be made in another thread.

    Args:
        parts: the parts of the gateway.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.derived = Derived()
        self._known: dict[int, tuple[object, Lineage]] = {}

    def of(self, what: object, state: State, home: ApiVersion) -> Lineage:
        """The lineage of a handler or a message.

        Args:
            what: the handler, or the shape of the message, which it is remembered by.
            state: its route and documents as it speaks them.
            home: the version that it speaks.
        """
        if id(what) not in self._known:
            self._known[id(what)] = what, Lineage(self._parts, state, home, self.derived)
        return self._known[id(what)][1]
