"""One HTTP request and its response, the version known."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

from gateway.adapt.asked import Asked, Parameter
from gateway.adapt.downgrade import DowngradedResponse
from gateway.adapt.links import Links
from gateway.adapt.upgrade import UpgradedBody, unprocessable
from gateway.asgi import (
    ADAPTED,
    BEHAVIOURS,
    Headers,
    Receive,
    Scope,
    Send,
    essence,
    first_header,
    quoted,
    route_path,
    with_route_path,
    without,
)
from gateway.errors import ConversionError, ParameterError
from gateway.exchange.bodies import plan_of, upgraded
from gateway.exchange.deferral import AwaitedResponse, Deferral
from gateway.exchange.direct import Unfinished
from gateway.exchange.inner import Inner
from gateway.exchange.keeping import Reader, keeping
from gateway.exchange.lane import Lane
from gateway.exchange.names import Names
from gateway.exchange.pages import Pages
from gateway.exchange.shared import Shared
from gateway.exchange.unrouted import Unrouted
from gateway.handle.typed import Written
from gateway.lossless import is_json
from gateway.operations.operation import Role
from gateway.plan.endpoint import Endpoint, role_of
from gateway.plan.keep import Kept
from gateway.plan.plan import Plan
from gateway.plan.table import Entry, Match, Table, path_between
from gateway.refuse.life import link
from gateway.refuse.problem import Problem
from gateway.resolve.resolver import Resolution
from gateway.timeline.life import Lifecycle

logger = logging.getLogger("gateway")

BY_FILE = ("http.response.pathsend", "http.response.zerocopysend")
"""ASGI extensions by which an app hands the server a file instead of bytes."""
DIGESTS = (b"content-length", b"content-encoding", b"content-digest", b"repr-digest", b"digest", b"content-md5")
"""Request headers about the bytes of a body that is translated: they would be those of another one."""


class Exchange:
    """Serves one request.

    Args:
        shared: the parts of the gateway.
        resolution: what the request is for.
        scope: the request as it came, before anything was taken out of it.
        receive: where its body comes from.
        send: where its response goes.
    """

    def __init__(self, shared: Shared, resolution: Resolution, scope: Scope, receive: Receive, send: Send) -> None:
        self._shared = shared
        self._resolution = resolution
        self._version = resolution.version
        self._arrived = scope
        self._scope = resolution.scope
        self._receive = receive
        self._send = send

    async def run(self) -> None:
        """Find the route and serve it; what can't be found is answered in the version's words."""
        if self._resolution.delay is not None:
            await asyncio.sleep(self._resolution.delay)
        path = route_path(self._scope)
        found = self._shared.atlas.table(self._version).match(self._scope["method"], path)
        if found is None or found.entry is None:
            await self._unrouted(None, {}).run(path, found)
            return
        await self.serve(self._shared.lanes.of(self._version, found.entry), found)

    async def serve(self, lane: Lane, found: Match) -> None:
        """Serve a request whose route is known."""
        entry, life = lane.entry, lane.told.route
        if life is not None:
            now = self._shared.clock()
            brownout = life.brownout(now)
            if life.lifecycle(now) is Lifecycle.RETIRED:
                await self._gone(entry, found, "route-retired", f"Version {self._version} has retired this route.", {})
                return
            if brownout is not None and brownout.delay is None:
                wait = {"Retry-After": str(brownout.seconds_left(now))}
                detail = f"This route is deprecated and switched off until {brownout.end.isoformat()}."
                await self._gone(entry, found, "route-brownout", detail, wait)
                return
            if brownout is not None and brownout.delay is not None:
                await asyncio.sleep(brownout.delay)
        await self._serve(lane, found)

    async def finish(self, lane: Lane, found: Match, unfinished: Unfinished) -> None:
        """Answer what the short way couldn't: an error, or an answer that says more than its body."""
        parameters = lane.parameters(found.parameters)
        response = self._response(lane, found, parameters)
        response.asked.document, response.asked.upgraded = unfinished.asked.document, unfinished.asked.upgraded
        error, result = unfinished.error, unfinished.result
        if error is None:
            plain = result.response() if isinstance(result, Written) else result
            await self._answered(plain(self._scope, self._receive, response), response)
            return
        assert lane.typed is not None
        problem = lane.typed.problem(error)
        if problem is None:
            await Problem(500, headers={"Cache-Control": "no-store"}).send(response)
            raise error
        if unfinished.refusal:
            await response.refuse(problem)
        else:
            await problem.send(response)

    def _response(self, lane: Lane, found: Match, parameters: dict[str, Any]) -> DowngradedResponse:
        return DowngradedResponse(
            self._send,
            lane.plan,
            method=self._scope["method"],
            links=self._links(lane.home),
            validators=lane.validators,
            marks=lambda headers: self._marked_in(lane, headers, found.parameters),
            asked=Asked(parameters=_told(found.parameters, parameters)) if lane.is_elsewhere else None,
        )

    def _unrouted(self, entry: Entry | None, parameters: dict[str, Any]) -> Unrouted:
        def marks(headers: Headers) -> Headers:
            return self._marked(headers, entry, parameters)

        return Unrouted(self._shared, self._resolution, self._arrived, self._receive, self._send, marks)

    async def _gone(self, entry: Entry, found: Match, slug: str, detail: str, headers: dict[str, str]) -> None:
        await self._unrouted(entry, found.parameters).refuse(410, slug, detail, headers)

    async def _serve(self, lane: Lane, match: Match) -> None:
        entry, plan, twin = lane.entry, lane.plan, lane.twin
        try:
            parameters = lane.parameters(match.parameters)
        except ConversionError as error:
            await self._unrouted(entry, match.parameters).missing(str(error))
            return
        response = self._response(lane, match, parameters)
        scope: Scope = {**self._scope, BEHAVIOURS: self._shared.behaviours}
        if lane.is_elsewhere:
            scope = with_route_path(scope, twin.path_for(parameters.values()))
        if twin.route.method not in (None, entry.route.method) and scope["method"] != "HEAD":
            scope["method"] = twin.route.method
        try:
            self._upgrade_head(lane, scope)
        except ParameterError as error:
            await response.refuse(unprocessable({"detail": error.message, "parameter": error.parameter}))
            return
        if entry.home not in self._shared.packages.mounted:
            scope["router"] = Names(self._shared.atlas, entry.home)
            scope["app_root_path"] = scope.get("root_path", "")  # a parent app's, where the gateway is mounted in one
        scope = await self._shared.services.enter(entry.home, scope)
        if plan.asks_again:
            await self._asking_again(lane, scope, response, parameters)
        else:
            scope, receive = self._with_body(lane, scope, response, None)
            await self._call(entry, scope, receive, response, response, parameters)

    def _upgrade_head(self, lane: Lane, scope: Scope) -> None:
        """Put a request's line and headers into the handler's form. Raises ParameterError."""
        plan, headers = lane.plan, lane.validators.request(scope["headers"])
        if lane.is_translated:
            # An inner app must not compress what is still to be translated, nor hand the server a file to send past it.
            headers = plan.upgrade_headers(without(headers, b"accept-encoding"))
            extensions = scope.get("extensions")
            if extensions:
                scope["extensions"] = {name: held for name, held in extensions.items() if name not in BY_FILE}
            if plan.touches_query:
                scope["query_string"] = plan.upgrade_query(scope["query_string"])
        scope["headers"] = headers

    async def _asking_again(
        self, lane: Lane, scope: Scope, response: DowngradedResponse, parameters: dict[str, Any]
    ) -> None:
        """Call a handler that is asked more than once, where older clients need more than one answer says."""
        entry, plan, home, path = lane.entry, lane.plan, lane.home, route_path(scope)
        inner, kept = Inner(scope, home), None
        send: Send = response
        if plan.paging is not None:
            response.pages = Pages(plan, inner, path, scope, self._arrived)
        if plan.deferring is not None:
            deferral = Deferral(plan.deferring, self._shared.atlas, home, self._version, inner)
            send = AwaitedResponse(response, deferral)
        content_type = first_header(scope["headers"], b"content-type") or b""
        role = role_of(entry.endpoint, scope["method"], content_type)
        # What is kept is kept of JSON documents.
        if plan.keeps and role in (Role.REPLACE, Role.MERGE) and plan_of(plan, content_type) is None:
            found = await keeping(scope, path, plan, self._reader(home), inner, response)
            if found is None:
                return
            scope, kept, send = found.scope, found.kept, found.response(response)
        scope, receive = self._with_body(lane, scope, response, kept)
        await self._call(entry, scope, receive, send, response, parameters)

    def _reader(self, home: Table) -> Reader:
        def reader(path: str) -> Plan | None:
            found = home.match("GET", path)
            return None if found is None or found.entry is None else self._shared.atlas.plan(self._version, found.entry)

        return reader

    def _with_body(
        self, lane: Lane, scope: Scope, response: DowngradedResponse, kept: Kept | None
    ) -> tuple[Scope, Receive]:
        """The request and where its body comes from, in the handler's form."""
        plan = lane.plan
        content_type = first_header(scope["headers"], b"content-type") or b""
        other = plan_of(plan, content_type)
        reads = plan.reads_request or plan.patch if other is None else other.reads_request
        if kept is None and not reads:
            return scope, self._receive
        role = role_of(lane.entry.endpoint, scope["method"], content_type)
        if other is not None:
            scope, receive = upgraded(other, scope, self._receive, response, role=role, limit=self._shared.max_body)
            return {**scope, "headers": without(scope["headers"], *DIGESTS), ADAPTED: True}, receive
        if not (kept is not None or _reads_body(plan, role, lane.entry.endpoint, content_type)):
            return scope, self._receive
        body = UpgradedBody(
            scope,
            self._receive,
            plan,
            role=role,
            links=response.links,
            limit=self._shared.max_body,
            kept=kept,
            asked=response.asked,
            refuse=response.refuse,
        )
        # Its length changes with its form, and nobody knows the new one before it is read.
        return {**scope, "headers": without(scope["headers"], *DIGESTS), ADAPTED: True}, body

    async def _call(
        self,
        entry: Entry,
        scope: Scope,
        receive: Receive,
        send: Send,
        response: DowngradedResponse,
        parameters: dict[str, Any],
    ) -> None:
        await self._answered(entry.endpoint.serve(scope, receive, send, parameters), response)

    @staticmethod
    async def _answered(work: Awaitable[None], response: DowngradedResponse) -> None:
        """Wait for what gives an answer; where it fails before it has begun, it is 500."""
        try:
            await work
        except Exception:
            if response.broken is None and response.closed:
                logger.debug("the app gave up on a request that was refused already", exc_info=True)
                return
            if not response.started:
                await Problem(500, headers={"Cache-Control": "no-store"}).send(response)
            raise
        if response.broken is not None:
            raise response.broken  # the app has kept it to itself, but the server must not end the answer as if whole

    def _marked_in(self, lane: Lane, headers: Headers, parameters: dict[str, Any]) -> Headers:
        if self._resolution.is_plain and not (lane.told.ending and self._resolution.by_path):
            return self._shared.marks.with_lines(headers, lane.lines) or self._marked(headers, lane.entry, parameters)
        return self._marked(headers, lane.entry, parameters)

    def _marked(self, headers: Headers, entry: Entry | None, parameters: dict[str, Any]) -> Headers:
        told = self._shared.lives.of(self._version, entry)
        life = told.lines
        if told.ending and entry is not None and self._resolution.by_path:
            life = [*life, *self._successors(entry, parameters)]
        return self._shared.marks.put(headers, self._resolution, life)

    def _successors(self, entry: Entry, parameters: dict[str, Any]) -> Headers:
        """Where the same resource is in newer versions; by header it is at the same URL, so only the path says so."""
        prefix = self._scope["root_path"].rpartition("/")[0]
        try:
            values = entry.upgraded(parameters.values())
        except ConversionError:
            return []  # there is no such resource
        found = self._shared.lives.successors(self._version, entry, self._shared.clock())
        return [
            link(quoted(f"{prefix}/{version}{twin.path_for(twin.downgraded(values))}"), relation)
            for relation, version, twin in found
        ]

    def _links(self, home: Table) -> Links:
        client = self._shared.atlas.table(self._version)
        return Links(
            self._scope,
            self._arrived.get("root_path", ""),
            lambda path: path_between(home, client, path),
            lambda path: path_between(client, home, path),
        )


def _told(sent: dict[str, Any], got: dict[str, Any]) -> dict[str, Parameter]:
    """The path's parameters as the client and as the handler know them, by the handler's names."""
    return {
        name: Parameter(older, str(text), str(newer))
        for (older, text), (name, newer) in zip(sent.items(), got.items(), strict=True)
        if older != name or text != newer
    }


def _reads_body(plan: Plan, role: Role, endpoint: Endpoint, content_type: bytes) -> bool:
    touched = plan.reads_request or (role is Role.PATCH_OPS and bool(plan.patch))
    # Only what the handler is known to take as something else isn't JSON for sure.
    return touched and (is_json(content_type) or essence(content_type) not in endpoint.other_types)
