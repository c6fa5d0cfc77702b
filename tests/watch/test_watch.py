"""Real traffic against the contracts: what is reported, and what never is."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from typing import Annotated, Any

import httpx
import pytest
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway import Change, ConfigurationError, Gateway, Router, Timeline, Version, routes, schema
from gateway.asgi import ASGIApp
from gateway.watch import Counts, Deviation, Watch

HIDDEN = "h1dden-value"


class Toy(BaseModel):
    """A toy."""

    label: Annotated[str, Field(max_length=20)]
    price: Annotated[int, Field(ge=0)]
    tags: dict[str, int] = {}


class ToysAreLabelled(Change):
    """A toy's `name` is now its `label`."""

    operations = [schema("Toy").renamed("name", to="label"), routes("/toy").moved("/toys")]


router = Router()


@router.post("/toys")
async def make(request: Request, body: Toy) -> Toy:
    """Make a toy, and answer what the request's header says."""
    answer = request.headers.get("x-answer")
    if answer is not None:
        found: Any = JSONResponse(json.loads(answer), int(request.headers.get("x-status", "200")))
        return found  # type: ignore[no-any-return]
    return body


@router.get("/toys/{toy_id}")
async def read(request: Request, toy_id: str) -> Toy:
    """One toy."""
    found: Any = Response(request.headers.get("x-body", "{}"), media_type=request.headers.get("x-type"))
    return found  # type: ignore[no-any-return]


class Reports:
    """What was reported, and that it was."""

    def __init__(self) -> None:
        self.all: list[Deviation] = []
        self.threads: set[str] = set()

    def __call__(self, deviation: Deviation) -> None:
        self.all.append(deviation)
        self.threads.add(threading.current_thread().name)


def watched(report: Callable[[Deviation], None] | None = None, **options: Any) -> Watch:
    """Toys in two versions, all of whose traffic is looked at."""
    timeline = Timeline(Version("v1"), Version("v2"))
    gateway = Gateway(current=router, timeline=timeline, adapters={"v2": [ToysAreLabelled]})
    return Watch(gateway, report=report, **{"rate": 1.0, **options})


def call(app: ASGIApp, method: str, url: str, **options: Any) -> httpx.Response:
    """One request, in process."""

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://toys.test") as client:
            return await client.request(method, url, **options)

    return asyncio.run(sent())


def settled(watch: Watch, checked: int = 1) -> Counts:
    """The counts once so many samples were checked."""
    for _ in range(2000):
        if watch.counts.checked >= checked:
            break
        threading.Event().wait(0.005)
    return watch.counts


def test_traffic_that_keeps_to_the_contract_is_not_reported() -> None:
    """In each version by its own contract, refusals too."""
    reports = Reports()
    watch = watched(reports)
    assert call(watch, "POST", "/v1/toy", json={"name": "x", "price": 1}).json() == {
        "name": "x",
        "price": 1,
        "tags": {},
    }
    assert (
        call(watch, "POST", "/toys", json={"label": "x", "price": 1}, headers={"API-Version": "v2"}).status_code == 200
    )
    assert call(watch, "POST", "/v1/toy", json={"name": 1}).status_code == 422
    assert call(watch, "GET", "/v1/nowhere").status_code == 404
    assert call(watch, "GET", "/v3/toys").status_code == 404
    assert settled(watch, 5) == Counts(checked=5)
    assert reports.all == []


def test_an_answer_that_breaks_the_contract_is_reported_in_the_words_of_its_version() -> None:
    """Place and rule, by the names that the contract has; nothing of what was answered."""
    reports = Reports()
    watch = watched(reports)
    answer = json.dumps({"label": HIDDEN * 3, "price": -1, "tags": {HIDDEN: HIDDEN}})
    call(watch, "POST", "/v1/toy", json={"name": "x", "price": 1}, headers={"X-Answer": answer})
    assert settled(watch) == Counts(checked=1, deviating=1)
    assert {str(one) for one in reports.all} == {
        "v1 POST /toy 200: answer body /name: maxLength (maxLength: 20)",
        "v1 POST /toy 200: answer body /price: minimum (minimum: 0)",
        "v1 POST /toy 200: answer body /tags/*: type (type: integer)",
    }


