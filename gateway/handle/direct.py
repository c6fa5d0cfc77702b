"""Hands a request to a route of a mounted Starlette app that the gateway has already matched."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match, NoMatchFound, Route

from gateway.asgi import MATCH, Receive, Scope, Send

TELEMETRY = "fastapi.telemetry"
"""Scope key under which FastAPI keeps what it measures of a request, where it does."""


class Matched(NamedTuple):
    """What the gateway found among an app's routes; a status in place of a route is for the app to answer."""

    routes: list[BaseRoute]
    route: BaseRoute | None
    parameters: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] | None = None


class DirectRoute(BaseRoute):
    """Stands first among an app's routes and takes what the gateway has matched, so nothing is matched twice.

    It is inside the app's middleware and exception handlers, where its routes are. Requests that come to the app
    by another way pass it by.

    Args:
        routes: the routes it stands among.
    """

    def __init__(self, routes: list[BaseRoute]) -> None:
        self._routes = routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        matched: Matched | None = scope.get(MATCH)
        if matched is None or matched.routes is not self._routes:
            return Match.NONE, {}
        route = matched.route
        if route is None:
            return Match.FULL, {}
        if TELEMETRY in scope and self._first(scope) is route:
            return Match.NONE, {}
        if type(route).matches is Route.matches:
            return Match.FULL, {}
        # A route of a class of its own may look at more than the path, and leave word in the scope.
        match, child = route.matches(scope)
        return (Match.FULL, child) if match is Match.FULL else (Match.NONE, {})

    def _first(self, scope: Scope) -> BaseRoute | None:
        """The route that the app itself would choose: FastAPI's router tells its telemetry which that was."""
        others = (route for route in self._routes if route is not self)
        return next((route for route in others if route.matches(scope)[0] is Match.FULL), None)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        matched: Matched = scope.pop(MATCH)
        if matched.route is None:
            if "app" in scope:
                raise HTTPException(matched.status, headers=matched.headers)
            # A router alone has nothing that answers exceptions.
            phrase = HTTPStatus(matched.status).phrase
            await PlainTextResponse(phrase, matched.status, matched.headers)(scope, receive, send)
            return
        scope["route"] = matched.route
        scope.setdefault("endpoint", getattr(matched.route, "endpoint", None))
        scope["path_params"] = {**scope.get("path_params", {}), **matched.parameters}
        await matched.route.handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        raise NoMatchFound(name, path_params)
