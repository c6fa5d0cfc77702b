"""Requests whose version isn't known: neutral paths, preflights, OPTIONS, and refusals."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.asgi import (
    NEUTRAL,
    Headers,
    Message,
    Receive,
    Scope,
    Send,
    first_header,
    is_prefix,
    merge_list,
    route_path,
    without,
)
from gateway.exchange.shared import Shared
from gateway.refuse.problem import Problem
from gateway.resolve.refusals import MISSING
from gateway.resolve.resolver import Resolver

REQUEST_HEADERS = b"access-control-request-headers"
ALLOW_HEADERS = b"access-control-allow-headers"


class Unresolved:
    """Serves what needs no version, and refuses the rest.

    Args:
        shared: the parts of the gateway.
        resolver: what finds the version of others.
        neutral: the paths at and below which no version is looked for.
    """

    def __init__(self, shared: Shared, resolver: Resolver, neutral: Sequence[str]) -> None:
        self._shared = shared
        self._resolver = resolver
        self._neutral = tuple(neutral)
        self._own_headers = {name.lower().encode() for name in shared.marks.request_headers}

    def is_neutral(self, path: str) -> bool:
        """Whether a path is served without a version."""
        return any(is_prefix(prefix, path) for prefix in self._neutral)

    async def serve_neutral(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request by the head as it came."""
        shared = self._shared
        head, mounted = shared.timeline.head, shared.mounted_head()
        if mounted is not None:
            await mounted.app(await shared.services.enter(head, {**scope, NEUTRAL: True}), receive, send)
            return
        found = shared.atlas.table(head).match(scope["method"], route_path(scope))
        if found is not None and found.entry is not None:
            scope = await shared.services.enter(head, {**scope})
            await found.entry.endpoint.serve(scope, receive, send, found.parameters)
            return
        headers = {"Allow": ", ".join(found.allow)} if found is not None else {}
        await Problem(405 if found is not None else 404, headers=headers).send(send, head=scope["method"] == "HEAD")

    def reworked(self, scope: Scope, send: Send) -> tuple[Scope, Send]:
        """A preflight that asks nothing of the gateway's headers, which the app's CORS doesn't know of (Fetch, 4.8)."""
        asked = [
            name.strip()
            for key, value in scope["headers"]
            if key.lower() == REQUEST_HEADERS
            for name in value.split(b",")
        ]
        own = [name for name in asked if name.lower() in self._own_headers]
        if not own:
            return scope, send
        rest = [name for name in asked if name.lower() not in self._own_headers]
        headers: Headers = without(scope["headers"], REQUEST_HEADERS)
        headers += [(REQUEST_HEADERS, b", ".join(rest))] if rest else []

        async def allowing(message: Message) -> None:
            if message["type"] == "http.response.start":
                lines = list(message.get("headers", ()))
                if first_header(lines, b"access-control-allow-origin") is not None:
                    message = {**message, "headers": merge_list(lines, ALLOW_HEADERS, own)}
            await send(message)

        return {**scope, "headers": headers}, allowing

    async def refuse(self, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose version can't be settled; what needs none is served all the same."""
        if scope["type"] == "websocket":
            from gateway.exchange import websockets

            await websockets.refuse(problem, scope, send)
            return
        missing = problem.type.endswith(MISSING)
        plain = self._resolver.stripped(scope)
        path = route_path(plain)
        if missing and self._needs_none(scope["method"], path):
            await self.serve_neutral(plain, receive, send)
            return
        vary = (b"vary", b", ".join(self._shared.marks.vary))
        headers = [vary] if self._shared.marks.vary else []
        if scope["method"] == "OPTIONS" and (missing or is_preflight(scope)):
            await self._options(plain, path, receive, send, headers)
            return
        if missing and problem.status in (400, 404):
            problem = self._reconsidered(problem, path)
        await problem.send(send, head=scope["method"] == "HEAD", headers=headers)

    def _reconsidered(self, problem: Problem, path: str) -> Problem:
        """A known route without a version is a mistake in the request; one that no version has isn't there at all."""
        if self._shared.atlas.knows(path):
            problem.status = 400
            return problem
        kind = self._shared.problem_types + "route-not-in-version"
        return Problem(404, type=kind, detail="No version has this route.", headers=problem.headers)

    def _needs_none(self, method: str, path: str) -> bool:
        """Whether the path is outside all contracts: static files, the app's documentation, what only the app knows."""
        if self._shared.mounted_head() is None:
            return False
        found = self._shared.atlas.table(self._shared.timeline.head).match(method, path)
        if found is not None:
            return found.entry is not None and found.entry.endpoint.neutral
        return not self._shared.atlas.knows(path)

    async def _options(self, plain: Scope, path: str, receive: Receive, send: Send, headers: Headers) -> None:
        from gateway.exchange.unrouted import options

        if is_preflight(plain) and self._shared.mounted_head() is not None:
            await self.serve_neutral(plain, receive, send)
            return
        methods = self._shared.atlas.methods(path)
        if path == "*":
            methods = {"GET", "POST", "PUT", "PATCH", "DELETE"}
        if methods:
            await options(send, methods, headers)
        else:
            await Problem(404, headers={"Cache-Control": "no-store"}).send(send, headers=headers)


def is_preflight(scope: Scope) -> bool:
    """Whether a browser asks for leave to send another request (Fetch, 3.2.2)."""
    names = {key.lower() for key, _ in scope["headers"]}
    return scope["method"] == "OPTIONS" and b"origin" in names and b"access-control-request-method" in names
