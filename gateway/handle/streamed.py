"""The answer of a typed handler that gives one document after the other."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Mapping
from typing import Any

import anyio
import anyio.lowlevel
from starlette.requests import ClientDisconnect

from gateway.asgi import Headers, Receive, Scope, Send
from gateway.errors import ConfigurationError
from gateway.handle.event import Event
from gateway.handle.own_body import OwnBody
from gateway.refuse.problem import Problem
from gateway.shapes.bodies import EVENTS, LINES, is_sequence, kind_of

NOTHING = object()
"""Stands for no item at all."""


def checked(media_type: str) -> str:
    """The media type of a stream. Raises ConfigurationError where it is that of none."""
    if kind_of(media_type.encode("latin-1", "replace")) not in (LINES, EVENTS):
        raise ConfigurationError(
            f"The media type {media_type!r} is that of no stream. "
            "Use application/jsonl, application/x-ndjson, application/json-seq or text/event-stream."
        )
    return media_type


class StreamedAnswer:
    """An ASGI app that sends items as the handler gives them, each when the client has taken the one before.

    When the client goes away the handler is told, by cancellation at its `await`, and its iterator is closed. What it
    raises after the answer has begun ends the connection, so that nobody takes what has come for the whole.

    Args:
        items: gives the items.
        status: the answer's status.
        headers: its own headers.
        media_type: what it is.
        dump: gives an item as JSON.
        waits: whether the answer begins with the first item, so that what is raised before that is answered.
        problem: gives what an exception is answered with; None where it is nobody's answer.
    """

    def __init__(
        self,
        items: AsyncIterable[Any],
        *,
        status: int,
        headers: Mapping[str, str],
        media_type: str,
        dump: Callable[[Any], bytes],
        waits: bool,
        problem: Callable[[Exception], Problem | None],
    ) -> None:
        self._iterator = aiter(items)
        self._status = status
        self._headers = headers
        self._media_type = media_type
        self._dump = dump
        self._waits = waits
        self._problem = problem
        self._begun = False
        self._is_events = kind_of(media_type.encode()) == EVENTS
        self._before = b"\x1e" if is_sequence(media_type.encode()) else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        failed: Exception | None = None
        async with anyio.create_task_group() as group:
            group.start_soon(self._until_gone, receive, group.cancel_scope)
            try:
                await self._closing(self._sent(send, head=scope["method"] == "HEAD"))
            except Exception as error:  # noqa: BLE001 - raised below, as a group would wrap it
                failed = error
            group.cancel_scope.cancel()
        if failed is not None and not isinstance(failed, ClientDisconnect):
            problem = None if self._begun else self._problem(failed)
            if problem is None:
                raise failed
            await problem.send(send, head=scope["method"] == "HEAD")

    async def _closing(self, work: Awaitable[None]) -> None:
        try:
            await work
        finally:
            close = getattr(self._iterator, "aclose", None)
            if close is not None:
                with anyio.CancelScope(shield=True):
                    await close()

    async def _sent(self, send: Send, *, head: bool) -> None:
        first = await anext(self._iterator, NOTHING) if self._waits else NOTHING
        headers: Headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self._headers.items()
        ]
        if self._is_events and not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-cache"))
        headers.append((b"content-type", self._media_type.encode()))
        self._begun = True
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        if not head:
            if first is not NOTHING:
                await self._one(first, send)
            if first is not NOTHING or not self._waits:
                async for item in self._iterator:
                    await self._one(item, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _one(self, item: Any, send: Send) -> None:
        await send({"type": "http.response.body", "body": self._written(item), "more_body": True})

    def _written(self, item: Any) -> bytes:
        if not self._is_events:
            return self._before + self._dump(item) + b"\n"
        if not isinstance(item, Event):
            return Event(item).written(self._dump(item))
        event: Event[Any] = item
        return event.written(None if event.data is None else self._dump(event.data))

    @staticmethod
    async def _until_gone(receive: Receive, scope: anyio.CancelScope) -> None:
        if isinstance(receive, OwnBody):
            await receive.read()
        while (await receive())["type"] != "http.disconnect":
            # What is left of a body that nobody reads; it may be there without waiting.
            await anyio.lowlevel.checkpoint()
        scope.cancel()
