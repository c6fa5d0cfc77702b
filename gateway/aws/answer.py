"""One whole response for every request: what a function must return even when the application fails."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from mangum.types import ASGI

from gateway.asgi import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("gateway.aws")

PROBLEM = json.dumps({"type": "about:blank", "title": "Internal Server Error", "status": 500}).encode()
"""RFC 9457 section 4.2.1: `about:blank` means no more than the status code does."""


def answered(app: ASGIApp, state: Callable[[], dict[str, Any] | None]) -> ASGI:
    """Wrap `app` so that every request gets a copy of the lifespan state and one complete response.

    Mangum answers an exception with a plain text 500; this one answers with a problem document.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        kept = state()
        if kept is not None:
            scope["state"] = kept.copy()
        response = _Response(send)
        try:
            await app(scope, receive, response.send)
        # Mangum, too, takes any BaseException: whatever was raised, the client needs an answer.
        except BaseException:
            logger.exception("The application raised while it served %s %s", scope["method"], scope["path"])
        else:
            if not response.complete:
                logger.error("The application sent no whole response to %s %s", scope["method"], scope["path"])
        if not response.complete:
            await _send_problem(send)

    return answer


class _Response:
    """Holds the messages of one response back until the last, so that a failure half-way can replace them."""

    __slots__ = ("_body", "_send", "_start", "complete")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body: list[bytes] = []
        self.complete = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._start is None:
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None and not self.complete:
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                self.complete = True
                await self._send({**self._start, "headers": list(self._start.get("headers", ()))})
                await self._send({"type": "http.response.body", "body": b"".join(self._body)})
        else:
            raise RuntimeError(f"The application sent {message['type']!r} where ASGI doesn't allow it.")


async def _send_problem(send: Send) -> None:
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(PROBLEM)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": PROBLEM})
