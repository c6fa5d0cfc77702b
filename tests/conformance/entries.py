"""The ways into the service that every exchange is run through: in process, a socket, and Lambda with both events."""

from __future__ import annotations

import asyncio
import base64
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from gateway import Gateway
from gateway.asgi import STAGE, ASGIApp, Receive, Scope, Send
from gateway.handle.lifespan import AppLifespan
from gateway.resolve.stage import Stage
from tests.aws.events import http_api_event, rest_event
from tests.conformance.exchange import Answer, Request
from tests.runtime_api import LambdaProcess

ROOT = Path(__file__).parents[2]
Entry = Callable[[Request], Answer]


def _app() -> Gateway:
    from gateway import header, path, stage

    # The sources of deploy/app.py, in a gateway of its own: lifespans belong to one entry each.
    return Gateway("versions", "adapters", sources=[path(), header(), stage(), stage(variable="apiVersion")])


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


def _answer(response: httpx.Response) -> Answer:
    return Answer(
        response.status_code, {key.lower(): value for key, value in response.headers.items()}, response.content
    )


@contextmanager
def in_process() -> Iterator[Entry]:
    """Straight into the ASGI app."""
    app = Staged(_app())
    with asyncio.Runner() as runner:
        lifespan = AppLifespan(app)
        runner.run(lifespan.startup())

        async def send(request: Request) -> Answer:
            app.play(request)

            async def stated(scope: Any, receive: Any, send: Any) -> None:
                await app({**scope, "state": dict(lifespan.state)}, receive, send)

            transport = httpx.ASGITransport(stated)
            async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
                return _answer(
                    await client.request(
                        request.method, _target(request), headers=request.headers, content=request.body
                    )
                )

        yield lambda request: runner.run(send(request))
        runner.run(lifespan.shutdown())


@contextmanager
def over_a_socket() -> Iterator[Entry]:
    """Through uvicorn and a TCP connection."""
    app = Staged(_app())
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as client:

                def send(request: Request) -> Answer:
                    app.play(request)
                    sent = client.request(
                        request.method, _target(request), headers=request.headers, content=request.body
                    )
                    return _answer(sent)

                yield send
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _lambda(environment: dict[str, str], event: Callable[[Request], dict[str, Any]], root: str) -> Iterator[Entry]:
    with LambdaProcess("deploy.lambda_handler.handler", ROOT, environment) as function:

        def send(request: Request) -> Answer:
            given = function.invoke(event(request))
            headers = {key.lower(): value for key, value in given.get("headers", {}).items()}
            if "location" in headers:
                prefix = f"/{request.stage}" if request.stage else root
                assert headers["location"].startswith(prefix), headers["location"]
                headers["location"] = headers["location"].removeprefix(prefix)
            body = given.get("body") or ""
            raw = base64.b64decode(body) if given.get("isBase64Encoded") else body.encode()
            return Answer(given["statusCode"], headers, raw)

        yield send


@contextmanager
def http_api(environment: dict[str, str]) -> Iterator[Entry]:
    """Through the Lambda runtime client with an HTTP API's events (payload 2.0)."""

    def event(request: Request) -> dict[str, Any]:
        return http_api_event(
            request.method,
            request.path,
            request.headers,
            request.query,
            request.body.decode() if request.body else None,
            request.stage or "$default",
            request.variables or None,
        )

    with _lambda(environment, event, "") as entry:
        yield entry


@contextmanager
def rest_api(environment: dict[str, str]) -> Iterator[Entry]:
    """Through the Lambda runtime client with a REST API's events (payload 1.0)."""

    def event(request: Request) -> dict[str, Any]:
        return rest_event(
            request.method,
            request.path,
            request.headers,
            request.query,
            request.body.decode() if request.body else None,
            request.stage or "live",
            request.variables or None,
        )

    with _lambda(environment, event, "/live") as entry:
        yield entry


__all__ = ["Entry", "http_api", "in_process", "over_a_socket", "rest_api"]
