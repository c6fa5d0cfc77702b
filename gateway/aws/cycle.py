"""One request and its one whole response: what a function must return even when the application fails."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Sequence

from mangum.types import Response

from gateway.asgi import ASGIApp, Message, Scope

logger = logging.getLogger("gateway.aws")

PROBLEM = json.dumps({"type": "about:blank", "title": "Internal Server Error", "status": 500}).encode()
"""RFC 9457 section 4.2.1: `about:blank` means no more than the status code does."""
PROBLEM_HEADERS = (
    (b"content-type", b"application/problem+json"),
    (b"content-length", str(len(PROBLEM)).encode()),
    (b"cache-control", b"no-store"),
)


class Cycle:
    """Runs an application for one request, in the task that awaits it.

    Messages are kept until the last, so that a failure half-way can replace the response: Mangum answers an exception
    with a plain text 500, this one with a problem document.

    Args:
        scope: the request's scope.
        body: its whole body.
    """

    __slots__ = ("_asked", "_body", "_complete", "_ended", "_headers", "_parts", "_scope", "_status")

    def __init__(self, scope: Scope, body: bytes) -> None:
        self._scope = scope
        self._body = body
        self._asked = False
        self._status: int | None = None
        self._headers: Iterable[Sequence[bytes]] = ()
        self._parts: list[bytes] = []
        self._complete = False
        self._ended: asyncio.Event | None = None

    async def run(self, app: ASGIApp) -> None:
        """Run the application to its end, background tasks included."""
        try:
            await app(self._scope, self._receive, self._send)
        # Mangum, too, takes any BaseException: whatever was raised, the client needs an answer.
        except BaseException:
            logger.exception("The application raised while it served %s %s", self._scope["method"], self._scope["path"])
        else:
            if not self._complete:
                served = self._scope["method"], self._scope["path"]
                logger.error("The application sent no whole response to %s %s", *served)

    @property
    def response(self) -> Response:
        """The response that the application sent, or the one for its failure."""
        if not self._complete or self._status is None:
            return {"status": 500, "headers": [list(line) for line in PROBLEM_HEADERS], "body": PROBLEM}
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        return {"status": self._status, "headers": self._headers, "body": body}  # type: ignore[typeddict-item]

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        if not self._complete:
            # The client waits for its answer and can't leave before that.
            self._ended = self._ended or asyncio.Event()
            await self._ended.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.body" and self._status is not None and not self._complete:
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                self._complete = True
                if self._ended is not None:
                    self._ended.set()
        elif kind == "http.response.start" and self._status is None:
            self._status = message["status"]
            self._headers = list(message.get("headers", ()))
        else:
            raise RuntimeError(f"The application sent {kind!r} where ASGI doesn't allow it.")
