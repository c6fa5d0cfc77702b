"""Hands a request to a route of a mounted Starlette app that the gateway has already matched."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match, NoMatchFound

from gateway.asgi import MATCH, Receive, Scope, Send


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
        matched = scope.get(MATCH)
        if matched is None or matched.routes is not self._routes:
            return Match.NONE, {}
        return Match.FULL, {}

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
        scope["endpoint"] = getattr(matched.route, "endpoint", None)
        scope["path_params"] = {**scope.get("path_params", {}), **matched.parameters}
        await matched.route.handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        raise NoMatchFound(name, path_params)
