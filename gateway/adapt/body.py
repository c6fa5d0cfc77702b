"""Reads a request's body, up to a limit."""

from __future__ import annotations

from gateway.asgi import Headers, Receive, first_header
from gateway.refuse.problem import too_large


async def read_body(receive: Receive, headers: Headers, limit: int) -> bytes | None:
    """The whole body; None where the client went away.

    Raises:
        Problem: it is over the limit, or is announced to be.
    """
    message = await receive()
    if message["type"] != "http.request":
        return None
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        if len(body) > limit:
            raise too_large(limit)
        return body
    if announced(headers) > limit:
        raise too_large(limit)
    chunks, size = [body], len(body)
    while message.get("more_body", False):
        if size > limit:
            raise too_large(limit)
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
    if size > limit:
        raise too_large(limit)
    return b"".join(chunks)


def announced(headers: Headers) -> int:
    """The length that a body is said to have; 0 where none is said."""
    length = first_header(headers, b"content-length") or b""
    return int(length[:19]) if length.isdigit() else 0
