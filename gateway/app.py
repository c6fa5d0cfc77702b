"""The gateway: resolve, plan, upgrade, handle, downgrade."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from gateway.adapt.downgrade import DowngradedResponse
from gateway.adapt.links import Links
from gateway.adapt.upgrade import UpgradedBody
from gateway.asgi import (
    VERSION,
    ASGIApp,
    Headers,
    Receive,
    Scope,
    Send,
    first_header,
    is_prefix,
    merge_vary,
    route_path,
    with_route_path,
    without,
)
from gateway.changes.history import Adapters, History
from gateway.errors import ConfigurationError
from gateway.handle.mounted import MountedApp
from gateway.handle.packages import Packages
from gateway.handle.router import Router
from gateway.meta import Meta
from gateway.plan.atlas import Atlas
from gateway.plan.endpoint import role_of
from gateway.plan.plan import Plan
from gateway.plan.table import Entry, Match, Table
from gateway.refuse.problem import TYPES, Problem
from gateway.resolve.header import header
from gateway.resolve.path import path
from gateway.resolve.refusals import Refusals
from gateway.resolve.resolver import Resolution, Resolver
from gateway.resolve.source import Source
from gateway.services import Services
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

logger = logging.getLogger("gateway")

BY_FILE = ("http.response.pathsend", "http.response.zerocopysend")
"""ASGI extensions by which an app hands the server a file instead of bytes."""

Lifespan = Callable[[Any], AbstractAsyncContextManager[Mapping[str, Any] | None]]


class Gateway:
    """An ASGI app that serves every version of an API from one current implementation.

    Args:
        versions: the package of versions: `timeline`, `head/`, and a package for each version with frozen handlers.
        adapters: the package that says what each version changed, or the changes by version.
        current: an ASGI app, or a router, that serves the head in place of `versions.head`.
        frozen: apps or routers that serve older versions, in place of packages.
        timeline: the versions; `versions.timeline` when left out.
        sources: where a version may stand.
        lifespan: run once around the service, as Starlette's: `versions.lifespan` when left out.
        openapi: gives the OpenAPI document of `current`, where the app can't be asked for it.
        max_body: the most bytes of a request body that the gateway reads.
        meta: below which path the gateway answers `versions` and `health`; None for nowhere.
        echo: the response header that names the version served.
        problem_types: what the types of the gateway's refusals begin with.
        clock: gives the present instant, timezone-aware.

    Raises:
        ConfigurationError: something contradicts itself; the message names the fix.
    """

    def __init__(
        self,
        versions: str | None = None,
        adapters: Adapters | None = None,
        *,
        current: ASGIApp | Router | None = None,
        frozen: Mapping[str, ASGIApp | Router] | None = None,
        timeline: Timeline | None = None,
        sources: Sequence[Source] | None = None,
        lifespan: Lifespan | None = None,
        openapi: Callable[[], Mapping[str, Any]] | None = None,
        max_body: int = 1_048_576,
        meta: str | None = "/-",
        echo: str = "API-Version",
        problem_types: str = TYPES,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        module = import_module(versions) if versions is not None else None
        self.timeline = timeline or _of(module, "timeline", versions)
        self._max_body = max_body
        self._echo = echo.lower().encode("ascii")
        self._problem_types = problem_types
        sources = [path(), header()] if sources is None else sources
        self.resolver = Resolver(self.timeline, sources, clock, Refusals(problem_types))
        self.packages = Packages(self.timeline, versions, current, frozen, openapi, max_body)
        self.atlas = Atlas(self.timeline, History(self.timeline, adapters), self.packages.endpoints)
        self._services = Services(lifespan or getattr(module, "lifespan", None), self, self.packages)
        if meta is not None and not (meta.startswith("/") and len(meta) > 1 and not meta.endswith("/")):
            raise ConfigurationError(f"meta={meta!r} must begin with a slash and not end with one, such as '/-'.")
        self.meta = Meta(meta, self.timeline, clock) if meta is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "lifespan":
            await self._services.lifespan(scope, receive, send)
            return
        if self.meta is not None and scope["type"] == "http" and is_prefix(self.meta.prefix, route_path(scope)):
            await self.meta.serve(scope, send, route_path(scope), [])
            return
        try:
            resolution = self.resolver.resolve(scope)
        except Problem as problem:
            await self._refuse(problem, scope, send)
            return
        if self.meta is not None and scope["type"] == "http":
            inner = route_path(resolution.scope)
            if is_prefix(self.meta.prefix, inner):
                await self.meta.serve(scope, send, inner, self._marks(resolution.version, []))
                return
        await _Exchange(self, resolution, scope, receive, send).run()

    async def _refuse(self, problem: Problem, scope: Scope, send: Send) -> None:
        if scope["type"] == "websocket":
            await _refuse_websocket(problem, scope, send)
            return
        problem = self._reconsidered(problem, scope)
        headers = merge_vary([], self.resolver.vary)
        await problem.send(send, head=scope["method"] == "HEAD", headers=headers)

    def _reconsidered(self, problem: Problem, scope: Scope) -> Problem:
        """Asking for a known route without a version is 400, though a path without one is 404 elsewhere."""
        if problem.status == 404 and problem.type.endswith("version-required"):
            latest = self.atlas.table(self.timeline.latest())
            if latest.any(route_path(scope)) is not None:
                problem.status = 400
        return problem

    def _marks(self, version: ApiVersion, headers: Headers) -> Headers:
        """The headers with the version served and what it depended on."""
        marked = merge_vary(headers, self.resolver.vary)
        return [*without(marked, self._echo), (self._echo, str(version).encode("ascii"))]

    def warm(self) -> None:
        """Import and plan everything ahead of the first request, where start-up is paid once."""
        for version in self.timeline:
            for entry in self.atlas.table(version).entries:
                self.atlas.plan(version, entry)


class _Exchange:
    """One request and its response, the version known."""

    def __init__(self, gateway: Gateway, resolution: Resolution, scope: Scope, receive: Receive, send: Send) -> None:
        self._gateway = gateway
        self._version = resolution.version
        self._outer_root: str = scope.get("root_path", "")
        self._scope = resolution.scope
        self._scope[VERSION] = resolution.version
        self._receive = receive
        self._send = send

    async def run(self) -> None:
        """Find the route and serve it; what can't be found is answered in the version's words."""
        atlas = self._gateway.atlas
        method, path = self._scope.get("method", "GET"), route_path(self._scope)
        found = atlas.table(self._version).match(method, path)
        if self._scope["type"] == "websocket":
            await self._pass_on()
        elif found is None:
            await self._unrouted(path)
        elif found.entry is None:
            await self._missing(405, {"Allow": ", ".join(found.allow)})
        else:
            await self._serve(found.entry, found)

    async def _serve(self, entry: Entry, match: Match) -> None:
        atlas = self._gateway.atlas
        plan = atlas.plan(self._version, entry)
        home = atlas.table(entry.home)
        twin = home.twin(entry.endpoint) or entry
        parameters = match.parameters if twin is entry else entry.under_home_names(match.parameters, twin)
        scope = self._scope
        if twin.route.path != entry.route.path:
            scope = with_route_path(scope, twin.path_for(parameters.values()))
        response = DowngradedResponse(
            self._send, plan, scope["method"] == "HEAD", lambda headers: self._headers(headers, home)
        )
        receive = self._receive
        if plan.links:
            scope = self._upgraded_head(scope, plan)
            if self._reads_body(scope, plan):
                scope, receive = self._upgraded_body(scope, plan, entry, response)
        scope = await self._gateway._services.enter(entry.home, scope)
        await self._call(entry, scope, receive, response, parameters)

    def _upgraded_head(self, scope: Scope, plan: Plan) -> Scope:
        # An inner app must not compress what is still to be translated.
        headers = without(scope["headers"], b"accept-encoding")
        # Nor may it hand the server a file to send past the translation.
        extensions = {name: held for name, held in scope.get("extensions", {}).items() if name not in BY_FILE}
        query = plan.upgrade_query(scope["query_string"])
        return {**scope, "query_string": query, "headers": headers, "extensions": extensions}

    def _reads_body(self, scope: Scope, plan: Plan) -> bool:
        from gateway.adapt.json import is_json

        encoding = first_header(scope["headers"], b"content-encoding")
        content_type = first_header(scope["headers"], b"content-type")
        # Without a media type a JSON API reads JSON all the same.
        readable = content_type is None or is_json(content_type)
        return plan.touches_request and readable and encoding in (None, b"identity")

    def _upgraded_body(
        self, scope: Scope, plan: Plan, entry: Entry, response: DowngradedResponse
    ) -> tuple[Scope, Receive]:
        content_type = first_header(scope["headers"], b"content-type") or b""
        role = role_of(entry.endpoint, scope["method"], content_type)

        async def refuse(problem: Problem) -> None:
            if not response.started:
                response.in_clients_words = True
                await problem.send(response)
            response.closed = True

        body = UpgradedBody(scope, self._receive, plan, role, self._gateway._max_body, refuse)
        # Its length changes with its form, and nobody knows the new one before it is read.
        return {**scope, "headers": without(scope["headers"], b"content-length")}, body

    async def _call(
        self, entry: Entry, scope: Scope, receive: Receive, response: DowngradedResponse, parameters: dict[str, Any]
    ) -> None:
        try:
            await entry.endpoint.serve(scope, receive, response, parameters)
        except Exception:
            if response.closed:
                logger.debug("the app gave up on a request that was refused already", exc_info=True)
                return
            if not response.started:
                await Problem(500, headers={"Cache-Control": "no-store"}).send(response)
            raise

    def _headers(self, headers: Headers, home: Table) -> Headers:
        links = Links(self._scope, self._outer_root, lambda path: self._path_down(home, path))
        return self._gateway._marks(self._version, links.headers(headers))

    def _path_down(self, home: Table, path: str) -> str | None:
        """Where the handler's path is in the client's version; None where it isn't one of the service's."""
        found = home.any(path)
        if found is None or found.entry is None:
            return None
        table = self._gateway.atlas.table(self._version)
        entry = table.twin(found.entry.endpoint)
        return path if entry is None else entry.path_for(found.parameters.values())

    async def _unrouted(self, path: str) -> None:
        """A path in no route: 404 where another version has it, else a mounted head may know it."""
        head = self._gateway.timeline.head
        mounted = self._mounted_head()
        if mounted is not None and self._gateway.atlas.table(head).any(path) is None:
            await self._pass_on()
        else:
            await self._missing(404, {})

    async def _missing(self, status: int, headers: dict[str, str]) -> None:
        mounted = self._mounted_head()
        if mounted is not None and mounted.routed:
            scope = await self._gateway._services.enter(self._gateway.timeline.head, self._scope)
            await mounted.answer(scope, self._receive, self._marked, status, headers)
            return
        slug = "route-not-in-version" if status == 404 else "method-not-in-version"
        detail = f"Version {self._version} has no such " + ("route." if status == 404 else "method on this route.")
        problem = Problem(
            status,
            type=self._gateway._problem_types + slug,
            detail=detail,
            headers={**headers, "Cache-Control": "no-store"},
        )
        await problem.send(self._marked, head=self._scope["method"] == "HEAD")

    def _mounted_head(self) -> MountedApp | None:
        self._gateway.packages.endpoints(self._gateway.timeline.head)
        return self._gateway.packages.mounted.get(self._gateway.timeline.head)

    async def _pass_on(self) -> None:
        mounted = self._mounted_head()
        if mounted is None:
            if self._scope["type"] == "websocket":
                await self._send({"type": "websocket.close", "code": 1008, "reason": "no such route"})
            return
        scope = await self._gateway._services.enter(self._gateway.timeline.head, self._scope)
        await mounted.app(scope, self._receive, self._marked)

    async def _marked(self, message: Any) -> None:
        if message["type"] in ("http.response.start", "websocket.accept"):
            marked = self._gateway._marks(self._version, list(message.get("headers", ())))
            message = {**message, "headers": marked}
        await self._send(message)


async def _refuse_websocket(problem: Problem, scope: Scope, send: Send) -> None:
    """Refuse with the status where the server offers it (ASGI extension), else with a close code."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": problem.title})
        return

    async def denial(message: Any) -> None:
        await send({**message, "type": message["type"].replace("http.", "websocket.http.", 1)})

    await problem.send(denial)


def _of(module: Any, name: str, package: str | None) -> Any:
    found = getattr(module, name, None)
    if found is None:
        where = f"{package}/__init__.py" if package else "Gateway(timeline=...)"
        raise ConfigurationError(f"There is no {name}. Write `{name} = Timeline(Version(...))` in {where}.")
    return found
