"""What there is to read of each version, as it is served: its document, and the page that shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool

from gateway.asgi import ROOT, Headers, Receive, Scope, Send, header_values
from gateway.contract import pages
from gateway.contract.contracts import Contracts
from gateway.contract.publisher import Publisher, has_tag
from gateway.exchange.shared import Shared
from gateway.refuse.problem import Problem
from gateway.resolve.refusals import MISSING
from gateway.resolve.resolver import Resolution, Resolver
from gateway.resolve.source import Source
from gateway.timeline.version import ApiVersion

Refuse = Callable[[Problem, Scope, Receive, Send], Awaitable[None]]

DOCUMENT, PAGE = "/openapi.json", "/docs"
MISSING_EXTRA = 'The page needs the extra "docs": pip install "versiongate[docs]".'


class Documentation:
    """Serves documents and their page below one prefix.

    Which version is asked for is found as in every request, and by `?version=`, as a browser can't set headers. Who
    asks for none is shown what is served without one, or the latest.

    Args:
        prefix: where it is, such as `/-`.
        contracts: gives the documents.
        resolver: finds the version that is asked for.
        shared: the parts of the gateway.
        sources: where a version may stand in requests to the API.
        refuse: answers who asks for a version that can't be served.
    """

    def __init__(
        self,
        prefix: str,
        contracts: Contracts,
        resolver: Resolver,
        shared: Shared,
        sources: Sequence[Source],
        refuse: Refuse,
    ) -> None:
        self._prefix = prefix
        self._contracts = contracts
        self._resolver = resolver
        self._shared = shared
        self._timeline = shared.timeline
        self._sources = sources
        self._refuse = refuse
        self.publisher = Publisher(contracts, shared.timeline, shared.clock, shared.marks)

    def names(self) -> list[str]:
        """What there is below the prefix."""
        return [DOCUMENT, PAGE] if pages.is_there() else [DOCUMENT]

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for something that differs between versions.

        Args:
            path: the path, without what asks for a version.
            scope: the request as it came.
            receive: where its body comes from.
            send: where the answer goes.
        """
        try:
            resolution = await self._resolver.resolve(scope)
        except Problem as problem:
            if not problem.type.endswith(MISSING):
                await self._refuse(problem, scope, receive, send)
                return
            resolution = Resolution(self.publisher.unasked(), scope)
        headers = self._shared.marks.put([], resolution)
        if scope["method"] not in ("GET", "HEAD"):
            refusal = Problem(405, headers={"Allow": "GET, HEAD", "Cache-Control": "no-store"})
            await refusal.send(send, headers=headers)
        else:
            await self._answer(path[len(self._prefix) :].rstrip("/"), resolution, scope, send, headers)

    async def _answer(self, name: str, resolution: Resolution, scope: Scope, send: Send, headers: Headers) -> None:
        if name == DOCUMENT:
            await self.publisher.document(resolution.version, resolution.scope, scope["method"], send, headers)
        elif not pages.is_there():
            await _missing(MISSING_EXTRA, scope, send, headers)
        elif name == PAGE and scope["path"].endswith("/"):
            await self._without_slash(scope, send, headers)
        elif name == PAGE:
            await self._page(resolution, scope, send, headers)
        else:
            await self._asset(name.removeprefix(PAGE + "/"), scope, send, headers)

    async def _without_slash(self, scope: Scope, send: Send, headers: Headers) -> None:
        """Lead to where the page's links are right, which are relative to what is before the last slash."""
        query = scope.get("query_string", b"")
        target = b"../docs" + (b"?" + query if query else b"")
        lines = [(b"location", target), (b"content-length", b"0"), *headers]
        await send({"type": "http.response.start", "status": 307, "headers": lines})
        await send({"type": "http.response.body", "body": b""})

    async def _page(self, resolution: Resolution, scope: Scope, send: Send, headers: Headers) -> None:
        document: dict[str, Any] = await run_in_threadpool(self._contracts.of, resolution.version)
        now = self._shared.clock()
        versions = {
            str(version): (self._timeline[version].lifecycle(now), self._page_of(version, resolution, scope))
            for version in reversed(self._timeline.supported(now))
            if version not in self._resolver.hidden
        }
        body = pages.page(document, versions)
        about = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-cache")]
        await _sent(scope, send, body, [*about, *pages.policy(document), *headers])

    def _page_of(self, version: ApiVersion, resolution: Resolution, scope: Scope) -> str | None:
        """The URL of a version's page, relative where it can be; None where nobody knows it."""
        page = self._prefix + PAGE
        for source in self._sources:
            if source.asks and source.kind in ("host", "stage") and source.read(scope, self._timeline):
                asked = source.selecting(str(version))
                root = resolution.scope.get(ROOT, scope.get("root_path", "")).rstrip("/")
                return None if asked is None or asked.host is None else f"//{asked.host}{root}{page}"
        up, name = "../" * self._prefix.count("/"), quote(str(version), safe="")
        return f"{up}../{name}{page}" if resolution.by_path else f"{up}{page[1:]}?version={name}"

    async def _asset(self, name: str, scope: Scope, send: Send, headers: Headers) -> None:
        found = await run_in_threadpool(pages.asset, name)
        if found is None:
            await _missing("The page has no such file.", scope, send, headers)
            return
        media_type, tag, data = found
        lines = [(b"etag", tag), (b"cache-control", b"no-cache"), (b"x-content-type-options", b"nosniff"), *headers]
        if has_tag(header_values(scope, b"if-none-match"), tag):
            await send({"type": "http.response.start", "status": 304, "headers": lines})
            await send({"type": "http.response.body", "body": b""})
            return
        await _sent(scope, send, data, [(b"content-type", media_type), *lines])


async def _missing(detail: str, scope: Scope, send: Send, headers: Headers) -> None:
    problem = Problem(404, detail=detail, headers={"Cache-Control": "no-store"})
    await problem.send(send, head=scope["method"] == "HEAD", headers=headers)


async def _sent(scope: Scope, send: Send, body: bytes, headers: Headers) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
