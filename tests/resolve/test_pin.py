"""Pins are looked up seldom, by one at a time, and a failure is never another version."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway import ConfigurationError, Problem, Timeline, Version, pin
from gateway.asgi import Scope, first_header
from gateway.resolve.pin import PinSource
from gateway.resolve.refusals import Refusals
from gateway.resolve.resolver import Resolver

TIMELINE = Timeline(Version("v1"), Version("v2"), default="v2")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def identify(scope: Scope) -> str | None:
    """The client by its header, as authentication would say."""
    value = first_header(scope["headers"], b"client")
    return value.decode() if value else None


async def served(source: PinSource, client: str | None) -> str:
    """The version that a client is served; the default is v2."""
    resolver = Resolver(TIMELINE, [source], lambda: NOW, Refusals())
    headers = [(b"client", client.encode())] if client else []
    scope: dict[str, Any] = {"type": "http", "path": "/", "headers": headers, "query_string": b""}
    return str((await resolver.resolve(scope)).version)


def counting(asked: list[str], answers: dict[str, str | None]) -> Any:
    """A look-up that writes down who was asked for."""

    async def look_up(client: str) -> str | None:
        asked.append(client)
        await asyncio.sleep(0)
        return answers.get(client)

    return look_up


def test_an_answer_is_kept_and_one_look_up_serves_all_who_wait() -> None:
    """Ten requests at once and ten later ask once; having no pin is an answer too."""
    asked: list[str] = []

    async def run() -> None:
        source = pin(identify, counting(asked, {"ada": "v1"}))
        assert await asyncio.gather(*(served(source, "ada") for _ in range(10))) == ["v1"] * 10
        assert [await served(source, "ada") for _ in range(10)] == ["v1"] * 10
        assert [await served(source, "bob") for _ in range(3)] == ["v2"] * 3
        assert await served(source, None) == "v2"

    asyncio.run(run())
    assert asked == ["ada", "bob"]


def test_answers_are_bounded_and_the_least_used_goes_first() -> None:
    """Hostile ids can't fill the memory."""
    asked: list[str] = []

    async def run() -> None:
        source = pin(identify, counting(asked, {}), size=2)
        for client in ("a", "b", "a", "c", "a", "b"):
            await served(source, client)
        assert len(source._kept) == 2

    asyncio.run(run())
    assert asked == ["a", "b", "c", "b"]


def test_answers_grow_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time to live the client is looked up again; 0 keeps nothing."""
    asked: list[str] = []
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    async def run() -> None:
        source = pin(identify, counting(asked, {}), ttl=60)
        await served(source, "a")
        now[0] += 59
        await served(source, "a")
        now[0] += 2
        await served(source, "a")
        never = pin(identify, counting(asked, {}), ttl=0)
        await served(never, "b")
        await served(never, "b")

    asyncio.run(run())
    assert asked == ["a", "a", "b", "b"]


@pytest.mark.parametrize("failure", [ConnectionError("away"), TimeoutError(), KeyError("x")])
def test_a_look_up_that_fails_is_503_and_is_tried_again(failure: Exception) -> None:
    """Not the default, and not for ever."""
    answers: list[Exception | str] = [failure, "v1"]

    async def look_up(_client: str) -> str | None:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def run() -> None:
        source = pin(identify, look_up)
        with pytest.raises(Problem) as caught:
            await served(source, "ada")
        assert (caught.value.status, caught.value.headers["Retry-After"]) == (503, "1")
        assert await served(source, "ada") == "v1"

    asyncio.run(run())


def test_a_look_up_that_takes_too_long_is_503() -> None:
    """The client isn't kept waiting for ever."""

    async def hanging(_client: str) -> str | None:
        return await asyncio.Future()

    async def run() -> None:
        with pytest.raises(Problem) as caught:
            await served(pin(identify, hanging, timeout=0.01), "ada")
        assert caught.value.status == 503

    asyncio.run(run())


def test_who_leaves_does_not_cancel_the_look_up_for_others() -> None:
    """One of two waiting clients disconnects; the other is served."""

    async def run() -> None:
        ready = asyncio.Event()

        async def look_up(_client: str) -> str | None:
            await ready.wait()
            return "v1"

        source = pin(identify, look_up)
        leaves, stays = (asyncio.ensure_future(served(source, "ada")) for _ in range(2))
        await asyncio.sleep(0)
        leaves.cancel()
        await asyncio.sleep(0)
        ready.set()
        assert await stays == "v1"

    asyncio.run(run())


def test_a_pin_works_in_every_event_loop() -> None:
    """Lambda and tests run one after another."""
    source = pin(identify, counting([], {"ada": "v1"}), ttl=0)
    for _ in range(2):
        assert asyncio.run(served(source, "ada")) == "v1"


@pytest.mark.parametrize("options", [{"ttl": -1}, {"size": 0}, {"timeout": 0}])
def test_bounds_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    """At the start, naming what is needed."""
    with pytest.raises(ConfigurationError, match="ttl >= 0"):
        pin(identify, counting([], {}), **options)
