"""How far back an endpoint's history goes, and that what several have in common is derived once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, create_model
from starlette.testclient import TestClient

from gateway import Change, DeclarationError, Gateway, Operation, Router, Timeline, Version, first_page, route, schema
from tests.shapes.made import echoing, gateway_of


class Report(BaseModel):
    full: str
    items: list[dict[str, int]] = []


class Asked(BaseModel):
    c: str = ""


class Total(BaseModel):
    total: int


def changed(operation: Operation) -> list[type[Change]]:
    """A version's changes: one operation."""
    return [type("Changed", (Change,), {"__doc__": "Something changed.", "operations": [operation]})]


@pytest.mark.parametrize(
    ("operation", "seen"),
    [
        (route("GET /report").enveloped(into="full", lost="the rest"), "x"),
        (route("GET /report").paged(into="items", cursor="next", query="c", old_sees=first_page(lost="more")), []),
        (schema("Report").renamed("name", to="full"), {"name": "x", "items": []}),
        (route("GET /report").in_response("").renamed("name", to="full"), {"name": "x", "items": []}),
    ],
)
def test_a_route_has_no_past_before_it_was_added(operation: Operation, seen: Any) -> None:
    """What was at its path before was another one, which has its own handler."""
    head, frozen = Router(), Router()

    @head.get("/report")
    async def total() -> Total:
        return Total(total=1)

    @frozen.get("/report")
    async def report(query: Asked) -> Report:
        return Report(full="x")

    gateway = Gateway(
        current=head,
        frozen={"v2": frozen},
        timeline=Timeline(*(Version(f"v{number}") for number in range(1, 5))),
        adapters={
            "v2": changed(operation),
            "v3": changed(route("GET /report").removed()),
            "v4": changed(route("GET /report").added()),
        },
    )
    mistakes = gateway.check()
    assert [mistake for mistake in mistakes if "'Report' is there" not in str(mistake)] == []
    client = TestClient(gateway)
    if not mistakes:
        assert client.get("/v1/report").json() == seen
    assert client.get("/v3/report").status_code == 404
    assert client.get("/v4/report").json() == {"total": 1}


class New(BaseModel):
    full: str


class Party(BaseModel):
    vat: str


def test_a_name_that_is_used_again_by_a_new_route_means_the_new_schema_there_only() -> None:
    """Changes before that mean what was called so then."""
    router = echoing(new=New, party=Party)
    changes = [schema("Party").renamed("name", to="full")], [schema("Party").called("New")]
    gateway = gateway_of(router, *changes, [route("POST /party").added()])
    assert gateway.check() == []
    client = TestClient(gateway)
    assert client.post("/v1/new", json={"name": "x"}).json() == {"name": "x"}
    assert client.post("/v3/party", json={"vat": "x"}).status_code == 404
    [mistake] = gateway_of(router, *changes).check()
    assert "another schema is called 'Party' at this point in history" in str(mistake)
    with pytest.raises(DeclarationError, match="how the other one came"):
        gateway.schema("Party", "v2")


def test_a_name_that_no_document_holds_any_more_is_free() -> None:
    """It was in a field that is newer than the schema that had it before."""

    class Old(BaseModel):
        id: str
        extra: Party | None = None

    gateway = gateway_of(
        echoing(old=Old),
        [schema("Party").renamed("name", to="id")],
        [schema("Party").called("Old")],
        [schema("Old").added("extra", default=None)],
    )
    assert gateway.check() == []
    assert gateway.upgrade({"name": "1"}, schema="Old", since="v1") == {"id": "1"}


def many(kind: type) -> tuple[Gateway, int]:
    """Twenty routes in a hundred versions, each of which renames a field of them all."""
    names = [f"M{number}" for number in range(20)]
    line = create_model("Line", sku=(str, ...))
    current: Any = kind()
    for name in names:

        async def echo(body: Any) -> Any:
            return body

        model = create_model(name, lines=(list[line], []), at_100=(str, ""), other=(int | None, None))  # type: ignore[valid-type]
        echo.__annotations__ = {"body": model, "return": model}
        current.post(f"/{name}")(echo)
    versions = [[schema(*names).renamed(f"at_{number - 1}", to=f"at_{number}")] for number in range(2, 101)]
    return gateway_of(current, *versions), len(names)


@pytest.mark.parametrize("kind", [Router, FastAPI])
def test_a_hundred_versions_of_twenty_routes_are_derived_in_little_time(kind: type) -> None:
    """What endpoints share is derived once, and each version's plan is a part of one lineage."""
    gateway, count = many(kind)
    entries = gateway.atlas.table(gateway.timeline.head).entries
    for entry in entries:
        gateway.atlas.past.state(entry.endpoint)
    started = time.process_time()
    plans = [gateway.atlas.plan(version, entry) for version in gateway.timeline for entry in entries]
    spent = time.process_time() - started
    assert len(plans) >= 100 * count
    assert spent < 5, spent  # a tenth of it where nothing else runs
    of_one = [plan for plan in plans if plan.links and plan.home is plans[len(entries) - 1].home]
    longest = max(of_one, key=lambda plan: len(plan.links))
    assert all(plan.links == longest.links[: len(plan.links)] for plan in of_one)
    answers = {
        id(plan.client.responses[status])
        for plan in plans[:count]
        for status in ("2XX", "4XX")
        if status in plan.client.responses
    }
    assert len(answers) <= count + 1
