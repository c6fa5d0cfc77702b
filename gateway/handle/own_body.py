"""A request's body that a handler reads itself while its answer streams."""

from __future__ import annotations

import anyio

from gateway.asgi import Message, Receive, Scope, first_header

WITHOUT_BODY = ("GET", "HEAD", "DELETE", "OPTIONS")
"""The methods whose requests have a body only where they say so (RFC 9110, 9.3)."""


class OwnBody:
    """A `receive` that has one reader until the body has come, so that nobody takes a piece of it from the handler.

    Args:
        scope: the request.
        receive: where its body comes from.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._read = anyio.Event()
        headers = scope["headers"]
        says = first_header(headers, b"transfer-encoding") or (first_header(headers, b"content-length") or b"0") != b"0"
        if scope["method"] in WITHOUT_BODY and not says:
            self._read.set()

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            self._read.set()
        return message

    async def read(self) -> None:
        """Wait until the handler has read it."""
        await self._read.wait()
