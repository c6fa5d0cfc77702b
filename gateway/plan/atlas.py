"""All tables and plans of an API, each made on first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock
from typing import TYPE_CHECKING

from gateway.changes.history import History
from gateway.operations.routes.pattern import RouteState
from gateway.plan.endpoint import Endpoint
from gateway.plan.plan import Plan
from gateway.plan.state import State
from gateway.plan.table import Entry, Table
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

if TYPE_CHECKING:
    from gateway.plan.past import Past


class Atlas:
    """Which handler serves which route in which version, and how it is reached.

    What only older versions need is loaded when one of them is asked for.

    Args:
        timeline: the versions.
        history: their changes.
        endpoints: gives the endpoints that speak a version's documents: the head's, or those frozen in a package.
        past: gives what derives older versions from newer ones.
    """

    def __init__(
        self,
        timeline: Timeline,
        history: History,
        endpoints: Callable[[ApiVersion], Sequence[Endpoint]],
        past: Callable[[], Past],
    ) -> None:
        self._timeline = timeline
        self.served: Sequence[ApiVersion] = timeline.versions
        """The versions whose clients come here: what is asked of all versions is asked of these."""
        self._history = history
        self._endpoints = endpoints
        self._make_past = past
        self._past: Past | None = None
        self._tables: dict[ApiVersion, Table] = {}
        self._plans: dict[tuple[ApiVersion, int], Plan] = {}
        self._lock = RLock()

    @property
    def past(self) -> Past:
        """What derives older versions from newer ones."""
        if self._past is None:
            with self._lock:
                if self._past is None:
                    self._past = self._make_past()
        return self._past

    def table(self, version: ApiVersion) -> Table:
        """The routes of a version."""
        table = self._tables.get(version)
        if table is None:
            with self._lock:
                table = self._tables.get(version)
                if table is None:
                    table = self._tables[version] = self._build(version)
        return table

    def plan(self, version: ApiVersion, entry: Entry) -> Plan:
        """What is translated between a version's clients and a route's handler."""
        key = (version, id(entry))
        plan = self._plans.get(key)
        if plan is None:
            with self._lock:
                plan = self._plans.get(key)
                if plan is None:
                    plan = self._plans[key] = self._plan(version, entry)
        return plan

    def _plan(self, version: ApiVersion, entry: Entry) -> Plan:
        endpoint = entry.endpoint
        if version == entry.home and not endpoint.may_link:
            return Plan(State(RouteState(endpoint.method, endpoint.path), None, {}))
        return self.past.plan(version, entry)

    def problems(self, version: ApiVersion) -> Plan:
        """What is translated where no route is: problem documents (RFC 9457), as the head would write them."""
        key = (version, 0)
        plan = self._plans.get(key)
        if plan is None:
            with self._lock:
                plan = self._plans[key] = self.past.problems(version)
        return plan

    def knows(self, path: str) -> bool:
        """Whether any version that is served has the path."""
        return any(self.table(version).any(path) is not None for version in self.served)

    def methods(self, path: str) -> set[str]:
        """The methods under which a path is there in any version that is served; empty where in none."""
        return {method for version in self.served for method in self.table(version).methods(path)}

    def _build(self, version: ApiVersion) -> Table:
        own = [
            Entry(RouteState(endpoint.method, endpoint.path), endpoint, version)
            for endpoint in self._endpoints(version)
        ]
        if version == self._timeline.head:
            return Table(own)
        from gateway.plan.earlier import table_before

        newer = self._timeline.newer_than(version)[0]
        return table_before(newer, self._history.changes(newer), self.table(newer), own)
