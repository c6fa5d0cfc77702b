"""The version that a client is pinned to, kept on our side."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from gateway.asgi import Scope
from gateway.errors import ConfigurationError
from gateway.resolve.source import PinUnavailable, Selector, Source
from gateway.timeline.timeline import Timeline

Identify = Callable[[Scope], str | None]
Lookup = Callable[[str], Awaitable[str | None]]


class PinSource(Source):
    """Asks who the client is, and which version that client is pinned to.

    Answers are kept for a while, the least used going first; one look-up at a time is made for a client. A look-up
    that fails or takes too long is a 503, never another version.

    Args:
        identify: the client's id from the request, after authentication; None for nobody.
        lookup: the client's version, or None where it has none.
        name: how refusals call it.
        ttl: how many seconds an answer is kept; 0 for none.
        size: how many answers are kept.
        timeout: how many seconds a look-up may take.
        vary: the request headers that `identify` reads.
    """

    kind = "pin"
    asks = False
    private = True

    def __init__(
        self,
        identify: Identify,
        lookup: Lookup,
        *,
        name: str,
        ttl: float,
        size: int,
        timeout: float,
        vary: Sequence[str] = (),
    ) -> None:
        self.vary = tuple(header.encode("ascii") for header in vary)
        if ttl < 0 or size < 1 or timeout <= 0:
            raise ConfigurationError("pin() needs ttl >= 0, size >= 1 and timeout > 0.")
        self.name = name
        self._identify = identify
        self._lookup = lookup
        self._ttl = ttl
        self._size = size
        self._timeout = timeout
        self._kept: OrderedDict[str, tuple[float, str | None]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[str | None]] = {}

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        return []

    async def supply(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        client = self._identify(scope)
        if client is None:
            return []
        version = await self._version(client)
        return [] if version is None else [self.selector(version)]

    def refresh(self) -> None:
        self._kept.clear()

    async def _version(self, client: str) -> str | None:
        kept = self._kept.get(client)
        if kept is not None and kept[0] > time.monotonic():
            self._kept.move_to_end(client)
            return kept[1]
        task = self._asked.get(client)
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            task = self._asked[client] = asyncio.ensure_future(self._look(client))
            task.add_done_callback(lambda done: self._forget(client, done))
        try:
            # Shielded: that one of several waiting clients leaves mustn't cancel it for the others.
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            raise PinUnavailable(f"{self.name}: {type(error).__name__}") from error

    async def _look(self, client: str) -> str | None:
        async with asyncio.timeout(self._timeout):
            version = await self._lookup(client)
        if self._ttl:
            self._kept[client] = (time.monotonic() + self._ttl, version)
            self._kept.move_to_end(client)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return version

    def _forget(self, client: str, done: asyncio.Task[str | None]) -> None:
        if self._asked.get(client) is done:
            del self._asked[client]
        if not done.cancelled():
            done.exception()  # each that waited has been told


def pin(
    identify: Identify,
    lookup: Lookup,
    *,
    name: str = "client pin",
    ttl: float = 60.0,
    size: int = 10_000,
    timeout: float = 2.0,
    vary: Sequence[str] = (),
) -> PinSource:
    """The version that a client is pinned to, looked up by the id that `identify` finds in the request.

    Also for a client's default, as the version it first used: `pin(..., name="client default")` after the pin.
    """
    return PinSource(identify, lookup, name=name, ttl=ttl, size=size, timeout=timeout, vary=vary)