def test_a_request_that_was_taken_against_the_contract_is_reported() -> None:
    """So that what clients send by now is seen before it is refused; one that was refused isn't."""
    reports = Reports()
    watch = watched(reports)
    call(watch, "POST", "/v2/toys", json={"label": "x", "price": "1"})
    settled(watch)
    assert [str(one) for one in reports.all] == ["v2 POST /toys 200: request body /price: type (type: integer)"]
    call(watch, "POST", "/v2/toys", json={"label": "x", "price": HIDDEN})
    assert settled(watch, 2) == Counts(checked=2, deviating=1)


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"X-Answer": "[]", "X-Status": "202"}, "v2 POST /toys 202: answer status: described"),
        ({"X-Answer": "[]"}, "v2 POST /toys 200: answer body: type (type: object)"),
    ],
)
def test_statuses_and_bodies_are_looked_at(headers: dict[str, str], said: str) -> None:
    """What isn't described at all is told as such."""
    reports = Reports()
    watch = watched(reports)
    call(watch, "POST", "/v2/toys", json={"label": "x", "price": 1}, headers=headers)
    settled(watch)
    assert [str(one).partition(" (2")[0] for one in reports.all] == [said]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"X-Type": "text/html", "X-Body": HIDDEN}, "answer content-type: described (application/json)"),
        ({"X-Type": "application/json", "X-Body": f"{{{HIDDEN}"}, "answer body: json (JSON)"),
    ],
)
def test_other_media_types_and_what_is_no_json_are_told(headers: dict[str, str], said: str) -> None:
    """Without a word of the body."""
    reports = Reports()
    watch = watched(reports)
    call(watch, "GET", "/v2/toys/1", headers=headers)
    settled(watch)
    assert [str(one) for one in reports.all] == [f"v2 GET /toys/{{toy_id}} 200: {said}"]


def test_nothing_that_was_said_is_in_reports_or_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Not in values, keys, paths, queries or headers, of whichever side."""
    reports = Reports()
    watch = watched(reports)
    answer = json.dumps({"label": [HIDDEN], HIDDEN: HIDDEN, "tags": {HIDDEN: {HIDDEN: 1}}, "price": HIDDEN})
    with caplog.at_level(logging.DEBUG, "gateway.watch"):
        headers = {"X-Answer": answer, "Authorization": HIDDEN}
        body = {"label": "x", "price": "1", "tags": {HIDDEN: "1"}, HIDDEN: HIDDEN}
        call(watch, "POST", f"/v2/toys?{HIDDEN}={HIDDEN}", json=body, headers=headers)
        call(watch, "GET", f"/v2/toys/{HIDDEN}", headers={"X-Body": HIDDEN, "X-Type": f"text/{HIDDEN}"})
        settled(watch, 2)
    assert len(reports.all) >= 5
    assert HIDDEN not in repr(reports.all)
    assert HIDDEN not in caplog.text
    assert "not as the contract says: v2 POST /toys 200: answer body /label: type" in caplog.text


def test_each_kind_is_logged_once_and_reported_each_time(caplog: pytest.LogCaptureFixture) -> None:
    """A log that fills with one line says no more than the line."""
    reports = Reports()
    watch = watched(reports)
    for _ in range(3):
        call(watch, "POST", "/v2/toys", json={"label": "x", "price": "1"})
    settled(watch, 3)
    assert len(reports.all) == 3
    assert caplog.text.count("request body /price") == 1


def test_the_rate_says_which_part_is_looked_at() -> None:
    """By a number between 0 and 1 for each request."""
    numbers = iter([0.05, 0.2, 0.1, 0.0])
    watch = watched(rate=0.1, chance=lambda: next(numbers))
    for _ in range(4):
        call(watch, "GET", "/v2/nowhere")
    assert settled(watch, 2) == Counts(checked=2)
    never = watched(rate=0)
    call(never, "GET", "/v2/nowhere")
    assert never.counts == Counts()


def test_the_answer_is_sent_before_anything_is_looked_at() -> None:
    """The client waits for nothing: its answer is there while the check hasn't begun."""
    going, reports = threading.Event(), Reports()

    def report(deviation: Deviation) -> None:
        going.wait(10)
        reports(deviation)

    watch = watched(report)
    for _ in range(2):
        assert call(watch, "POST", "/v2/toys", json={"label": "x", "price": "1"}).status_code == 200
    assert reports.all == []
    going.set()
    settled(watch, 2)
    for _ in range(2000):
        if len(reports.all) == 2:
            break
        threading.Event().wait(0.005)
    assert len(reports.all) == 2
    assert all(name.startswith("gateway-watch") for name in reports.threads)


