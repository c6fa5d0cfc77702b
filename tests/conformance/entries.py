"""What every exchange is run through: in process, a socket, and a Lambda function by all ways into it."""

from __future__ import annotations

import asyncio
import base64
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import uvicorn

from gateway.asgi import STAGE, ASGIApp, Message, Receive, Scope, Send
from gateway.handle.lifespan import AppLifespan
from gateway.resolve.stage import Stage
from tests.asgi_checker import Checked
from tests.conformance.exchange import Answer, Request
from tests.conformance.service import Switchboard
from tests.conformance.ways import Way
from tests.runtime_api import LambdaProcess, Mode

ROOT = Path(__file__).parents[2]
Entry = Callable[[Request], Answer]


class Staged:
    """Plays the stage of the request that is being sent, as `gateway serve --stage` does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.stage: Stage | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.stage is not None:
            scope[STAGE] = self.stage
        await self._app(scope, receive, send)

    def play(self, request: Request) -> None:
        """Be the stage of a request."""
        self.stage = Stage(request.stage or "$default", request.variables)


def _target(request: Request) -> str:
    return request.path + (f"?{request.query}" if request.query else "")


def _hosted(request: Request, host: str) -> list[tuple[str, str]]:
    named = any(name.lower() == "host" for name, _ in request.headers)
    return request.headers if named else [("Host", host), *request.headers]


def _folded(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Repeated headers as one list, which is what they mean (RFC 9110, 5.2)."""
    headers: dict[str, str] = {}
    for name, value in pairs:
        headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
    return headers


@contextmanager
def in_process() -> Iterator[Entry]:
    """Straight into the ASGI app, under a checker of what ASGI has it do."""
    app = Staged(Checked(Switchboard()))
    with asyncio.Runner() as runner:
        lifespan = AppLifespan(app)
        runner.run(lifespan.startup())

        async def send(request: Request) -> Answer:
            app.play(request)
            scope: Scope = {
                "type": "http",
                "asgi": {"version": "3.0", "spec_version": "2.4"},
                "http_version": "1.1",
                "method": request.method,
                "scheme": "http",
                "path": unquote(request.path),
                "raw_path": request.path.encode(),
                "query_string": request.query.encode(),
                "root_path": "",
                "headers": [
                    (name.lower().encode(), value.encode("latin-1")) for name, value in _hosted(request, "shop.test")
                ],
                "client": ("203.0.113.7", 4711),
                "server": ("shop.test", 80),
                "state": dict(lifespan.state),
                "extensions": {},
            }
            if request.body is not None:
                scope["headers"].append((b"content-length", str(len(request.body)).encode()))
            start: dict[str, Any] = {}
            body = bytearray()
            unread = [request.body or b""]

            async def receive() -> Message:
                if unread:
                    return {"type": "http.request", "body": unread.pop(), "more_body": False}
                return await asyncio.Future()

            async def heard(message: Message) -> None:
                if message["type"] == "http.response.start":
                    start.update(message)
                else:
                    body.extend(message.get("body", b""))

            await app(scope, receive, heard)
            pairs = ((name.decode(), value.decode("latin-1")) for name, value in start["headers"])
            return Answer(start["status"], _folded(pairs), bytes(body))

        yield lambda request: runner.run(send(request))
        runner.run(lifespan.shutdown())


@contextmanager
def over_a_socket() -> Iterator[Entry]:
    """Through uvicorn and a TCP connection, by a client that sends targets and headers as they are."""
    app = Staged(Switchboard())
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = listener.getsockname()[1]
        try:

            def send(request: Request) -> Answer:
                app.play(request)
                with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                    connection.putrequest(request.method, _target(request), skip_host=True, skip_accept_encoding=True)
                    for name, value in _hosted(request, "shop.test"):
                        connection.putheader(name, value.encode("latin-1"))
                    if request.body is not None:
                        connection.putheader("Content-Length", str(len(request.body)))
                    connection.endheaders(request.body)
                    response = connection.getresponse()
                    return Answer(response.status, _folded(response.getheaders()), response.read())

            yield send
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def function(environment: dict[str, str], mode: Mode) -> Iterator[LambdaProcess]:
    """The function in Lambda's runtime client, initialized in one of its modes."""
    with LambdaProcess("tests.conformance.service.handler", ROOT, environment, mode) as process:
        yield process


def through(process: LambdaProcess, way: Way) -> Entry:
    """Through a function, by one way in."""

    def send(request: Request) -> Answer:
        given = process.invoke(way.event(request))
        single = given.get("headers", {}).items()
        several = [(key, value) for key, values in given.get("multiValueHeaders", {}).items() for value in values]
        headers = _folded([*single, *several])
        prefix = way.prefix_of(request)
        if headers.get("location", "").startswith("/"):
            assert headers["location"].startswith(f"{prefix}/"), headers["location"]
            headers["location"] = headers["location"].removeprefix(prefix)
        if prefix and "link" in headers:
            headers["link"] = headers["link"].replace(f"<{prefix}/", "</")
        body = given.get("body") or ""
        raw = base64.b64decode(body) if given.get("isBase64Encoded") else body.encode()
        return Answer(given["statusCode"], headers, raw)

    return send


__all__ = ["Entry", "function", "in_process", "over_a_socket", "through"]
