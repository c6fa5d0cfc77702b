"""ASGI lifespan once a process (ASGI "Lifespan Protocol"), not once an invocation as Mangum runs it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Literal

from gateway.asgi import ASGIApp, Message
from gateway.aws.errors import StartupError

logger = logging.getLogger("gateway.aws")

Mode = Literal["auto", "on", "off"]
SHUTDOWN_SECONDS = 1.5
"""Lambda gives a process 2 seconds at most to end (Lambda, "execution environment lifecycle")."""


class Lifespan:
    """The lifespan of one application on one event loop.

    Args:
        app: the application.
        mode: "auto" goes on if the application has no lifespan, "on" demands it.
    """

    def __init__(self, app: ASGIApp, mode: Mode) -> None:
        self.state: dict[str, Any] = {}
        self._app = app
        self._mode = mode
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._started = asyncio.Event()
        self._stopped = asyncio.Event()
        self._failure: str | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Send `lifespan.startup` and wait for the answer.

        Raises:
            StartupError: the application said that it failed, or has no lifespan in mode "on".
        """
        self._task = asyncio.create_task(self._run())
        await self._inbox.put({"type": "lifespan.startup"})
        raised = await self._first(self._started, self._task)
        if self._failure is not None:
            await asyncio.wait({self._task})
            raised = raised or self._task.exception()
            reason = self._failure.strip().rpartition("\n")[2] or "it gave no reason"
            raise StartupError(f"The application failed to start: {reason}") from raised
        if self._started.is_set():
            return
        if self._mode == "on":
            raise StartupError(
                'The application doesn\'t speak lifespan, but lifespan is "on". Use "auto" or "off".'
            ) from raised
        # The specification says to go on: an application may refuse the lifespan scope by raising.
        logger.info("The application doesn't speak lifespan: %r", raised)

    async def stop(self) -> None:
        """Send `lifespan.shutdown` and wait a little for the answer; never raises, the process is ending."""
        task = self._task
        if task is None or task.done():
            return
        await self._inbox.put({"type": "lifespan.shutdown"})
        try:
            await asyncio.wait_for(self._first(self._stopped, task), SHUTDOWN_SECONDS)
        except TimeoutError:
            logger.warning("The application didn't shut down within %s s", SHUTDOWN_SECONDS)
        task.cancel()
        await asyncio.wait({task})
        if self._failure is not None:
            logger.error("The application failed to shut down: %s", self._failure)

    async def _run(self) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self.state,
        }
        await self._app(scope, self._inbox.get, self._send)

    async def _send(self, message: Message) -> None:
        kind = message["type"]
        if kind.endswith(".failed"):
            self._failure = str(message.get("message", ""))
        if kind.startswith("lifespan.startup."):
            self._started.set()
        elif kind.startswith("lifespan.shutdown."):
            self._stopped.set()

    @staticmethod
    async def _first(event: asyncio.Event, task: asyncio.Task[None]) -> BaseException | None:
        """Wait for the event or the end of the task; what the task raised, if it is over."""
        waiter = asyncio.create_task(event.wait())
        try:
            await asyncio.wait({waiter, task}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiter.cancel()
        return task.exception() if task.done() and not task.cancelled() else None
