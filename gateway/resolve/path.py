"""The version as a segment of the path: `/2025-11-15/orders`."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.asgi import Scope, is_prefix, moved_under, route_path
from gateway.errors import ConfigurationError
from gateway.resolve.source import Selecting, Selector, Source, Unsure
from gateway.timeline.timeline import Timeline

MOST_OTHERS, LONGEST_OTHER = 256, 64
"""How many segments that are no versions are remembered at a time, and of what length; clients choose them."""


class PathSource(Source):
    """Reads the segment after `below`. A segment that hasn't the form of a version is simply another path.

    The version moves into `root_path`, as ASGI has it for whatever leads to an app.

    Args:
        below: the path that versions stand below, such as `/api`; it is stripped with or without a version.
    """

    kind = "path"
    plain = True
    name = "path"

    def __init__(self, below: str = "") -> None:
        if below and (not below.startswith("/") or below.endswith("/")):
            raise ConfigurationError(f"path(below={below!r}) must begin with a slash and not end with one: '/api'.")
        self.below = below
        self._others: set[str] = set()

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        path = route_path(scope)
        if self.below and not is_prefix(self.below, path):
            return []
        segment = path[len(self.below) + 1 :].partition("/")[0]
        return [self.selector(segment)] if segment and timeline.resembles(segment) else []

    def peek(self, scope: Scope, timeline: Timeline) -> str | Unsure | None:
        path = route_path(scope)
        if self.below and not is_prefix(self.below, path):
            return None
        segment = path[len(self.below) + 1 :].partition("/")[0]
        if segment in self._others:
            return None
        if segment and (timeline.named(segment) is not None or timeline.resembles(segment)):
            return segment
        if len(segment) <= LONGEST_OTHER:
            if len(self._others) >= MOST_OTHERS:
                self._others.clear()
            self._others.add(segment)
        return None

    def selecting(self, text: str) -> Selecting:
        return Selecting(prefix=f"{self.below}/{text}")

    def stripped(self, scope: Scope, found: Sequence[Selector]) -> Scope:
        if found:
            return moved_under(scope, f"{self.below}/{found[0].text}")
        if self.below and is_prefix(self.below, route_path(scope)):
            return moved_under(scope, self.below)
        return scope


def path(*, below: str = "") -> PathSource:
    """The version stands in the path, after `below`: `/2025-11-15/orders`, `/api/v2/orders`."""
    return PathSource(below)
