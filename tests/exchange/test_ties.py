"""Query parameters that speak of a schema's names or values follow what happens to it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.testclient import TestClient

from gateway import Change, Gateway, Operation, Router, Timeline, Version, names_of, prefixed, route, schema, values_of


class Person(BaseModel):
    """Someone."""

    id: str
    full_name: str
    status: Literal["active", "asleep", "away"]


class People(BaseModel):
    """Which people."""

    sort: Annotated[str, names_of("Person")] = "id"
    filter: Annotated[str | None, names_of("Person")] = None
    status: Annotated[list[str], values_of("Person.status")] = []
    one: Annotated[str | None, values_of("Person.status")] = None
    id: Annotated[str | None, values_of("Person.id")] = None


router = Router()


@router.get("/people")
async def people(request: Request, query: People) -> dict[str, Any]:
    """Echo what was asked; answers no person, so that only the parameters speak of them."""
    return {"asked": request.url.query, "status": query.status}


@router.get("/one")
async def one() -> Person:
    """Someone."""
    return Person(id="p_1", full_name="Ada", status="away")


app = FastAPI()


@app.get("/people")
async def listed(
    request: Request,
    sort: Annotated[str, Query(), names_of("Person")] = "id",
    status: Annotated[list[str], Query(), values_of("Person.status")] = [],  # noqa: B006
) -> dict[str, Any]:
    """The same, as FastAPI has it."""
    return {"asked": request.url.query, "status": status}


@app.get("/one")
async def someone() -> Person:
    """Someone."""
    return Person(id="p_1", full_name="Ada", status="away")


VERSIONS: list[list[Operation]] = [
    [
        schema("User").renamed("title", to="name"),
        schema("User").values("state", {"on": "active"}),
        schema("User").called("Person"),
        route("GET /people").query("order").renamed(to="sort"),
    ],
    [
        schema("Person").renamed("name", to="full_name"),
        schema("Person").renamed("state", to="status"),
        schema("Person").value_added("status", "away", old_sees="asleep"),
        schema("Person").converted("id", **prefixed("p_")),
    ],
]


def gateway_of(current: Any) -> Gateway:
    """Three versions of the people."""
    adapters = {
        f"v{number}": [type("Changed", (Change,), {"__doc__": "Something changed.", "operations": operations})]
        for number, operations in enumerate(VERSIONS, start=2)
    }
    return Gateway(adapters=adapters, current=current, timeline=Timeline(Version("v1"), Version("v2"), Version("v3")))


@pytest.mark.parametrize(
    ("version", "query", "asked"),
    [
        ("v1", "order=-title,id", "sort=-full_name,id"),
        ("v2", "sort=-name&x=%20", "sort=-full_name&x=%20"),
        ("v3", "sort=-name", "sort=-name"),
        ("v1", "filter[title]=name&filter%5Bid%5D=1", "filter[full_name]=name&filter%5Bid%5D=1"),
        ("v1", "status=on&status=x", "status=active&status=x"),
        ("v2", "status=asleep,active", "status=asleep,away,active"),
        ("v2", "one=asleep", "one=asleep"),
        ("v2", "id=7", "id=p_7"),
    ],
)
def test_names_and_values_follow_the_schema(version: str, query: str, asked: str) -> None:
    """Through renames of fields, of the schema and of the parameter; what isn't touched stays the same to the byte."""
    gateway = gateway_of(router)
    assert gateway.check() == []
    with TestClient(gateway) as client:
        seen = client.get(f"/{version}/people?{query}")
    assert seen.status_code == 200, seen.text
    assert seen.json()["asked"] == asked


def test_parameters_of_a_fastapi_app_follow_too() -> None:
    """The marks stand in its OpenAPI document."""
    with TestClient(gateway_of(app)) as client:
        seen = client.get("/v1/people?order=-title&status=on")
    assert seen.json() == {"asked": "sort=-full_name&status=active", "status": ["active"]}


def test_a_list_in_the_query_may_hold_one_value() -> None:
    """Repeated, or with commas."""
    with TestClient(gateway_of(router)) as client:
        found = [
            client.get(f"/v3/people?{query}").json()["status"] for query in ("status=a", "status=a,b&status=c", "")
        ]
    assert found == [["a"], ["a", "b", "c"], []]
