"""Serves the document of a version, and its documentation."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from starlette.concurrency import run_in_threadpool

from gateway.asgi import ROOT, VERSION, Headers, Receive, Scope, Send, header_values
from gateway.contract.contracts import Contracts
from gateway.contract.paths import operations
from gateway.exchange.marks import Marks
from gateway.resolve.resolver import Resolution
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

PLACES = 32
"""For how many prefixes of the server documents are kept."""


class Publisher:
    """Serves documents as they are where they are asked for: servers are below the prefix of the request's own.

    It is an ASGI app, too, for whoever knows the version from the scope.

    Args:
        contracts: gives the documents.
        timeline: the versions.
        clock: gives the present instant.
        marks: what answers say of their version.
    """

    def __init__(self, contracts: Contracts, timeline: Timeline, clock: Callable[[], datetime], marks: Marks) -> None:
        self._contracts = contracts
        self._timeline = timeline
        self._clock = clock
        self._marks = marks
        self._kept: OrderedDict[tuple[ApiVersion, str], tuple[bytes, bytes]] = OrderedDict()

    def unasked(self) -> ApiVersion:
        """The version whose document is given to who asks for none."""
        now = self._clock()
        return self._timeline.default(now) or self._timeline.latest(now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the document of the request's version."""
        version: ApiVersion | None = scope.get(VERSION)
        if version is None:
            version = self.unasked()
            headers = self._marks.put([], Resolution(version, scope))
            await self.document(version, scope, scope["method"], send, headers)
        else:
            await self.document(version, scope, scope["method"], send, [])

    async def document(self, version: ApiVersion, scope: Scope, method: str, send: Send, headers: Headers) -> None:
        """Answer with the OpenAPI document of a version.

        Args:
            version: the version.
            scope: the request.
            method: its method, GET or HEAD.
            send: where the answer goes.
            headers: further response headers.
        """
        prefix = scope.get(ROOT, scope.get("root_path", "")).rstrip("/")
        body, tag = await self._body(version, prefix)
        lines: Headers = [(b"etag", tag), (b"cache-control", b"no-cache"), *headers]
        if has_tag(header_values(scope, b"if-none-match"), tag):
            await send({"type": "http.response.start", "status": 304, "headers": lines})
            await send({"type": "http.response.body", "body": b""})
            return
        about = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": [*about, *lines]})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})

    async def _body(self, version: ApiVersion, prefix: str) -> tuple[bytes, bytes]:
        key = (version, prefix)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        # The first document of an API may take a while, as all its shapes are made.
        text = await run_in_threadpool(self._contracts.text, version)
        body = (text if not prefix else json.dumps(_below(json.loads(text), prefix), ensure_ascii=False)).encode()
        self._kept[key] = body, f'"{sha256(body).hexdigest()[:32]}"'.encode("ascii")
        while len(self._kept) > PLACES * len(self._timeline):
            self._kept.popitem(last=False)
        return self._kept[key]


def _below(document: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The document with its servers below a prefix, where they are the one that serves it."""
    for holder in (document, *operations(document["paths"])):
        for server in holder.get("servers", ()):
            url = server.get("url", "")
            if url.startswith("/") and not url.startswith("//"):
                server["url"] = (prefix + url).rstrip("/") or "/"
    return document


def has_tag(values: list[bytes], tag: bytes) -> bool:
    """Whether a client has what a tag is of (RFC 9110, 13.1.2)."""
    tags = [one.strip().removeprefix(b"W/") for value in values for one in value.split(b",")]
    return tag in tags or b"*" in tags
