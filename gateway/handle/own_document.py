"""Gives the contract of a request's version where a mounted app gives its own OpenAPI document."""

from __future__ import annotations

from starlette.routing import Match, Route

from gateway.asgi import NEUTRAL, VERSION, ASGIApp, Receive, Scope, Send


class DocumentRoute(Route):
    """Stands before an app's own route of its document, behind its middleware, so that who is kept out there stays out.

    Requests that don't come through the gateway pass it by.

    Args:
        path: where the app has its document.
        publish: answers with the contract of the request's version.
    """

    def __init__(self, path: str, publish: ASGIApp) -> None:
        super().__init__(path, _Endpoint(publish), methods=["GET"], include_in_schema=False)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if VERSION not in scope and NEUTRAL not in scope:
            return Match.NONE, {}
        match, child = super().matches(scope)
        # Other methods are for the app to refuse.
        return (match, child) if match is Match.FULL else (Match.NONE, {})


class _Endpoint:
    """An ASGI app as Starlette knows it from a function of a request: by its class."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
