"""A route answers with another status."""

from __future__ import annotations

from gateway.operations.routes.route import RouteOperation, RoutePattern


class ChangeStatus(RouteOperation):
    """Where the route answered `status` it now answers `to`; older clients still get `status`."""

    kind = "routes.status"

    def __init__(self, pattern: RoutePattern, status: int, to: int) -> None:
        super().__init__(pattern)
        self.status = status
        self.to = to

    def status_down(self, status: int) -> int:
        return self.status if status == self.to else status

    def describe(self) -> str:
        return f"`{self.pattern}` answers {self.to} where it answered {self.status}."
