"""Lives that contradict themselves are refused at the start; the others are evaluated by the clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway import (
    Brownout,
    ConfigurationError,
    Gateway,
    Life,
    Lifecycle,
    Problem,
    Router,
    Timeline,
    Version,
)
from gateway.asgi import Message
from gateway.refuse.life import life_headers


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Version("v1", deprecated="2026-02-01", sunset="2026-01-01"), "sunset=2026-01-01 is before deprecated"),
        (lambda: Version("v1", sunset="2026-02-01", retired="2026-01-01"), "retired=2026-01-01 is before sunset"),
        (lambda: Version("v1", deprecated="soon"), "no ISO date"),
        (lambda: Version("v1", preview=True, deprecated="2026-01-01"), "Release it first"),
        (lambda: Version("v1", guide="https://x.example/a b"), "Percent-encode"),
        (lambda: Version("v1", description='https://x.example/">'), "Percent-encode"),
        (lambda: Version("v1", guide="https://x.example/\r\nSet-Cookie: a=b"), "Percent-encode"),
        (lambda: Version("v1", brownouts=[Brownout("2026-01-01", "2026-01-02")]), "isn't deprecated"),
        (
            lambda: Version("v1", deprecated="2026-02-01", brownouts=[Brownout("2026-01-01", "2026-01-02")]),
            "isn't deprecated",
        ),
        (lambda: Brownout("2026-01-02", "2026-01-01"), "no time at all"),
        (lambda: Brownout("2026-01-01", "2026-01-02", delay=0), "more than 0"),
        (lambda: Brownout("2026-01-01", "2026-01-02", delay=3600), "at most 60"),
        (lambda: Life(deprecated="2026-01-02", retired="2026-01-01"), "retired=2026-01-01 is before"),
        (lambda: Timeline(Version("v1"), aliases={"stable": "v9"}), "v9"),
        (lambda: Timeline(Version("v1"), aliases={"v2": "v1"}), "has the form of a version"),
        (lambda: Timeline(Version("v1"), nearest_earlier=True), "Drop it"),
        (lambda: Gateway(current=Router(), timeline=Timeline(Version("v1")), statuses={"version-odd": 404}), "version"),
        (lambda: Gateway(current=Router(), timeline=Timeline(Version("v1")), statuses={"version-unknown": 200}), "400"),
        (lambda: Gateway(current=Router(), timeline=Timeline(Version("v1")), retired="ignore"), "fall-forward"),  # type: ignore[arg-type]
        (lambda: Gateway(current=Router(), timeline=Timeline(Version("v1")), neutral=["health"]), "begin with a slash"),
    ],
)
def test_what_contradicts_itself_is_refused(make: Any, message: str) -> None:
    """At the start, with a message that says what to do."""
    with pytest.raises(ConfigurationError, match=message):
        make()


def test_a_life_of_a_route_that_is_not_there_is_named() -> None:
    """With the routes there are, when the version is first served."""
    app = Gateway(
        current=Router(), timeline=Timeline(Version("v1", routes={"GET /pest": Life(deprecated="2026-01-01")}))
    )
    with pytest.raises(ConfigurationError, match="GET /pest"):
        _request(app, "/v1/x")


def _request(app: Any, path: str) -> tuple[int, dict[bytes, bytes]]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"])


def test_a_version_lives_by_the_clock() -> None:
    """Each date begins with its first instant in UTC; a zone that is named counts."""
    version = Version("v1", deprecated="2026-01-01", sunset="2026-06-01", retired=date(2026, 7, 1))
    days = [
        datetime(2025, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 7, 1, tzinfo=UTC),
    ]
    assert [version.lifecycle(day) for day in days] == [Lifecycle.ACTIVE, Lifecycle.DEPRECATED, Lifecycle.RETIRED]
    zoned = Version("v1", retired="2026-01-01T00:00:00+02:00")
    assert zoned.lifecycle(datetime(2025, 12, 31, 22, tzinfo=UTC)) is Lifecycle.RETIRED


def test_the_headers_of_several_lives_say_the_earliest_days() -> None:
    """`Deprecation` is a structured date, `Sunset` an HTTP date, and sunset is never before deprecation."""
    version = Life(deprecated="2026-01-01", sunset="2027-01-01", guide="https://x.example/a")
    route = Life(deprecated="2025-01-01", sunset="2026-06-01T12:00:00+02:00", guide="https://x.example/b")
    assert dict(life_headers([version, route])[:2]) == {
        b"deprecation": b"@1735689600",
        b"sunset": b"Mon, 01 Jun 2026 10:00:00 GMT",
    }
    assert life_headers([Life()]) == []
    odd = dict(life_headers([Life(deprecated="2026-01-01"), Life(sunset="2025-01-01")]))
    assert odd == {b"sunset": b"Wed, 01 Jan 2025 00:00:00 GMT"}


@pytest.mark.parametrize(("hour", "status"), [(11, 200), (12, 410), (13, 410), (14, 200)])
def test_a_brownout_switches_off_from_its_start_to_before_its_end(hour: int, status: int) -> None:
    """And says when it is over."""
    window = Brownout("2026-02-01T12:00", "2026-02-01T14:00")
    versions = [Version("v1", deprecated="2026-01-01", brownouts=[window]), Version("v2")]
    router = Router()

    @router.get("/x")
    async def x() -> dict[str, str]:
        return {}

    now = datetime(2026, 2, 1, hour, 30 if hour == 13 else 0, tzinfo=UTC)
    app = Gateway(current=router, timeline=Timeline(*versions), clock=lambda: now)
    got, headers = _request(app, "/v1/x")
    assert got == status
    assert headers.get(b"retry-after") == {12: b"7200", 13: b"1800"}.get(hour)
    assert _request(app, "/v2/x")[0] == 200


@pytest.mark.parametrize("of", ["version", "route"])
def test_a_brownout_may_slow_instead(of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is held back by its delay, and otherwise the same."""
    slow = [Brownout("2026-02-01", "2026-02-02", delay=1.5)]
    route = Life(deprecated="2026-01-01", brownouts=slow)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("gateway.exchange.exchange.asyncio.sleep", sleep)
    router = Router()

    @router.get("/x")
    async def x() -> dict[str, str]:
        return {}

    version = of == "version"
    old = Version(
        "v1", deprecated="2026-01-01", brownouts=slow if version else (), routes=None if version else {"GET /x": route}
    )
    timeline = Timeline(old, Version("v2"))
    app = Gateway(current=router, timeline=timeline, clock=lambda: datetime(2026, 2, 1, 12, tzinfo=UTC))
    assert _request(app, "/v1/x")[0] == 200
    assert _request(app, "/v2/x")[0] == 200
    assert slept == [1.5]


def test_a_route_may_be_switched_off_alone() -> None:
    """Its brownout is a 410 of the route, with the version served."""
    off = Life(deprecated="2026-01-01", brownouts=[Brownout("2026-02-01", "2026-02-02")])
    router = Router()

    @router.get("/x")
    async def x() -> dict[str, str]:
        return {}

    @router.get("/y")
    async def y() -> dict[str, str]:
        raise Problem(418)

    app = Gateway(
        current=router,
        timeline=Timeline(Version("v1", routes={"GET /x": off})),
        clock=lambda: datetime(2026, 2, 1, 23, 59, 30, tzinfo=UTC),
    )
    status, headers = _request(app, "/v1/x")
    assert (status, headers[b"retry-after"], headers[b"api-version"]) == (410, b"30", b"v1")
    assert _request(app, "/v1/y")[0] == 418
