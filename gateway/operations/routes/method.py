"""A route answers another method."""

from __future__ import annotations

from gateway.errors import DeclarationError
from gateway.operations.routes.route import RouteOperation, RoutePattern, RouteState


class ChangeMethod(RouteOperation):
    """Where the route answered the pattern's method it now answers `to`."""

    kind = "routes.method"

    def __init__(self, pattern: RoutePattern, to: str) -> None:
        super().__init__(pattern)
        if pattern.method is None:
            raise DeclarationError(
                f"route({str(pattern)!r}).method({to!r})",
                "the older method isn't named.",
                'Write route("PUT /orders").',
            )
        if to.upper() == pattern.method:
            raise DeclarationError(
                f"route({str(pattern)!r}).method({to!r})", "it has that method already.", "Name the newer method."
            )
        self.to = to.upper()
        self._newer = RoutePattern(f"{self.to} {pattern.path}")

    def names(self, newer: RouteState) -> bool:
        return self._newer.names(newer)

    def route_down(self, newer: RouteState) -> RouteState | None:
        return RouteState(self.pattern.method, newer.path)

    def describe(self) -> str:
        return f"`{self.pattern}` is now `{self._newer}`."
