"""What is done ahead of a snapshot, and after a restore."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import snapshot_restore_py
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware

from gateway import Gateway, Router, Timeline, Version, pin
from gateway.aws import LambdaHandler
from gateway.aws.snapshots import restored
from tests.aws.made import http_api_event
from tests.aws.served import CONTEXT, body_of
from tests.runtime_api import LambdaProcess, Mode

MODULE = """
import random
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.aws import LambdaHandler
from tests.aws.made import http_api_event

random.seed(1)
LOG = []


@asynccontextmanager
async def lifespan(app):
    LOG.append("start")
    yield
    LOG.append("stop")


async def told(request):
    return JSONResponse({"log": LOG, "random": random.random()})


class Warm(Starlette):
    def warm(self):
        LOG.append("warm")

    def refresh(self):
        LOG.append("refresh")


handler = LambdaHandler(Warm(lifespan=lifespan, routes=[Route("/", told)]))
handler(http_api_event(), None)  # primed, as AWS advises for SnapStart
"""


@pytest.mark.parametrize(
    ("mode", "log"),
    [
        ("standard", ["start"]),
        ("snap-start", ["warm", "start", "stop", "refresh", "start"]),
        ("multi-process", ["warm", "start"]),
    ],
)
def test_what_a_snapshot_must_not_hold_is_made_anew(tmp_path: Path, mode: Mode, log: list[str]) -> None:
    """Through the runtime client: connections are closed before a snapshot and opened after the restore."""
    (tmp_path / "function.py").write_text(MODULE)
    with LambdaProcess("function.handler", tmp_path, mode=mode) as process:
        told = body_of(process.invoke(http_api_event()))
        assert process.restored is (mode == "snap-start")
    assert told["log"] == log
    first, second = random.Random(1), told["random"]  # noqa: S311 - no secret
    first.random()
    assert (second == first.random()) is (mode != "snap-start")


def counting(log: list[str]) -> Starlette:
    """An application that says when it starts and stops."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        log.append("start")
        yield
        log.append("stop")

    return Starlette(lifespan=lifespan)


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """The hooks of a function with SnapStart, without those of other tests."""
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")
    found: dict[str, list[Any]] = {"_before_snapshot_registry": [], "_after_restore_registry": []}
    for name, registry in found.items():
        monkeypatch.setattr(snapshot_restore_py, name, registry)
    return found


def test_a_handler_that_was_closed_for_a_snapshot_serves_again(hooks: dict[str, list[Any]]) -> None:
    """A new loop and a new start, as what the old ones had is dead."""
    log: list[str] = []
    handler = LambdaHandler(counting(log))
    handler(http_api_event(), CONTEXT)
    for name in ("_before_snapshot_registry", "_after_restore_registry"):
        for hook, args, options in hooks[name]:
            hook(*args, **options)
    assert log == ["start", "stop"]
    assert handler(http_api_event(), CONTEXT)["statusCode"] == 404
    handler.close()
    assert log == ["start", "stop"] * 2


def test_without_snapstart_nothing_is_hooked(hooks: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Other functions don't even load the module of the hooks."""
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
    LambdaHandler(counting([])).close()
    assert hooks == {"_before_snapshot_registry": [], "_after_restore_registry": []}


def test_pins_are_forgotten_after_a_restore() -> None:
    """They were kept for a time that the snapshot has outlived."""
    asked: list[str] = []

    async def look_up(client: str) -> str | None:
        asked.append(client)
        return "v1"

    source = pin(lambda _: "ada", look_up, ttl=3600)
    gateway = Gateway(current=Router(), timeline=Timeline(Version("v1")), sources=[source])
    handler = LambdaHandler(CORSMiddleware(gateway))
    for _ in range(2):
        handler(http_api_event(), CONTEXT)
    assert asked == ["ada"]
    restored(CORSMiddleware(gateway))
    handler(http_api_event(), CONTEXT)
    handler.close()
    assert asked == ["ada", "ada"]


def test_the_gateway_is_warmed_inside_its_middleware(
    hooks: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What CORS or authorisation wraps is found by ASGI's custom of calling it `app`."""
    warmed: list[Gateway] = []

    def warm(self: Gateway) -> None:
        warmed.append(self)

    monkeypatch.setattr(Gateway, "warm", warm)
    gateway = Gateway(current=Router(), timeline=Timeline(Version("v1")))
    LambdaHandler(CORSMiddleware(gateway)).close()
    assert warmed == [gateway]
