"""What serving one route of one version needs, found out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.adapt.validators import Validators
from gateway.asgi import Headers
from gateway.exchange.lives import Lives, Told
from gateway.exchange.marks import Marks
from gateway.handle.typed import TypedEndpoint, Written
from gateway.operations.role import Role
from gateway.plan.atlas import Atlas
from gateway.plan.endpoint import ROLES
from gateway.plan.plan import Plan
from gateway.plan.table import Entry, Table
from gateway.resolve.resolver import Resolution
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Lane:
    """One route of one version.

    Args:
        version: the version.
        entry: the route.
        timeline: the versions.
        atlas: the plans and routes.
        lives: the lives of versions and routes.
        marks: what is put on responses.
    """

    def __init__(
        self, version: ApiVersion, entry: Entry, timeline: Timeline, atlas: Atlas, lives: Lives, marks: Marks
    ) -> None:
        self.entry = entry
        self.plan: Plan = atlas.plan(version, entry)
        self.home: Table = atlas.table(entry.home)
        self.twin = self.home.twin(entry.endpoint) or entry
        self.validators = Validators(timeline, version, self.plan)
        self.is_elsewhere = self.twin.route.path != entry.route.path or bool(entry.conversions)
        """Whether the handler knows the route by another path."""
        self.is_translated = bool(self.plan.links) or self.plan.has_marks or self.plan.has_ties
        self.told: Told = lives.of(version, entry)
        self.lines: Headers = marks.put([], Resolution(version, {}), self.told.lines)
        """What every response says that bears nothing of the kind itself."""
        self.typed: TypedEndpoint | None = self._direct(entry)
        self._writers: dict[int, Callable[[bytes], bytes] | None] = {}
        self.role = entry.endpoint.role or ROLES.get(entry.route.method or "", Role.CREATE)

    def _direct(self, entry: Entry) -> TypedEndpoint | None:
        """The handler, where nothing stands before it but the translation of bodies and queries."""
        plan = self.plan
        special = plan.has_links_or_hidden or plan.paging is not None or plan.deferring is not None or plan.keeps
        if special or self.told.route is not None or not isinstance(entry.endpoint, TypedEndpoint):
            return None
        if entry.route.method in (None, "GET") or entry.endpoint.role is Role.PATCH_OPS:
            return None  # conditions, HEAD, and patches
        if plan.touches_headers or entry.endpoint.signature.takes_request:
            return None
        return entry.endpoint

    def written(self, answer: Written) -> bytes:
        """The body of an answer of the typed handler in the client's form. Raises whatever an operation raises."""
        try:
            write = self._writers[answer.status]
        except KeyError:
            trusted = self.typed is not None and self.typed.writes_alike
            write = self._writers[answer.status] = self.plan.writer(answer.status, trusted=trusted)
        return answer.body if write is None or answer.media_type is None else write(answer.body)

    def parameters(self, found: dict[str, Any]) -> dict[str, Any]:
        """The path's parameters as the handler knows them.

        Raises:
            ConversionError: an older value has no newer form.
        """
        if self.twin is self.entry and not self.entry.conversions:
            return found
        return dict(zip(self.twin.names, self.entry.upgraded(found.values()), strict=True))


class Lanes:
    """Finds lanes; each is made on first use.

    Args:
        timeline: the versions.
        atlas: the plans and routes.
        lives: the lives of versions and routes.
        marks: what is put on responses.
    """

    def __init__(self, timeline: Timeline, atlas: Atlas, lives: Lives, marks: Marks) -> None:
        self._timeline = timeline
        self._atlas = atlas
        self._lives = lives
        self._marks = marks
        self._lanes: dict[tuple[ApiVersion, int], Lane] = {}

    def of(self, version: ApiVersion, entry: Entry) -> Lane:
        """The lane of a route."""
        key = (version, id(entry))
        lane = self._lanes.get(key)
        if lane is None:
            made = Lane(version, entry, self._timeline, self._atlas, self._lives, self._marks)
            lane = self._lanes.setdefault(key, made)
        return lane
