"""What a route is at one point in history, and the base of operations on routes."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from gateway.asgi import Headers
from gateway.operations.operation import Operation
from gateway.operations.routes.interface import Interface


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


class RouteOperation(Operation):
    """An operation on the routes that a pattern names, as they were just before it."""

    narrowing: ClassVar[str] = (
        'Name the routes it is about: route("POST /orders"), or routes("/orders") with all below.'
    )

    def __init__(self, pattern: RoutePattern) -> None:
        self.pattern = pattern

    def names(self, newer: RouteState) -> bool:
        """Whether the operation acts on a route, given as it is just after the operation."""
        return self.pattern.names(newer)

    def route_down(self, newer: RouteState) -> RouteState | None:
        """The older route, or None where the route wasn't there."""
        return newer

    def before(self, route: RouteState) -> RouteState | None:
        """Any route as it was just before the operation; None where it wasn't there."""
        return self.route_down(route) if self.names(route) else route

    def query_up(self, query: bytes) -> bytes:
        """The newer query string of an older one; what isn't touched stays the same to the byte."""
        return query

    def headers_up(self, headers: Headers) -> Headers:
        """The newer request headers of older ones."""
        return headers

    def headers_down(self, headers: Headers, status: int) -> Headers:
        """The older response headers of newer ones, which came with the handler's `status`."""
        return headers

    def status_down(self, status: int) -> int:
        """The older status of a newer one."""
        return status

    def parameter_down(self, name: str) -> str:
        """The older name of a query parameter."""
        return name

    def header_down(self, name: str) -> str:
        """The older name of a request header."""
        return name

    def interface_down(self, interface: Interface) -> Interface:
        """What the API's document said of the route, besides its schemas, before the operation."""
        return interface
