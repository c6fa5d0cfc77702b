"""The lives that a request depends on: its version's, and its route's in that version."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from gateway.asgi import Headers
from gateway.errors import ConfigurationError, nearest
from gateway.operations.routes.pattern import RoutePattern
from gateway.plan.atlas import Atlas
from gateway.plan.table import Entry
from gateway.refuse.life import life_headers, service_links
from gateway.timeline.life import Life
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Told(NamedTuple):
    """What one route of one version says of its life.

    Args:
        route: the route's own life, or None.
        lines: the headers of every response.
        ending: whether the version or the route is announced to end, so that successors are worth a link.
    """

    route: Life | None
    lines: Headers
    ending: bool


class Lives:
    """Finds lives by version and route; each is made out once.

    Args:
        timeline: the versions with their lives.
        atlas: the routes of each version.
    """

    def __init__(self, timeline: Timeline, atlas: Atlas) -> None:
        self._timeline = timeline
        self._atlas = atlas
        self._told: dict[tuple[ApiVersion, int | None], Told] = {}

    def of(self, version: ApiVersion, entry: Entry | None) -> Told:
        """What the responses of a route say; of the version alone where there is no route."""
        key = (version, id(entry) if entry is not None else None)
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._make(version, entry)
        return told

    def _make(self, version: ApiVersion, entry: Entry | None) -> Told:
        declared = self._timeline[version]
        if entry is None:
            self._check(version)
        else:
            self.of(version, None)  # which has been checked, once for all its routes
        route = next((life for pattern, life in self._routes(version) if entry and pattern.names(entry.route)), None)
        lives = [declared] if route is None else [declared, route]
        ending = any(life.deprecated is not None or life.sunset is not None for life in lives)
        return Told(route, life_headers(lives) + service_links(declared), ending)

    def _routes(self, version: ApiVersion) -> list[tuple[RoutePattern, Life]]:
        return [(RoutePattern(text), life) for text, life in self._timeline[version].routes.items()]

    def _check(self, version: ApiVersion) -> None:
        """A life of a route that isn't there is an error, never skipped."""
        routes = [entry.route for entry in self._atlas.table(version).entries]
        for pattern, _ in self._routes(version):
            if not any(pattern.names(route) for route in routes):
                known = [f"{route.method} {route.path}" if route.method else route.path for route in routes]
                raise ConfigurationError(
                    f"Version {version} has a life for the route `{pattern}`, which it hasn't got. "
                    + nearest(str(pattern), known)
                )

    def successors(self, version: ApiVersion, entry: Entry, now: datetime) -> list[tuple[str, ApiVersion, Entry]]:
        """Where the same route is in the next version and in the latest: the relation, the version, the route.

        The relations are those of RFC 5829, which are for the same resource; a route that isn't there has none.
        """
        latest = self._timeline.latest(now)
        served = [known for known in self._timeline.supported(now) if not self._timeline[known].preview]
        following = next((known for known in served if version < known), None)
        found = []
        for relation, target in (("successor-version", following), ("latest-version", latest)):
            if target is None or not version < target:
                continue
            twin = self._atlas.table(target).twin(entry.endpoint)
            if twin is not None:
                found.append((relation, target, twin))
        return found
