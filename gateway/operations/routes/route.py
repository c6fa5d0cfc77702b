"""The base of operations on routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gateway.asgi import Headers
from gateway.operations.operation import Operation
from gateway.operations.routes.pattern import RoutePattern, RouteState

if TYPE_CHECKING:
    from gateway.operations.routes.interface import Interface

__all__ = ["RouteOperation", "RoutePattern", "RouteState"]


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
