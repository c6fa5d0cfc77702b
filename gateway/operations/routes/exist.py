"""A route was added or removed."""

from __future__ import annotations

from gateway.operations.routes.route import RouteOperation, RouteState


class AddRoute(RouteOperation):
    """The route is new: older versions answer 404."""

    kind = "routes.add"
    breaking = False

    def route_down(self, newer: RouteState) -> RouteState | None:
        return None

    def describe(self) -> str:
        return f"`{self.pattern}` is new."


class RemoveRoute(RouteOperation):
    """The route is gone. Older versions have it, served by a handler frozen in the last version that had it."""

    kind = "routes.remove"

    def names(self, newer: RouteState) -> bool:
        return False

    def describe(self) -> str:
        return f"`{self.pattern}` is gone."
