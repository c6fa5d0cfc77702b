"""Lifespan once a process."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.asgi import ASGIApp, Receive, Scope, Send
from gateway.aws import LambdaHandler
from gateway.aws.errors import StartupError
from gateway.aws.lifespan import Mode
from gateway.errors import ConfigurationError
from tests.aws.made import http_api_event, rest_event
from tests.aws.served import CONTEXT, body_of, serve, serve_plainly


def counting(log: list[str]) -> Starlette:
    """An application that logs its startups and shutdowns, and keeps a state."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, object]]:
        log.append("startup")
        yield {"pool": {"connections": 0}, "name": "first"}
        log.append("shutdown")

    async def endpoint(request: Request) -> JSONResponse:
        request.state.pool["connections"] += 1
        seen = {"pool": request.state.pool, "name": request.state.name}
        request.state.name = "changed"
        return JSONResponse(seen)

    return Starlette(lifespan=lifespan, routes=[Route("/", endpoint)])


def test_application_starts_once_for_many_invocations() -> None:
    """Mangum starts and stops it on every one."""
    log: list[str] = []
    serve_plainly(counting(log), http_api_event(), http_api_event(), lifespan="auto")
    assert log == ["startup", "shutdown"] * 2
    log.clear()
    with closing(LambdaHandler(counting(log))) as handler:
        assert log == []
        handler(http_api_event(), CONTEXT)
        handler(rest_event(), CONTEXT)
        assert log == ["startup"]
    assert log == ["startup", "shutdown"]


def test_state_is_kept_and_copied_for_each_request() -> None:
    """What the state holds is shared; what a request puts into it is not."""
    with closing(LambdaHandler(counting([]))) as handler:
        first, second = (body_of(handler(http_api_event(), CONTEXT)) for _ in range(2))
    assert first == {"pool": {"connections": 1}, "name": "first"}
    assert second == {"pool": {"connections": 2}, "name": "first"}


def test_failed_startup_is_a_clear_exception_and_is_tried_again() -> None:
    """Lambda reports the invocation as failed, and keeps the process."""
    attempts: list[int] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        attempts.append(1)
        if len(attempts) == 1:
            raise ConnectionError("the database is away")
        yield

    with closing(LambdaHandler(Starlette(lifespan=lifespan))) as handler:
        with pytest.raises(StartupError, match="failed to start: ConnectionError: the database is away") as caught:
            handler(http_api_event(), CONTEXT)
        assert isinstance(caught.value.__cause__, ConnectionError)
        assert handler(http_api_event(), CONTEXT)["statusCode"] == 404


AT_EXIT = """
from tests.aws.made import http_api_event
from tests.aws.served import CONTEXT
from tests.aws.test_lifespan import counting
from gateway.aws import LambdaHandler

class Printed(list):
    def append(self, word):
        print(word)

handler = LambdaHandler(counting(Printed()))
handler(http_api_event(), CONTEXT)
print("end")
"""


def test_application_is_shut_down_at_the_end_of_the_process() -> None:
    """Nobody calls `close` in Lambda, so the process does, and leaves nothing open."""
    command = [sys.executable, "-W", "error", "-X", "dev", "-c", AT_EXIT]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, cwd=Path(__file__).parents[2]
    )
    assert (ended.stdout.split(), ended.stderr) == (["startup", "end", "shutdown"], "")


async def without_lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that knows only HTTP."""
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    await JSONResponse("state" in scope)(scope, receive, send)


def test_application_without_lifespan_is_served() -> None:
    """The specification says to go on if the application raises on the scope."""
    assert body_of(serve(without_lifespan, http_api_event())) is True
    assert body_of(serve(without_lifespan, http_api_event(), lifespan="off")) is False


def test_lifespan_can_be_demanded() -> None:
    """With "on" an application without lifespan fails, where Mangum only logs."""
    with pytest.raises(StartupError, match="doesn't speak lifespan") as caught:
        serve(without_lifespan, http_api_event(), lifespan="on")
    assert isinstance(caught.value.__cause__, NotImplementedError)


@pytest.mark.parametrize(("base_path", "lifespan"), [("shop", "auto"), (None, "never")])
def test_wrong_options_are_refused(base_path: str | None, lifespan: Mode) -> None:
    """A mistake shows at import, which Lambda reports as an init error."""
    with pytest.raises(ConfigurationError, match=r"Use|Write"):
        LambdaHandler(without_lifespan, base_path, lifespan)


def test_failed_shutdown_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The process ends anyway, so nobody could catch an exception."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        raise ConnectionError("gone")

    with caplog.at_level(logging.ERROR, "gateway.aws"):
        serve(Starlette(lifespan=lifespan), http_api_event())
    assert "failed to shut down" in caplog.text


def test_application_that_will_not_shut_down_is_cancelled(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Lambda gives two seconds at most, so a hanging application is left."""
    monkeypatch.setattr("gateway.aws.lifespan.SHUTDOWN_SECONDS", 0.01)

    def hanging() -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                await JSONResponse({})(scope, receive, send)
                return
            await receive()
            await send({"type": "lifespan.startup.complete"})
            while True:
                await receive()

        return app

    assert serve(hanging(), http_api_event())["statusCode"] == 200
    assert "didn't shut down" in caplog.text
