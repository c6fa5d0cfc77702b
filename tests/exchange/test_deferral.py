"""Older clients wait for deferred work: whom the gateway asks, for how long, and what they get of both answers."""

from __future__ import annotations

import itertools
import logging
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from gateway import Change, Gateway, Link, Operation, Reply, Router, Timeline, Version, route, schema


class Report(BaseModel):
    """Work that takes its time."""

    state: str
    full: str | None = None
    self: Link | None = None


DONE = {"state": "done", "full": "r", "self": "/reports/done"}
STATE: dict[str, Any] = {}
router = Router()


@pytest.fixture(autouse=True)
def _afresh(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "gateway")
    STATE.clear()
    STATE.update(location="/reports/done", asked=itertools.count(1), query="", monitor={})


@router.post("/reports", status=202)
async def begin(request: Request) -> Reply[Report]:
    """Begin a report, whose monitor is where the test says."""
    location = STATE["location"]
    if location == "by name":
        location = str(request.url_for("monitor", goes="done"))
    headers = {} if location is None else {"Location": location}
    return Reply(
        Report(state="running"),
        headers={**headers, "ETag": '"1"', "Set-Cookie": "a=b", "X-Quota": "5", "X-Both": "202", "Retry-After": "9"},
    )


@router.get("/reports/{goes}", name="monitor")
async def monitor(goes: str, request: Request) -> Response:
    """How it goes, as the test says."""
    STATE["query"] = request.url.query
    number = next(STATE["asked"])
    if goes == "raises":
        raise RuntimeError("boom")
    if goes == "html":
        return Response("<html>", media_type="text/html")
    if goes.startswith("to"):
        return Response(status_code=303, headers={"Location": STATE["then"]} if STATE.get("then") else {})
    if goes == "flaky" and number < 3:
        return Response(status_code=STATE["status"], headers={"Retry-After": "0"})
    if goes == "busy":
        return Response(status_code=503)
    document = {"state": "running"} if goes == "on" else STATE["monitor"] or DONE
    return JSONResponse(document, headers={"Retry-After": "0", "ETag": '"2"', "X-Both": "200", "Set-Cookie": "c=d"})


monitor.__annotations__["return"] = Report
NEW = route("GET /reports/{goes}").added()
MOVED = route("/jobs/{goes}").moved("/reports/{goes}")


def ordered(*operations: Operation, within: float = 5, version: str = "v1") -> Any:
    """What a client gets that knew no waiting, with the gateway in a folder of another app's."""
    deferred = route("POST /reports").deferred(done={"state": "done"}, was=Report, within=within)
    changes = [deferred, schema("Report").renamed("text", to="full"), *(operations or (NEW,))]
    changed = type("Changed", (Change,), {"__doc__": "Something changed.", "operations": changes})
    gateway = Gateway(adapters={"v2": [changed]}, current=router, timeline=Timeline(Version("v1"), Version("v2")))
    assert gateway.check() == []
    with TestClient(gateway, root_path="/api", raise_server_exceptions=False) as client:
        return client.post(f"/api/{version}/reports")


@pytest.mark.parametrize(
    ("location", "query"),
    [
        ("/reports/done", ""),
        ("/reports/done?token=a%20b", "token=a%20b"),
        ("http://testserver/reports/done?token=1", "token=1"),
        ("reports/done", ""),
        ("/api/reports/done", ""),
        ("/api/v1/reports/done", ""),
        ("by name", ""),
    ],
)
def test_the_monitor_is_asked_where_it_says(location: str, query: str) -> None:
    """With its query, and however the own place is written."""
    STATE["location"] = location
    seen = ordered()
    assert (seen.status_code, seen.json()["text"]) == (200, "r")
    assert STATE["query"] == query


@pytest.mark.parametrize("location", ["https://elsewhere.example/reports/done", "//elsewhere.example/reports/done"])
@pytest.mark.parametrize("led", [False, True], ids=["at once", "by the monitor"])
def test_another_host_is_not_taken_for_the_own(location: str, led: bool) -> None:
    """Nor asked: the client is told where to look, and not to repeat what was taken on."""
    STATE.update(location="/reports/to" if led else location, then=location)
    seen = ordered()
    assert (seen.status_code, seen.json()["committed"]) == (502, True)
    assert "another host" in seen.json()["detail"]
    assert seen.headers["location"] == location
    assert next(STATE["asked"]) == (2 if led else 1)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_monitor_that_fails_for_a_moment_is_asked_again(status: int) -> None:
    """As the work goes on all the same."""
    STATE.update(location="/reports/flaky", status=status)
    assert ordered().json()["text"] == "r"


@pytest.mark.parametrize(
    ("goes", "why"),
    [
        ("busy", "status 503"),
        ("raises", "status 500"),
        ("html", "isn't JSON"),
        ("to", "where to ask"),
        ("to/and/fro", "status 404"),
    ],
)
def test_what_can_not_be_told_was_taken_on_all_the_same(goes: str, why: str) -> None:
    """502 once the time is over, or at once where no time helps."""
    STATE["location"] = f"/reports/{goes}"
    seen = ordered(within=0.2)
    assert (seen.status_code, seen.json()["committed"]) == (502, True)
    assert why in seen.json()["detail"]


def test_a_place_that_is_not_named_can_not_be_asked() -> None:
    """A 202 without `Location`."""
    STATE["location"] = None
    assert (ordered().status_code, ordered().json()["committed"]) == (502, True)


def test_a_result_that_can_not_be_translated_was_made_all_the_same() -> None:
    """So that nobody orders twice."""
    broken = schema("Report").converted("full", up=str, down=lambda _: 1 // 0, was=str | None)
    seen = ordered(NEW, broken)
    assert (seen.status_code, seen.json()["committed"]) == (500, True)
    assert "carried out" in seen.json()["detail"]


def test_a_monitor_is_not_asked_without_a_pause() -> None:
    """Whatever it says."""
    STATE["location"] = "/reports/on"
    assert ordered(within=0.5).status_code == 504
    assert next(STATE["asked"]) < 15


def test_what_both_answers_say_beside_their_bodies_reaches_the_client() -> None:
    """In its words: the cookies of both, else the result's; nothing of 202's body, nor of the waiting."""
    seen = ordered(NEW, route("POST /reports").answer_header("X-Left").renamed(to="X-Quota"))
    assert seen.headers.get_list("set-cookie") == ["a=b", "c=d"]
    assert (seen.headers["x-left"], seen.headers["x-both"]) == ("5", "200")
    assert not {"etag", "location", "retry-after", "x-quota"} & set(seen.headers)


def test_links_in_the_result_are_the_clients() -> None:
    """Where its version has the route."""
    assert ordered(MOVED).json()["self"] == "/api/v1/jobs/done"


@pytest.mark.parametrize(
    ("operation", "location"), [(NEW, None), (MOVED, "/api/v1/jobs/on?token=1")], ids=["without", "with"]
)
@pytest.mark.parametrize("goes", ["on", "busy"])
def test_a_client_is_led_only_where_its_version_has_a_route(
    operation: Operation, location: str | None, goes: str
) -> None:
    """In its form; `Location` would be 404 to the others."""
    STATE["location"] = f"/reports/{goes}?token=1"
    seen = ordered(operation, within=0.1)
    assert seen.status_code in (502, 504)
    assert seen.headers.get("location") == (location and location.replace("on?", f"{goes}?"))