def test_no_more_samples_wait_than_may() -> None:
    """The rest is dropped and counted; traffic goes on."""
    going = threading.Event()

    def report(_: Deviation) -> None:
        going.wait(10)

    watch = watched(report, waiting=2)
    for _ in range(5):
        assert call(watch, "POST", "/v2/toys", json={"label": "x", "price": "1"}).status_code == 200
    assert watch.counts.dropped == 3
    going.set()
    assert settled(watch, 2) == Counts(checked=2, deviating=2, dropped=3)


def test_large_bodies_are_not_kept() -> None:
    """Of those only status and headers are looked at."""
    reports = Reports()
    watch = watched(reports, body=50)
    answer = json.dumps({"label": "x" * 100, "price": -1})
    call(watch, "POST", "/v2/toys", json={"label": "x", "price": "1" * 60}, headers={"X-Answer": answer})
    assert settled(watch) == Counts(checked=1)


def test_a_report_that_fails_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and the next deviation is reported."""

    def report(_: Deviation) -> None:
        raise RuntimeError("no network")

    watch = watched(report)
    for _ in range(2):
        assert call(watch, "POST", "/v2/toys", json={"label": "x", "price": "1"}).status_code == 200
    settled(watch, 2)
    for _ in range(2000):
        if caplog.text.count("a deviation couldn't be reported") == 2:
            break
        threading.Event().wait(0.005)
    assert caplog.text.count("a deviation couldn't be reported") == 2


def test_a_check_that_fails_is_reported_by_the_name_of_the_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words may hold what was said."""
    reports = Reports()
    watch = watched(reports)

    def broken(*_: Any) -> Any:
        raise ValueError(HIDDEN)

    monkeypatch.setattr("gateway.watch.checking.contract_of", broken)
    assert call(watch, "POST", "/v2/toys", json={"label": "x", "price": 1}).status_code == 200
    settled(watch)
    assert [str(one) for one in reports.all] == ["v2 POST 200: check: ValueError"]


def test_what_the_app_raises_goes_through() -> None:
    """A sample of an exchange that failed isn't looked at."""
    gateway = Gateway(current=router, timeline=Timeline(Version("v1")))

    class Raising:
        app = gateway

        async def __call__(self, *_: Any) -> None:
            raise ZeroDivisionError

    watch = Watch(Raising(), rate=1.0)
    with pytest.raises(ZeroDivisionError):
        call(watch, "GET", "/toys/1")
    assert watch.counts == Counts()


def test_what_it_is_set_to_is_checked() -> None:
    """A wrong setting is an error that names the fix."""
    gateway = Gateway(current=router, timeline=Timeline(Version("v1")))
    with pytest.raises(ConfigurationError, match=r"Write 0\.01 for one in a hundred"):
        Watch(gateway, rate=5)
    with pytest.raises(ConfigurationError, match="waiting >= 1"):
        Watch(gateway, waiting=0)
    with pytest.raises(ConfigurationError, match="is no Gateway"):
        Watch(router)  # type: ignore[arg-type]
