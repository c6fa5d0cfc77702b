"""The lifespans behind a gateway: the service's own and those of mounted apps, each run once."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

from gateway.asgi import ASGIApp, Message, Receive, Scope, Send
from gateway.errors import ConfigurationError
from gateway.handle.lifespan import AppLifespan
from gateway.handle.packages import Packages
from gateway.timeline.version import ApiVersion


class Services:
    """Starts and stops what handlers need.

    The service's lifespan and the head's app start with the server; a frozen version's app starts with the first
    request that needs it, as nothing of a version is loaded before it is used. All stop with the server. Where the
    server has no lifespan, the service's starts on first use, and the head's app has none, as it would alone.

    Args:
        lifespan: the service's own, as Starlette's; None for none.
        owner: what it is given as the app.
        packages: where mounted apps are.
        elsewhere: an app beside them that starts and stops with the service.
    """

    def __init__(
        self,
        lifespan: Callable[[Any], AbstractAsyncContextManager[Mapping[str, Any] | None]] | None,
        owner: Any,
        packages: Packages,
        elsewhere: ASGIApp | None = None,
    ) -> None:
        self._lifespan = lifespan
        self._owner = owner
        self._packages = packages
        self._elsewhere = elsewhere
        if lifespan is not None and packages.middleware:
            raise ConfigurationError(
                "A gateway in an app's middleware has no lifespan= of its own. Give it to the app."
            )
        self._stack = AsyncExitStack()
        self._state: dict[str, Any] = {}
        self._apps: dict[ApiVersion, AppLifespan] = {}
        self._starting: dict[ApiVersion | None, asyncio.Future[None]] = {}

    async def lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the server's lifespan protocol."""
        if self._packages.middleware:
            await self._within(scope, receive, send)
            return
        await receive()
        try:
            await self._start(None)
            await self._start(self._packages.head)
            if self._elsewhere is not None:
                await self._run(self._elsewhere)
            if "state" in scope:
                scope["state"].update(self._state)
        except BaseException:
            await send({"type": "lifespan.startup.failed", "message": traceback.format_exc()})
            raise
        await send({"type": "lifespan.startup.complete"})
        await receive()
        try:
            await self._stop()
        except BaseException:
            await send({"type": "lifespan.shutdown.failed", "message": traceback.format_exc()})
            raise
        await send({"type": "lifespan.shutdown.complete"})

    async def _within(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As a middleware: the app runs its own lifespan, and what frozen apps need ends before it."""

        async def heard() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self._stop()
            return message

        await self._packages.current(scope, heard, send)

    @property
    def are_up(self) -> bool:
        """Whether the service has nothing that must be started before a typed handler is called."""
        return self._lifespan is None or (None in self._starting and self._starting[None].done())

    async def enter(self, version: ApiVersion, scope: Scope) -> Scope:
        """The scope with the state that handlers of this version find, their app being started."""
        if self._lifespan is not None and (None not in self._starting or not self._starting[None].done()):
            await self._start(None)
        if self._packages.middleware and version == self._packages.head:
            return scope
        mounted = version in self._packages.mounted
        if not mounted:
            return {**scope, "state": {**scope.get("state", {}), **self._state}} if self._state else scope
        if version != self._packages.head and (version not in self._starting or not self._starting[version].done()):
            await self._start(version)
        running = self._apps.get(version)
        if running is None or not running.state:
            return scope
        return {**scope, "state": {**scope.get("state", {}), **running.state}}

    async def _start(self, version: ApiVersion | None) -> None:
        waiting = self._starting.get(version)
        if waiting is not None:
            await asyncio.shield(waiting)
            return
        future = self._starting[version] = asyncio.get_running_loop().create_future()
        try:
            await (self._start_service() if version is None else self._start_app(version))
        except BaseException as error:
            del self._starting[version]
            future.set_exception(error if isinstance(error, Exception) else RuntimeError("start-up was cancelled"))
            future.exception()  # it is raised here; nobody may be waiting for it
            raise
        future.set_result(None)

    async def _start_service(self) -> None:
        if self._lifespan is not None:
            state = await self._stack.enter_async_context(self._lifespan(self._owner))
            self._state = dict(state or {})

    async def _start_app(self, version: ApiVersion) -> None:
        self._packages.endpoints(version)
        mounted = self._packages.mounted.get(version)
        if mounted is None:
            return
        self._apps[version] = await self._run(mounted.app)

    async def _run(self, app: ASGIApp) -> AppLifespan:
        running = AppLifespan(app)
        await running.startup()
        self._stack.push_async_callback(running.shutdown)
        return running

    async def _stop(self) -> None:
        await self._stack.aclose()
        self._starting.clear()
        self._apps.clear()
