"""An older contract is all that an older client has: nothing gets past it, whatever the request says it is."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from gateway import Change, Gateway, Old, Operation, Router, Timeline, Version, minor_units, schema
from gateway.operations.fields.remove import CARRIED


class Account(BaseModel):
    """Who may what."""

    model_config = ConfigDict(populate_by_name=True)

    name: str | None = None
    admin: bool = False
    is_owner: Annotated[bool, Field(alias="isOwner")] = False
    status: Literal["on", "off", "banned"] = "on"
    fax: Annotated[str | None, Old] = None


typed = Router()
fastapi = FastAPI()


@typed.post("/accounts")
async def make(body: Account) -> dict[str, Any]:
    """What arrived."""
    return {"got": body.model_dump()}


@fastapi.post("/accounts", response_model=None)
async def made(body: Account) -> dict[str, Any]:
    """What arrived."""
    return {"got": body.model_dump()}


async def plain(request: Request) -> JSONResponse:
    """Reads JSON whatever it is called."""
    return JSONResponse({"got": await request.json()})


starlette = Starlette(routes=[Route("/accounts", plain, methods=["POST"])])


def client_of(current: Any, *operations: Operation) -> TestClient:
    """Two versions; the newer one's fields came with it."""
    changed = type("Changed", (Change,), {"__doc__": "X.", "operations": list(operations) or CHANGES})
    openapi = fastapi.openapi if current is starlette else None
    timeline = Timeline(Version("v1"), Version("v2"))
    return TestClient(
        Gateway(current=current, timeline=timeline, adapters={"v2": [changed]}, openapi=openapi),
        raise_server_exceptions=False,
    )


CHANGES: list[Operation] = [
    schema("Account").added("admin", default=False),
    schema("Account").added("isOwner", default=False),
    schema("Account").value_added("status", "banned", old_sees="off"),
    schema("Account").removed("fax", was=str | None, old_sees=CARRIED),
]
SENT = {"name": "x", "admin": True, "isOwner": True}
TYPES: list[dict[str, str]] = [
    {},
    {"content-type": "application/json"},
    {"content-type": "application/json-patch+json"},
    {"content-type": "application/merge-patch+json"},
    {"content-type": "text/plain"},
    {"content-type": "text/json"},
    {"content-type": "application/json, text/plain"},
    {"content-type": "application/x-www-form-urlencoded"},
    {"content-type": "application/octet-stream"},
    {"content-type": "application/json", "content-encoding": "gzip"},
    {"content-type": "application/json", "content-encoding": "IDENTITY"},
    {"content-type": "application/json", "content-encoding": "br"},
]


@pytest.mark.parametrize("current", [typed, fastapi, starlette], ids=["typed", "fastapi", "starlette"])
@pytest.mark.parametrize("headers", TYPES, ids=str)
def test_no_header_gets_a_later_field_through(current: Any, headers: dict[str, str]) -> None:
    """A handler may read as JSON what the request says to be something else."""
    answer = client_of(current).post("/v1/accounts", content=json.dumps(SENT), headers=headers)
    if answer.status_code == 200:
        got = answer.json()["got"]
        assert (
            got["name"],
            got.get("admin", False),
            got.get("is_owner", False),
            "isOwner" in got and got["isOwner"],
        ) == (
            "x",
            False,
            False,
            False,
        )
    else:
        assert answer.status_code in (415, 422)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_body_is_translated_and_handed_on_unpacked(pack: Any) -> None:
    """With no more bytes than any other may have."""
    coding = "gzip" if pack is gzip.compress else "deflate"
    client = client_of(typed)
    headers = {"content-encoding": coding}
    answer = client.post("/v1/accounts", content=pack(json.dumps(SENT).encode()), headers=headers)
    assert (answer.json()["got"]["name"], answer.json()["got"]["admin"]) == ("x", False)
    bomb = client.post("/v1/accounts", content=pack(b" " * 50_000_000), headers=headers)
    assert bomb.status_code == 413
    cut = client.post("/v1/accounts", content=pack(json.dumps(SENT).encode())[:-6], headers=headers)
    assert cut.status_code == 415
    unknown = client.post("/v1/accounts", content=b"\x8b\x03", headers={"content-encoding": "br"})
    assert (unknown.status_code, unknown.headers["accept-encoding"]) == (415, "gzip, deflate")


