"""What is answered where a version has no such route or method: 404, 405, OPTIONS, and another slash."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gateway.adapt.downgrade import DowngradedResponse
from gateway.adapt.links import Links
from gateway.adapt.validators import Validators
from gateway.asgi import Headers, Message, Receive, Scope, Send
from gateway.exchange.shared import Shared
from gateway.plan.table import Match
from gateway.refuse.problem import Problem
from gateway.resolve.resolver import Resolution


class Unrouted:
    """Answers one request that no handler serves.

    Args:
        shared: the parts of the gateway.
        resolution: what the request is for.
        arrived: the request as it came.
        receive: where its body comes from.
        send: where its response goes.
        marks: what is added to the headers of every response.
    """

    def __init__(
        self,
        shared: Shared,
        resolution: Resolution,
        arrived: Scope,
        receive: Receive,
        send: Send,
        marks: Callable[[Headers], Headers],
    ) -> None:
        self._shared = shared
        self._version = resolution.version
        self._arrived = arrived
        self._scope = resolution.scope
        self._receive = receive
        self._send = send
        self._marks = marks
        self._mounted = shared.mounted_head()

    async def run(self, path: str, found: Match | None) -> None:
        """Answer for a path; `found` names the methods where the path exists under others."""
        mounted = self._mounted
        if mounted is not None and mounted.routed and self._version == self._shared.timeline.head:
            await self._pass_on()  # its routes are the version's, so it answers as it does alone
            return
        if found is not None:
            await self._method_missing(list(found.allow))
            return
        slashed = self._other_slash(path)
        if slashed is not None:
            await self._redirect(slashed)
            return
        if mounted is not None and self._shared.atlas.table(self._shared.timeline.head).any(path) is None:
            # In none of the shapes that the gateway knows, but the app may know it.
            await self._pass_on()
            return
        await self._missing(404, {})

    async def _method_missing(self, allow: list[str]) -> None:
        mounted = self._mounted
        if self._scope["method"] == "OPTIONS" and mounted is None:
            await options(self._marked, allow)
        else:
            await self._missing(405, {"Allow": ", ".join(allow)})

    def _other_slash(self, path: str) -> str | None:
        """The URL with a slash more or less, where that is a route of this version."""
        mounted = self._mounted
        if path == "/" or (mounted is not None and not mounted.redirects_slashes):
            return None
        other = path.rstrip("/") if path.endswith("/") else path + "/"
        if not other or self._shared.atlas.table(self._version).any(other) is None:
            return None
        raw = self._arrived.get("raw_path") or self._arrived["path"].encode()
        target: str = raw.decode("latin-1")
        target = target.rstrip("/") if path.endswith("/") else target + "/"
        query = self._arrived.get("query_string", b"").decode("latin-1")
        # A browser takes what begins with two slashes for another host.
        return None if target.startswith("//") else target + (f"?{query}" if query else "")

    async def _redirect(self, target: str) -> None:
        headers = [(b"location", target.encode("latin-1")), (b"content-length", b"0")]
        await self._marked({"type": "http.response.start", "status": 307, "headers": headers})
        await self._marked({"type": "http.response.body", "body": b""})

    async def _missing(self, status: int, headers: dict[str, str]) -> None:
        mounted = self._mounted
        if mounted is not None and mounted.routed:
            scope = await self._shared.services.enter(self._shared.timeline.head, self._scope)
            await mounted.answer(scope, self._receive, self._response(), status, headers)
            return
        slug = "route-not-in-version" if status == 404 else "method-not-in-version"
        detail = f"Version {self._version} has no such " + ("route." if status == 404 else "method on this route.")
        await self.refuse(status, slug, detail, headers)

    async def missing(self, detail: str) -> None:
        """Answer that there is no such resource, as this version does where there is no route."""
        if self._mounted is not None and self._mounted.routed:
            await self._missing(404, {})
        else:
            await self.refuse(404, "route-not-in-version", detail, {})

    async def refuse(self, status: int, slug: str, detail: str, headers: dict[str, str]) -> None:
        """Answer with a problem of the gateway's, as this version has problems."""
        kind = self._shared.problem_types + slug
        lines = {**headers, "Cache-Control": "no-store"}
        await Problem(status, type=kind, detail=detail, headers=lines).send(self._response())

    def _response(self) -> DowngradedResponse:
        """Where an answer goes that this version has as it has errors."""
        plan = self._shared.atlas.problems(self._version)
        return DowngradedResponse(
            self._send,
            plan,
            method=self._scope["method"],
            links=Links(self._scope, "", lambda _: None, lambda _: None),
            validators=Validators(self._shared.timeline, self._version, plan),
            marks=self._marks,
        )

    async def _pass_on(self) -> None:
        mounted = self._mounted
        assert mounted is not None
        scope = await self._shared.services.enter(self._shared.timeline.head, self._scope)
        older = self._version != self._shared.timeline.head
        await mounted.app(scope, self._receive, self._response() if older else self._marked)

    async def _marked(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._marks(list(message.get("headers", ())))}
        await self._send(message)


async def options(send: Send, allow: Iterable[str], headers: Headers | None = None) -> None:
    """Answer OPTIONS with the methods there are (RFC 9110, 9.3.7)."""
    allowed = ", ".join(sorted({*allow, "OPTIONS"})).encode()
    await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", allowed), *(headers or ())]})
    await send({"type": "http.response.body", "body": b""})
