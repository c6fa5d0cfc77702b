"""Asks the handlers of one version in the middle of a request, as the same client."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import anyio

from gateway import lossless as json
from gateway.adapt.encodings import decoded
from gateway.asgi import (
    Headers,
    Message,
    Receive,
    Scope,
    first_header,
    is_prefix,
    quoted,
    route_path,
    with_route_path,
    without,
)
from gateway.plan.table import Table

logger = logging.getLogger("gateway")

ABOUT_THE_REQUEST = (
    b"content-length",
    b"content-type",
    b"content-encoding",
    b"content-digest",
    b"transfer-encoding",
    b"expect",
    b"idempotency-key",
    b"if-match",
    b"if-none-match",
    b"if-modified-since",
    b"if-unmodified-since",
    b"if-range",
    b"range",
    b"accept",
)
"""Headers about the request that came, which another one hasn't got. Who asks stays."""


class Answer(NamedTuple):
    """What a handler answered, in its own version's form."""

    status: int
    headers: Headers
    body: bytes

    def document(self) -> Any:
        """The JSON document it holds. Raises `gateway.lossless.Unreadable`."""
        return json.loads(decoded(self.body, first_header(self.headers, b"content-encoding")))


class Place(NamedTuple):
    """Where a handler may be asked: a path of its version, and a query."""

    path: str
    query: bytes = b""

    def __str__(self) -> str:
        return quoted(self.path) + (f"?{self.query.decode('latin-1')}" if self.query else "")


class Inner:
    """Sends GET requests to the handlers of one version.

    Args:
        scope: the request as its handler gets it.
        table: the routes of the handlers' version.
    """

    def __init__(self, scope: Scope, table: Table) -> None:
        self._scope = scope
        self._table = table

    async def get(self, path: str, query: bytes = b"") -> Answer | None:
        """What the route at a path answers; None where there is none."""
        found = self._table.match("GET", path)
        if found is None or found.entry is None:
            return None
        headers = [*without(self._scope["headers"], *ABOUT_THE_REQUEST), (b"accept", b"application/json")]
        scope = with_route_path({**self._scope, "method": "GET", "query_string": query, "headers": headers}, path)
        collected = _Collected()
        await found.entry.endpoint.serve(scope, _nothing_sent(), collected, found.parameters)
        return Answer(collected.status, collected.headers, b"".join(collected.chunks))

    async def told(self, place: Place) -> Answer | None:
        """As `get`; a handler that raises has answered 500, as it would to a client."""
        try:
            return await self.get(*place)
        except Exception:
            logger.exception("a handler that was asked in the middle of a request failed")
            return Answer(500, [], b"")

    def place(self, reference: bytes, base: str | None = None) -> Place | None:
        """Where a handler's URI reference leads; None where that is another host.

        Args:
            reference: what `Location` holds (RFC 9110, 10.2.2).
            base: the path of who said it; the request's own when left out.
        """
        try:
            parts = urlsplit(urljoin(quoted(base or route_path(self._scope)), reference.decode("latin-1")))
        except ValueError:
            return None
        host = (first_header(self._scope["headers"], b"host") or b"").decode("latin-1")
        if parts.scheme not in ("", "http", "https") or parts.netloc.lower() not in ("", host.lower()):
            return None
        return Place(self._without_prefix(unquote(parts.path)), parts.query.encode("latin-1"))

    def _without_prefix(self, path: str) -> str:
        """The path less what stands in front of the handlers' own: the version, and where the gateway is mounted."""
        candidates = (path[len(root) :] or "/" for root in self._prefixes() if is_prefix(root, path))
        return next((one for one in candidates if self._table.any(one) is not None), path)

    def _prefixes(self) -> Iterator[str]:
        root = self._scope.get("root_path", "").rstrip("/")
        while root:
            yield root
            root = root.rpartition("/")[0]


def _nothing_sent() -> Receive:
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            await anyio.sleep_forever()
        given = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


class _Collected:
    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []
        self.chunks: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(key.lower(), value) for key, value in message.get("headers", ())]
        elif message["type"] == "http.response.body":
            self.chunks.append(message.get("body", b""))
