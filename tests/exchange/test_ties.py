"""Query parameters that speak of a schema's names or values follow what happens to it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.testclient import TestClient
from typing_extensions import TypeAliasType

from gateway import (
    Change,
    Gateway,
    Operation,
    Router,
    Timeline,
    Version,
    names_of,
    prefixed,
    route,
    scalar,
    schema,
    values_of,
)

Mood = TypeAliasType("Mood", Literal["good", "bad"])


class Person(BaseModel):
    """Someone."""

    id: str
    full_name: str
    status: Literal["active", "asleep", "away"]
    age: int = 0
    mood: Mood = "good"
    friend: Person | None = None


class People(BaseModel):
    """Which people."""

    sort: Annotated[str, names_of("Person")] = "id"
    filter: Annotated[str | None, names_of("Person")] = None
    status: Annotated[list[str], values_of("Person.status")] = []
    one: Annotated[str | None, values_of("Person.status")] = None
    id: Annotated[str | None, values_of("Person.id")] = None
    age: Annotated[int | None, values_of("Person.age")] = None
    mood: Annotated[str | None, values_of("Person.mood")] = None


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
        schema("Person").converted("age", up=lambda years: years * 12, down=lambda months: months // 12, was=int),
        scalar("Mood").values({"fine": "good"}),
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
        ("v1", "filter[title]=name&filter%5Bid%5D=1", "filter[full_name]=name&filter%5Bid%5D=p_1"),
        ("v1", "status=on&status=x", "status=active&status=x"),
        ("v2", "status=asleep,active", "status=asleep,away,active"),
        ("v2", "status=asleep&x=1", "status=asleep&status=away&x=1"),
        ("v2", "one=asleep", "one=asleep"),
        ("v2", "id=7", "id=p_7"),
        ("v2", "age=3", "age=36"),
        ("v2", "mood=fine", "mood=good"),
        ("v2", "sort=-friend.name,name:desc", "sort=-friend.full_name,full_name%3Adesc"),
        ("v2", "filter[friend][name]=x", "filter[friend][full_name]=x"),
        ("v2", "filter[friend.name]=x", "filter[friend.full_name]=x"),
        ("v2", "filter[mood]=fine", "filter[mood]=good"),
        ("v2", "filter[name=x&filter]=x", "filter[name=x&filter]=x"),
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


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("age=x", "Input should be a valid integer"),
        ("age=" + "9" * 5000, "Input should be a valid integer"),
        ("mood=good", "Input can't be 'good' in this version"),
        ("one=away", "Input can't be 'away' in this version"),
    ],
)
def test_a_value_that_older_clients_have_not_is_refused(query: str, said: str) -> None:
    """By the parameter's name, as it would be in a body."""
    with TestClient(gateway_of(router)) as client:
        seen = client.get(f"/v2/people?{query}")
    assert (seen.status_code, seen.json()["errors"]) == (422, [{"detail": said, "parameter": query.partition("=")[0]}])


def test_one_of_a_repeated_parameter_becomes_several_of_it() -> None:
    """FastAPI reads no commas."""
    with TestClient(gateway_of(app)) as client:
        seen = client.get("/v2/people?status=asleep")
    assert seen.json()["status"] == ["asleep", "away"]


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
