"""An app that runs in process, in an event loop of its own thread, with its lifespan around it."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import anyio
from anyio.from_thread import start_blocking_portal

from gateway.asgi import ASGIApp, Message, Scope
from gateway.handle.lifespan import AppLifespan
from gateway.testing.message import Answer, Request

PATIENCE = 10.0
"""How many seconds an answer may take before its client goes away."""
HOST = "testserver"


class Running:
    """Starts the app, sends it requests, and stops it.

    Args:
        app: the ASGI app.

    Raises:
        RuntimeError: on entering, where the app's lifespan fails to start; with its message.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._lifespan = AppLifespan(app)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._portal = self._stack.enter_context(start_blocking_portal())
        try:
            self._portal.call(self._lifespan.startup)
        except BaseException:
            self._stack.close()
            raise
        self._stack.callback(self._portal.call, self._lifespan.shutdown)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def send(self, request: Request) -> Answer:
        """The app's answer. What the app raises is in it: as a server would, 500 is answered where nothing was yet.

        Raises:
            TimeoutError: the answer has no end.
        """
        answer: Answer = self._portal.call(self._send, request)
        return answer

    async def _send(self, request: Request) -> Answer:
        exchange = _Exchange(request.body)
        error: Exception | None = None
        with anyio.move_on_after(PATIENCE) as scope:
            try:
                await self.app(self._scope(request), exchange.receive, exchange.send)
            except Exception as raised:  # noqa: BLE001 - a server answers whatever the app raises
                error = raised
        if scope.cancelled_caught and not exchange.ended:
            raise TimeoutError(f"{request.method} {request.target} had no end after {PATIENCE:.0f} seconds.")
        if exchange.start is None:
            return Answer(500, [("content-type", "text/plain")], b"Internal Server Error", error)
        lines = [
            (key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in exchange.start.get("headers", ())
        ]
        return Answer(exchange.start["status"], lines, b"".join(exchange.body), error)

    def _scope(self, request: Request) -> Scope:
        path, _, query = request.target.partition("?")
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers]
        names = {name for name, _ in headers}
        if b"host" not in names:
            headers.insert(0, (b"host", HOST.encode()))
        if request.body and b"content-length" not in names:
            headers.append((b"content-length", str(len(request.body)).encode()))
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "root_path": "",
            "query_string": query.encode("ascii"),
            "headers": headers,
            "client": ("testclient", 50000),
            "server": (HOST, 80),
            **request.scope,
        }
        if self._lifespan.state:
            scope["state"] = dict(self._lifespan.state)
        return scope


class _Exchange:
    """One request as the app sees it."""

    def __init__(self, body: bytes) -> None:
        self._sent = False
        self._body = body
        self._over = anyio.Event()
        self.start: Message | None = None
        self.body: list[bytes] = []

    @property
    def ended(self) -> bool:
        """Whether the whole answer is here."""
        return self._over.is_set()

    async def receive(self) -> Message:
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._over.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.body.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                self._over.set()
