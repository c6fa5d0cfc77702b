"""The version as a segment of the path: `/2025-11-15/orders`."""

from __future__ import annotations

from gateway.asgi import Scope, is_prefix, route_path
from gateway.errors import ConfigurationError
from gateway.resolve.source import Resembles, Selector, Source


class PathSource(Source):
    """Reads the segment after `below`. A segment that hasn't the form of a version is simply another path.

    Args:
        below: the path that versions stand below, such as `/api`; it is stripped with or without a version.
    """

    kind = "path"
    name = "path"

    def __init__(self, below: str = "") -> None:
        if below and (not below.startswith("/") or below.endswith("/")):
            raise ConfigurationError(f"path(below={below!r}) must begin with a slash and not end with one: '/api'.")
        self.below = below

    def read(self, scope: Scope, resembles: Resembles) -> list[Selector]:
        path = route_path(scope)
        if self.below and not is_prefix(self.below, path):
            return []
        segment = path[len(self.below) + 1 :].partition("/")[0]
        return [Selector(self.name, segment, f"{self.below}/{segment}")] if segment and resembles(segment) else []


def path(*, below: str = "") -> PathSource:
    """The version stands in the path, after `below`: `/2025-11-15/orders`, `/api/v2/orders`."""
    return PathSource(below)
