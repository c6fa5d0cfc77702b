"""The response's side: gives the client its version's status, headers and body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.adapt import json
from gateway.adapt.errors import translated
from gateway.asgi import Headers, Message, Send, first_header, without
from gateway.plan.plan import Plan


class DowngradedResponse:
    """A `send` that turns the handler's response into the client's, for one request.

    A body that no operation touches streams through. One that is touched goes out with its last message, not when
    the app returns, so background tasks don't delay it.

    Args:
        send: where the response goes.
        plan: how it is translated.
        head: whether the request was HEAD, which has no body.
        headers: what is done to the headers of every response.
    """

    def __init__(self, send: Send, plan: Plan, head: bool, headers: Callable[[Headers], Headers]) -> None:
        self._send = send
        self._plan = plan
        self._head = head
        self._headers = headers
        self._start: Message | None = None
        self._status = 0
        self._chunks: list[bytes] = []
        self.started = False
        self.closed = False
        self.in_clients_words = False

    async def __call__(self, message: Message) -> None:
        if self.closed:
            return
        kind = message["type"]
        if self._head and kind == "http.response.body":
            # Servers drop it, Lambda would send it on: HEAD has no body (RFC 9110, 9.3.2).
            message = {**message, "body": b""}
        if kind == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        elif kind == "http.response.body":
            self._chunks.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish()

    async def _begin(self, message: Message) -> None:
        self.started = True
        self._status = message["status"]
        message = {
            **message,
            "status": self._plan.downgrade_status(self._status),
            "headers": self._headers(list(message.get("headers", ()))),
        }
        if not self._touched(message["headers"]):
            await self._send(message)
        elif self._head:
            message["headers"] = without(message["headers"], b"content-length", b"etag")
            await self._send(message)
        else:
            self._start = message

    def _touched(self, headers: Headers) -> bool:
        if not json.is_json(first_header(headers, b"content-type")):
            return False
        if first_header(headers, b"content-encoding") not in (None, b"identity"):
            return False
        return self._plan.touches_response(self._status) or (self._status >= 400 and bool(self._plan.links))

    async def _finish(self) -> None:
        start, body = self._start, b"".join(self._chunks)
        assert start is not None
        self._start, self._chunks = None, []
        adapted = self._adapted(body)
        if adapted is not body:
            # They describe the bytes that the app wrote, not these (RFC 9110, 8.8.3; RFC 9530).
            start["headers"] = without(
                start["headers"], b"content-length", b"etag", b"accept-ranges", b"content-digest", b"repr-digest"
            )
            start["headers"].append((b"content-length", str(len(adapted)).encode()))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": adapted, "more_body": False})

    def _adapted(self, body: bytes) -> bytes:
        try:
            document = json.loads(body)
        except json.Unreadable:
            return body
        adapted: Any = document
        if self._status >= 400 and not self.in_clients_words:
            adapted = translated(adapted, self._plan)
        adapted = self._plan.downgrade(adapted, self._status)
        return body if adapted is document else json.dumps(adapted)
