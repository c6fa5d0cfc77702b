"""Runs the lifespans of mounted apps, each once, each in a task of its own (ASGI lifespan specification 2.0)."""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.asgi import ASGIApp, Message


class AppLifespan:
    """One app's lifespan: startup, the state it gave, shutdown.

    Args:
        app: the ASGI app. One that doesn't speak the lifespan protocol is left alone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._task: asyncio.Task[None] | None = None
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._started: asyncio.Future[None] | None = None
        self._stopped: asyncio.Future[None] | None = None
        self.state: dict[str, Any] = {}

    async def startup(self) -> None:
        """Start the app. Raises RuntimeError with the app's message where it fails to start."""
        loop = asyncio.get_running_loop()
        self._started, self._stopped = loop.create_future(), loop.create_future()
        self._to_app.put_nowait({"type": "lifespan.startup"})
        self._task = loop.create_task(self._run())
        await self._started

    async def shutdown(self) -> None:
        """Stop the app, where it has started."""
        if self._task is None or self._stopped is None:
            return
        self._to_app.put_nowait({"type": "lifespan.shutdown"})
        await self._stopped
        await self._task

    async def _run(self) -> None:
        assert self._started is not None
        assert self._stopped is not None
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        try:
            await self._app(scope, self._to_app.get, self._heard)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to whoever waits
            if not self._started.done():
                # An app that doesn't know the protocol raises; the specification says to go on without it.
                self._started.set_result(None)
            elif self._started.exception() is None and not self._stopped.done():
                self._stopped.set_exception(error)
        finally:
            for waiting in (self._started, self._stopped):
                if not waiting.done():
                    waiting.set_result(None)

    async def _heard(self, message: Message) -> None:
        assert self._started is not None
        assert self._stopped is not None
        kind, waiting = message["type"], self._started
        if kind.startswith("lifespan.shutdown"):
            waiting = self._stopped
        if waiting.done():
            return
        if kind.endswith(".failed"):
            waiting.set_exception(RuntimeError(message.get("message") or f"{kind} without a message"))
            waiting.exception()  # whoever waits is told; a loop that is being closed has nobody waiting
        else:
            waiting.set_result(None)
