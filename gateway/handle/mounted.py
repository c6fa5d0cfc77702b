"""A Starlette or FastAPI app, or any ASGI app with an OpenAPI document, as what serves a version."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

from gateway.asgi import MATCH, ASGIApp, Receive, Scope, Send
from gateway.handle.direct import DirectRoute, Matched
from gateway.handle.own_document import DocumentRoute
from gateway.operations.operation import Role
from gateway.shapes.bodies import Bodies
from gateway.shapes.from_openapi import Description
from gateway.shapes.shape import Schema, Shape


class MountedApp:
    """An ASGI app whose routes and shapes the gateway can read.

    Args:
        app: the app. Starlette's and FastAPI's routes are read from it, and called without matching twice.
        label: its name for people.
        openapi: gives its OpenAPI document; FastAPI's own is found without it.
        publish: answers in place of the app where that gives its document; None where that is left alone.
        host: the app in whose middleware the gateway is, where it is in one.
    """

    def __init__(
        self,
        app: ASGIApp,
        label: str,
        openapi: Callable[[], Mapping[str, Any]] | None = None,
        *,
        publish: ASGIApp | None = None,
        host: Any = None,
    ) -> None:
        self.app = app
        self.label = label
        routed = _routed(app)
        self._openapi = openapi or getattr(routed or app, "openapi", None)
        self.described = openapi is not None or not hasattr(app, "routes")
        self._routes: list[BaseRoute] = getattr(routed, "routes", [])
        self.routed = routed is not None
        self.redirects_slashes: bool = getattr(getattr(routed, "router", routed), "redirect_slashes", False)
        if self.routed and not any(isinstance(route, DirectRoute) for route in self._routes):
            self._routes.insert(0, DirectRoute(self._routes))
        owner = host if host is not None else routed
        self.publishes: bool = bool(getattr(owner, "openapi_url", True))
        """Whether it has nothing against its document being read; FastAPI's apps can say so."""
        url = getattr(owner, "openapi_url", None)
        if publish is not None and isinstance(url, str) and url:
            self._routes.insert(1, DocumentRoute(url, publish))

    @property
    def routes(self) -> list[BaseRoute]:
        """The app's routes; empty where they can't be read."""
        return self._routes

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The OpenAPI document, made on first use; empty where there is none."""
        return self._openapi() if callable(self._openapi) else {}

    @cached_property
    def description(self) -> Description:
        """What the document says of the routes."""
        return Description(self.document)

    def endpoints(self) -> list[MountedEndpoint]:
        """The app's routes, one for each method."""
        if not self.routed:
            return [MountedEndpoint(self, method, path, None) for method, path in self.description.operations()]
        return [endpoint for route in self._routes for endpoint in self._of(route)]

    def _of(self, route: BaseRoute) -> Iterator[MountedEndpoint]:
        if isinstance(route, Route):
            for method in _without_head(route.methods) if route.methods else [None]:
                yield MountedEndpoint(self, method, route.path, route)
        elif isinstance(route, Mount):
            yield MountedEndpoint(self, None, route.path, None, prefix=True)
        elif not isinstance(route, DirectRoute):
            # FastAPI's included routers: matched by the app itself, as how they match is theirs to know.
            for path, answered in _included(route):
                for method in _without_head(answered):
                    yield MountedEndpoint(self, method, path, None, answers_head="HEAD" in answered)

    async def answer(self, scope: Scope, receive: Receive, send: Send, status: int, headers: dict[str, str]) -> None:
        """Let the app answer a 404 or 405 in its own words."""
        await self.app({**scope, MATCH: Matched(self._routes, None, {}, status, headers)}, receive, send)


class MountedEndpoint:
    """One route of a mounted app under one method."""

    role: Role | None = None
    patches = True

    @cached_property
    def other_types(self) -> frozenset[bytes]:
        return self._mounted.description.other_types(*self._place)

    @property
    def may_link(self) -> bool:
        """Whether its documents may hold declared links; an app isn't made to describe itself only to find out."""
        return self._mounted.described or "gateway.handle.marks" in sys.modules

    def __init__(
        self,
        mounted: MountedApp,
        method: str | None,
        path: str,
        route: BaseRoute | None,
        *,
        prefix: bool = False,
        answers_head: bool = True,
    ) -> None:
        self._mounted = mounted
        self._route = route
        self.method = method
        self.path = path
        self.prefix = prefix
        self.name: str | None = getattr(route, "name", None)
        self.answers_head = "HEAD" in (route.methods or ("HEAD",)) if isinstance(route, Route) else answers_head
        self.neutral = prefix or not getattr(route, "include_in_schema", True)
        endpoint: Any = getattr(route, "endpoint", None)
        named = hasattr(endpoint, "__qualname__")
        self.label = f"{endpoint.__module__}:{endpoint.__qualname__}" if named else mounted.label

    @property
    def app(self) -> MountedApp:
        """The app that it is a route of."""
        return self._mounted

    @property
    def _place(self) -> tuple[str, str]:
        """By which method and path the document speaks of it."""
        return self.method or "", getattr(self._route, "path_format", self.path)

    @property
    def path_item(self) -> Mapping[str, Any]:
        """What the app's OpenAPI document says of its path; empty where it says nothing."""
        return self._mounted.description.path_item(self._place[1])

    @property
    def operation(self) -> Mapping[str, Any]:
        """What the document says of it; empty where it says nothing."""
        return self._mounted.description.operation(*self._place)

    def request_shape(self) -> Shape | None:
        return self._mounted.description.request_shape(*self._place)

    def query_schemas(self) -> Mapping[str, Schema]:
        return self._mounted.description.query_schemas(*self._place)

    def response_shapes(self) -> Mapping[str, Shape]:
        return self._mounted.description.response_shapes(*self._place)

    def other_shapes(self) -> Mapping[str, Bodies]:
        return self._mounted.description.other_shapes(*self._place)

    async def serve(self, scope: Scope, receive: Receive, send: Send, parameters: Mapping[str, Any]) -> None:
        if self._route is not None:
            scope = {**scope, MATCH: Matched(self._mounted._routes, self._route, parameters)}
        await self._mounted.app(scope, receive, send)


def _routed(app: Any) -> Any:
    """The app whose routes can be read, behind whatever middleware stands around it; None where there is none."""
    seen = 0
    while app is not None and not hasattr(app, "routes") and seen < 100:
        app, seen = getattr(app, "app", None), seen + 1
    return app if hasattr(app, "routes") else None


def _without_head(methods: AbstractSet[str]) -> list[str]:
    """The methods, sorted; HEAD goes with GET where both are."""
    return sorted(methods - {"HEAD"} if "GET" in methods else methods)


def _included(route: BaseRoute) -> Iterator[tuple[str, frozenset[str]]]:
    contexts = getattr(route, "effective_route_contexts", None)
    for context in contexts() if callable(contexts) else ():
        yield context.path, frozenset(getattr(context, "methods", None) or ())
