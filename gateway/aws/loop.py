"""An event loop of the handler's own, kept from one invocation to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class OwnLoop:
    """Makes a loop, makes it current before each use, and makes a new one if somebody closed it.

    Mangum takes `asyncio.get_event_loop()` each time, which fails once anybody called `asyncio.run()`,
    and would lose what the application keeps on a loop, such as connection pools.
    """

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    def use(self) -> bool:
        """Make the loop current; whether it is a new one."""
        fresh = self._runner is None or self._runner.get_loop().is_closed()
        if fresh:
            # A loop factory keeps Runner from touching the current loop by itself.
            self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        asyncio.set_event_loop(self._loop())
        return fresh

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` to its end on the loop."""
        self._loop().run_until_complete(work)

    def close(self) -> None:
        """Cancel what still runs and close the loop; it isn't current any more."""
        runner, self._runner = self._runner, None
        if runner is not None and not runner.get_loop().is_closed():
            runner.close()
            asyncio.set_event_loop(None)

    @property
    def is_open(self) -> bool:
        """Whether there is a loop to run on."""
        return self._runner is not None and not self._runner.get_loop().is_closed()

    def _loop(self) -> asyncio.AbstractEventLoop:
        if self._runner is None:
            raise RuntimeError("The loop isn't in use.")
        return self._runner.get_loop()
