"""Request bodies as they come in, and whether the client is still there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from gateway.asgi import Message, Receive


class ClientGoneError(Exception):
    """The client has disconnected; nobody is left to answer."""


class Body:
    """A request's body as it comes in, and after it, word of whether the client is still there.

    Args:
        receive: where both come from. It has one reader at a time.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._chunk = b""
        self._more = True
        self._left = asyncio.Event()

    async def begin(self) -> None:
        """Read the first chunk, before which nobody knows whether there is a body. Raises where the client has gone."""
        message: Message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        self._chunk, self._more = message.get("body", b""), message.get("more_body", False)
        if self.empty:
            self.leave()

    @property
    def empty(self) -> bool:
        """Whether there is none, known once it has begun."""
        return not self._chunk and not self._more

    @property
    def size(self) -> int | None:
        """Its length, where the first chunk is all of it."""
        return None if self._more else len(self._chunk)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its chunks, each read when the upstream has taken the one before."""
        if self._chunk:
            yield self._chunk
        while self._more:
            await self.begin()
            if self._chunk:
                yield self._chunk
        self.leave()

    def leave(self) -> None:
        """Nobody reads it any further."""
        self._left.set()

    async def gone(self) -> None:
        """Wait until the client has gone."""
        await self._left.wait()
        while (await self._receive())["type"] != "http.disconnect":  # noqa: ASYNC110 - it waits in receive
            # The rest of a body that the upstream has answered without reading; it may be there without waiting.
            await asyncio.sleep(0)


async def unless_gone(work: Coroutine[Any, Any, None], body: Body) -> None:
    """Do the work; it is cancelled once the client has gone."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(body.gone())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error
