"""WebSockets: resolved like requests, served by the app of the nearest version that has the path."""

from __future__ import annotations

from starlette.routing import Match, WebSocketRoute

from gateway.asgi import ASGIApp, Message, Receive, Scope, Send
from gateway.exchange.shared import Shared
from gateway.refuse.problem import Problem
from gateway.resolve.resolver import Resolution
from gateway.resolve.subprotocol import ACCEPT
from gateway.timeline.version import ApiVersion

POLICY_VIOLATION = 1008
"""The close code of what isn't served (RFC 6455, 7.4.1)."""


async def connect(shared: Shared, resolution: Resolution, receive: Receive, send: Send) -> None:
    """Hand a WebSocket to the app that serves it; its messages pass as they are."""
    scope = resolution.scope
    found = _app(shared, resolution.version, scope)
    if found is None:
        await refuse(Problem(404, detail=f"Version {resolution.version} has no such WebSocket."), scope, send)
        return
    version, app = found
    life = shared.lives.of(resolution.version, None).lines

    async def marked(message: Message) -> None:
        if message["type"] in ("websocket.accept", "websocket.http.response.start"):
            headers = shared.marks.put(list(message.get("headers", ())), resolution, life)
            message = {**message, "headers": headers}
            if message["type"] == "websocket.accept" and message.get("subprotocol") is None and ACCEPT in scope:
                # Browsers fail a connection whose offers were all passed over (RFC 6455, 4.1).
                message["subprotocol"] = scope[ACCEPT]
        await send(message)

    await app(await shared.services.enter(version, scope), receive, marked)


def _app(shared: Shared, version: ApiVersion, scope: Scope) -> tuple[ApiVersion, ASGIApp] | None:
    """The app at or above the version that has the path; else the head's, which may know it."""
    for known in [version, *shared.timeline.newer_than(version)]:
        shared.packages.endpoints(known)
        mounted = shared.packages.mounted.get(known)
        if mounted is not None and any(
            isinstance(route, WebSocketRoute) and route.matches(scope)[0] is Match.FULL for route in mounted.routes
        ):
            return known, mounted.app
    head = shared.mounted_head()
    return (shared.timeline.head, head.app) if head is not None else None


async def refuse(problem: Problem, scope: Scope, send: Send) -> None:
    """Refuse with the status where the server offers it (ASGI denial extension), else with a close code."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": problem.title})
        return

    async def denial(message: Message) -> None:
        await send({**message, "type": message["type"].replace("http.", "websocket.http.", 1)})

    await problem.send(denial)
