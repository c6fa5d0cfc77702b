"""An event loop of the handler's own, kept from one invocation to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class OwnLoop:
    """Makes a loop, keeps it, and makes a new one if somebody closed it.

    Mangum takes `asyncio.get_event_loop()` each time, which fails once anybody called `asyncio.run()`,
    and would lose what the application keeps on a loop, such as connection pools.
    """

    __slots__ = ("_loop", "_runner")

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def use(self) -> bool:
        """Have an open loop; whether it is a new one."""
        if self._loop is not None and not self._loop.is_closed():
            return False
        # A loop factory keeps Runner from touching the current loop by itself.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        # Current for code that asks outside of coroutines, such as what an application makes when it is imported.
        asyncio.set_event_loop(self._loop)
        return True

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` to its end on the loop, in a task; what it scheduled last gets its turn, too.

        The same as `run_until_complete`, less what that does for futures and loops of others.

        Raises:
            Exception: what `work` raised.
        """
        loop = self._loop
        if loop is None:
            work.close()
            raise RuntimeError("The loop isn't in use.")
        task = loop.create_task(work)
        task.add_done_callback(self._stop)
        while not task.done():  # the application may have stopped the loop
            loop.run_forever()
        task.result()

    def _stop(self, task: asyncio.Task[None]) -> None:
        task.get_loop().stop()

    def close(self) -> None:
        """Cancel what still runs and close the loop; it isn't current any more."""
        runner, loop = self._runner, self._loop
        self._runner = self._loop = None
        if runner is not None and loop is not None and not loop.is_closed():
            runner.close()
            asyncio.set_event_loop(None)

    @property
    def is_open(self) -> bool:
        """Whether there is a loop to run on."""
        return self._loop is not None and not self._loop.is_closed()
