"""A route got another path."""

from __future__ import annotations

from gateway.errors import DeclarationError
from gateway.operations.routes.route import RouteOperation, RoutePattern, RouteState


class MoveRoute(RouteOperation):
    """The route, or all routes below a path, moved to another path. At the other path it is 404."""

    kind = "routes.move"

    def __init__(self, pattern: RoutePattern, to: str) -> None:
        super().__init__(pattern)
        if not to.startswith("/") or to.strip("/") == pattern.path.strip("/"):
            problem = "it is there already." if to.startswith("/") else "that is no path."
            raise DeclarationError(
                f"route({str(pattern)!r}).moved({to!r})",
                problem,
                'Name the newer path: route("/order").moved("/orders").',
            )
        self.to = to
        self._newer = RoutePattern(f"{pattern.method} {to}" if pattern.method else to, pattern.below)

    def names(self, newer: RouteState) -> bool:
        return self._newer.names(newer)

    def route_down(self, newer: RouteState) -> RouteState | None:
        return RouteState(newer.method, self._newer.moved(newer.path, self.pattern.path))

    def describe(self) -> str:
        below = ", with all below it," if self.pattern.below else ""
        return f"`{self.pattern}`{below} is now `{self.to}`."