def test_a_field_is_not_filled_by_another_name() -> None:
    """A model that is filled by its attributes' names too would take what the contract doesn't name."""
    client = client_of(typed)
    assert client.post("/v1/accounts", json={"is_owner": True}).json()["got"]["is_owner"] is False
    assert client.post("/v2/accounts", json={"isOwner": True}).json()["got"]["is_owner"] is True


def test_a_later_value_can_not_be_sent() -> None:
    """It doesn't exist for the client."""
    client = client_of(typed)
    refused = client.post("/v1/accounts", json={"status": "banned"})
    assert refused.json()["errors"] == [{"detail": "Input can't be 'banned' in this version", "pointer": "/status"}]
    assert client.post("/v2/accounts", json={"status": "banned"}).json()["got"]["status"] == "banned"


@pytest.mark.parametrize("status", [200, 400, 500, 418])
def test_what_only_older_clients_see_is_hidden_in_every_answer(status: int) -> None:
    """Also in one that nothing describes."""
    router = Router()

    @router.get("/account")
    async def read() -> Account:
        return JSONResponse({"name": "x", "fax": "mine"}, status)  # type: ignore[return-value]

    client = client_of(router, schema("Account").removed("fax", was=str | None, old_sees=CARRIED))
    assert "fax" not in client.get("/v2/account").json()
    assert client.get("/v1/account").json()["fax"] == "mine"


class Price(BaseModel):
    """What it costs."""

    amount: int
    currency: str


class Offer(BaseModel):
    """What is offered."""

    price: Price | None = None
    street: str | None = None


class Number(BaseModel):
    """One that is sent."""

    n: float


class Person(BaseModel):
    """Somebody."""

    first: str | None
    last: str | None


offers = Router()


@offers.patch("/offer")
async def change(body: Offer) -> dict[str, Any]:
    """What arrived."""
    return body.model_dump(exclude_unset=True)


OFFERED: list[Operation] = [
    schema("Offer").joined("price", "currency", into="price", by=minor_units()),
    schema("Offer").flattened("address", "street"),
]


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"currency": "USD"}, "/currency"),
        ({"price": "1.00", "currency": 5}, "/currency"),
        ({"price": 1, "currency": "EUR"}, "/price"),
        ({"address": "here"}, "/address"),
        ({"address": [1]}, "/address"),
    ],
)
def test_what_would_be_lost_in_silence_is_refused(sent: Any, pointer: str) -> None:
    """A half of what is one now, and a value of another type than is taken apart."""
    answer = client_of(offers, *OFFERED).patch("/v1/offer", json=sent)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("number", ["1e999990", "1e-999990", "-1e5000"])
def test_numbers_that_would_take_for_ever_are_refused(number: str) -> None:
    """However short they are written."""
    router = Router()

    @router.post("/number")
    async def make_one(body: Number) -> Number:
        return body

    scaled = schema("Number").converted("n", up=lambda n: int(n * 100), down=lambda n: n, was={"type": "number"})
    answer = client_of(router, scaled).post("/v1/number", content=f'{{"n": {number}}}'.encode())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/n")


@pytest.mark.parametrize("value", [5, True, [], {}, None, "x" * 10])
def test_a_conversion_gets_only_what_the_older_type_allows(value: Any) -> None:
    """So that it needn't be ready for everything; should it fail all the same, the client is told where."""
    router = Router()

    @router.post("/people")
    async def make(body: Person) -> Person:
        return body

    split = schema("Person").split(
        "name", into=["first", "last"], up=lambda name: name.split(" ", 1), down="{} {}".format, was=str | None
    )
    answer = client_of(router, split).post("/v1/people", json={"name": value})
    assert answer.status_code == (200 if value is None else 422)
    failing = schema("Person").split("name", into=["first", "last"], up=lambda name: name[5][5], down=str, was=str)
    wrong = client_of(router, failing).post("/v1/people", json={"name": "Ada"})
    assert wrong.json()["errors"] == [{"detail": "This can't be read.", "pointer": ""}]
