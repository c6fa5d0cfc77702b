"""What a route is at one point in history, and what a declaration names of routes."""

from __future__ import annotations

from typing import NamedTuple


class RouteState(NamedTuple):
    """A route as clients of one version know it.

    Args:
        method: the method it answers; None means any.
        path: its template, such as `/orders/{order_id}`.
    """

    method: str | None
    path: str


class RoutePattern:
    """What a declaration names: `/orders`, `POST /orders`, or all routes below a path.

    Parameters may have other names: `/orders/{id}` names the route `/orders/{order_id}`.
    """

    __slots__ = ("below", "method", "path")

    def __init__(self, text: str, below: bool = False) -> None:
        method, _, path = text.strip().rpartition(" ")
        self.method = method.strip().upper() or None
        self.path = path
        self.below = below

    def __str__(self) -> str:
        return f"{self.method} {self.path}" if self.method else self.path

    def names(self, route: RouteState) -> bool:
        """Whether the route is meant."""
        return (self.method is None or route.method in (None, self.method)) and self.covers(route.path)

    def covers(self, path: str) -> bool:
        """Whether the path is meant, whatever the method."""
        ours, theirs = _segments(self.path), _segments(path)
        return ours == theirs or (self.below and ours == theirs[: len(ours)])

    def moved(self, path: str, to: str) -> str:
        """The path with the part this pattern names replaced by `to`, the path's own parameters kept."""
        rest = _parts(path)[len(_parts(self.path)) :]
        return "/".join([to.rstrip("/"), *rest]) or "/"

    @property
    def subject(self) -> str:
        """The routes as they are named in sentences."""
        return "all routes" if self.below and not _parts(self.path) else f"`{self}`"


def _parts(path: str) -> list[str]:
    plain = path.strip("/")
    return plain.split("/") if plain else []


def _segments(path: str) -> list[str]:
    return ["{}" if part.startswith("{") else part for part in _parts(path)]
