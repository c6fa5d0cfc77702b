"""The vocabulary end to end: what a client of the oldest version sends and gets through the gateway."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.testclient import TestClient

from gateway import (
    CARRIED,
    LEFT_OUT,
    Change,
    ConfigurationError,
    Gateway,
    Old,
    Reply,
    Router,
    Timeline,
    Version,
    accepted,
    applies,
    behaviour,
    route,
    schema,
)


class Address(BaseModel):
    """Where someone lives."""

    city: str
    postcode: str | None = None


class Person(BaseModel):
    """Someone."""

    first: str
    last: str
    address: Address | None = None
    status: Literal["active", "asleep"] = "active"


class Page(BaseModel):
    """Some of all people."""

    data: list[Person]
    has_more: bool


class Score(BaseModel):
    """What someone has reached."""

    name: str
    score: int = Field(ge=0)


class Card(BaseModel):
    """Paid by card."""

    type: Literal["card"] = "card"
    digits: str


class Coin(BaseModel):
    """Paid by coin, since v2."""

    type: Literal["coin"] = "coin"
    name: str


class Order(BaseModel):
    """Something ordered."""

    payments: list[Annotated[Card | Coin, Field(discriminator="type")]]
    main: Annotated[Card | Coin, Field(discriminator="type")] | None = None


class Account(BaseModel):
    """An account, whose `fax` only older clients know."""

    name: str
    fax: Annotated[str | None, Old] = None
    parts: list[Account] = []


router = Router()


@router.put("/accounts")
async def account(body: Account) -> Account:
    """Echo an account; the fax comes from the store, not from the client."""
    assert body.fax is None
    return body.model_copy(update={"fax": "123", "parts": [Account(name="part", fax="456")]})


@router.post("/orders")
async def order(request: Request, body: Order) -> Reply[Order]:
    """Echo an order, with its key."""
    return Reply(body, headers={"Total-Count": str(request.headers.get("idempotency-key"))})


@router.post("/people", status=201)
async def create(body: Person) -> Person:
    """Echo someone."""
    return body


@router.patch("/people/{name}")
async def update(request: Request, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """Echo what is changed, and how."""
    return {"method": request.method, "body": body}


@router.get("/people")
async def list_people() -> Page:
    """A page of people."""
    address = Address(city="Paris", postcode="75001")
    people = [
        Person(first="Ada", last="Lovelace", address=address),
        Person(first="Al", last="Khwarizmi", status="asleep"),
    ]
    return Page(data=people, has_more=True)


@router.post("/scores")
async def write_scores(body: list[Score]) -> list[Score]:
    """Echo scores."""
    return body


@router.get("/behaviour")
async def behave(request: Request) -> dict[str, bool]:
    """Which behaviour the client has."""
    return {"instant": applies(request, "refunds-are-instant")}


@router.get("/mistyped")
async def mistyped(request: Request) -> bool:
    """Ask for what no change declares."""
    return applies(request, "refunds-are-instnat")


def _names(scores: Any) -> Any:
    if not isinstance(scores, dict):
        raise ValueError("Scores are an object of names and numbers.")  # noqa: TRY004 - it is the client's mistake
    return [{"name": name, "score": score} for name, score in scores.items()]


def _two(name: str) -> list[str]:
    return name.split(" ", 1)


def _scores(made: list[dict[str, Any]]) -> dict[str, int]:
    return {one["name"]: one["score"] for one in made}


class People(Change):
    """People have a first and a last name, an address of their own, and come in pages."""

    operations = [
        schema("Person").split("name", into=["first", "last"], up=_two, down="{} {}".format, was=str),
        schema("Person").nested("city", "zip=postcode", into="address", null=True),
        schema("Person").value_added("status", "asleep", old_sees="active"),
        route("PUT /people/{name}").method("PATCH"),
        route("GET /people").enveloped(into="data", lost="whether there are more"),
        route("POST /scores").request(up=_names, was=dict[str, int], what="a list."),
        route("POST /scores").response(down=_scores, was=dict[str, int], what="a list."),
        schema("Purchase").called("Order"),
        schema("Order").variant_added("payments", "Coin", where={"type": "coin"}, old_sees=LEFT_OUT),
        schema("Order").variant_added("main", "Coin", where={"type": "coin"}, old_sees=None),
        schema("Order").variant_removed(
            "payments", "Cheque", where={"type": "cheque"}, was={"type": "object"}, refused="Cheques aren't taken."
        ),
        route("POST /orders").header("X-Key").renamed(to="Idempotency-Key"),
        route("POST /orders").answer_header("X-Total").renamed(to="Total-Count"),
        schema("Account").removed("fax", was=str | None, old_sees=CARRIED),
        behaviour("refunds-are-instant"),
        accepted("Names of more than 100 letters are refused."),
    ]


@pytest.fixture
def app() -> Gateway:
    """Three versions; the middle one made the changes."""
    timeline = Timeline(Version("v1"), Version("v2"), Version("v3"))
    return Gateway(current=router, timeline=timeline, adapters={"v2": [People]})


def test_what_is_declared_is_so(app: Gateway) -> None:
    """The declarations fit the head."""
    assert app.check() == []


def test_a_person_goes_up_and_comes_down(app: Gateway) -> None:
    """Split, nested and enumerated, in one document."""
    client = TestClient(app)
    sent = {"name": "Ada Lovelace", "city": "Paris", "zip": "75001", "status": "active"}
    answer = client.post("/v1/people", json=sent)
    assert (answer.status_code, answer.json()) == (201, sent)
    bare = client.post("/v1/people", json={"name": "Ada Lovelace"}).json()
    assert bare == {"name": "Ada Lovelace", "city": None, "zip": None, "status": "active"}


def test_a_page_is_a_bare_list_to_old_clients(app: Gateway) -> None:
    """With each item in its older form."""
    assert TestClient(app).get("/v1/people").json() == [
        {"name": "Ada Lovelace", "city": "Paris", "zip": "75001", "status": "active"},
        {"name": "Al Khwarizmi", "city": None, "zip": None, "status": "active"},
    ]
    assert TestClient(app).get("/v2/people").json()["has_more"] is True


def test_mistakes_are_in_the_older_places(app: Gateway) -> None:
    """Of what was split and nested, and of a whole document."""
    client = TestClient(app)
    wrong = client.post("/v1/people", json={"name": "Ada Lovelace", "city": 5, "zip": "1"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/city"]
    short = client.post("/v1/people", json={"name": "Ada"})
    assert (short.status_code, short.json()["errors"][0]["pointer"]) == (422, "/name")
    scores = client.post("/v1/scores", json=[1])
    assert (scores.status_code, scores.json()["errors"][0]["detail"]) == (
        422,
        "Input should be an object",
    )


def test_another_method_reaches_the_handler_under_its_own(app: Gateway) -> None:
    """The older method in the older version, with its own 405."""
    client = TestClient(app)
    assert client.put("/v1/people/ada", json={"x": 1}).json() == {"method": "PATCH", "body": {"x": 1}}
    assert client.patch("/v1/people/ada", json={}).headers["allow"] == "PUT"
    assert client.put("/v2/people/ada", json={}).headers["allow"] == "PATCH"


def test_whole_documents_are_rewritten(app: Gateway) -> None:
    """By functions, both ways."""
    client = TestClient(app)
    assert client.post("/v1/scores", json={"ada": 5, "al": 7}).json() == {"ada": 5, "al": 7}
    assert client.post("/v2/scores", json=[{"name": "ada", "score": 5}]).json() == [{"name": "ada", "score": 5}]


def test_members_of_unions_come_and_go(app: Gateway) -> None:
    """A new one is left out for older clients, one that is gone is refused at its place."""
    client = TestClient(app)
    coin, card = {"type": "coin", "name": "x"}, {"type": "card", "digits": "1"}
    sent = {"payments": [card, coin, card], "main": coin}
    assert client.post("/v2/orders", json=sent).json() == sent
    assert app.downgrade(sent, schema="Order", to="v1") == {"payments": [card, card], "main": None}
    later = client.post("/v1/orders", json=sent)
    assert later.json()["errors"] == [
        {"detail": "Input can't have the type 'coin' in this version", "pointer": "/payments/1"}
    ]
    refused = client.post("/v1/orders", json={"payments": [card, {"type": "cheque"}]})
    assert refused.json()["errors"] == [{"detail": "Cheques aren't taken.", "pointer": "/payments/1"}]


def test_a_field_that_only_the_handler_knows_is_carried(app: Gateway) -> None:
    """Older clients see it, at any depth; newer ones neither see nor set it."""
    client = TestClient(app)
    old = client.put("/v1/accounts", json={"name": "x", "fax": "mine"}).json()
    assert old == {"name": "x", "fax": "123", "parts": [{"name": "part", "fax": "456", "parts": []}]}
    for version in ("v2", "v3"):
        new = client.put(f"/{version}/accounts", json={"name": "x", "fax": "mine"}).json()
        assert new == {"name": "x", "parts": [{"name": "part", "parts": []}]}


def test_a_field_that_nothing_carries_is_a_mistake() -> None:
    """The model must have it, and mark it."""

    class Gone(Change):
        """Scores have no date."""

        operations = [schema("Score").removed("date", was=str, old_sees=CARRIED)]

    app = Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [Gone]})
    assert "nothing carries 'date'" in app.check()[0].problem


def test_headers_have_their_older_names(app: Gateway) -> None:
    """Of the request and of the answer; a stray under the newer name has no effect."""
    client = TestClient(app)
    older = client.post("/v1/orders", json={"payments": []}, headers={"X-Key": "k", "Idempotency-Key": "stray"})
    assert (older.headers["x-total"], "total-count" in older.headers) == ("k", False)
    newer = client.post("/v2/orders", json={"payments": []}, headers={"Idempotency-Key": "k"})
    assert newer.headers["total-count"] == "k"


def test_a_schema_has_its_older_name_for_older_changes() -> None:
    """The change before the renaming says what it was called then."""

    class Renaming(Change):
        """Purchases are orders."""

        operations = [schema("Purchase").called("Order")]

    class Before(Change):
        """`method` is now `main`."""

        operations = [schema("Purchase").renamed("method", to="main")]

    timeline = Timeline(Version("v1"), Version("v2"), Version("v3"))
    app = Gateway(current=router, timeline=timeline, adapters={"v2": [Before], "v3": [Renaming]})
    assert app.check() == []
    answer = TestClient(app).post("/v1/orders", json={"payments": [], "method": {"type": "card", "digits": "1"}})
    assert answer.json()["method"]["digits"] == "1"


def test_behaviour_applies_from_the_version_that_brought_it(app: Gateway) -> None:
    """Before it, not; in it and after, yes; outside a gateway, always."""
    client = TestClient(app)
    got = [client.get(f"/{version}/behaviour").json()["instant"] for version in ("v1", "v2", "v3")]
    assert got == [False, True, True]
    assert applies({"type": "http"}, "refunds-are-instant")


def test_a_behaviour_that_no_change_declares_is_a_mistake(app: Gateway) -> None:
    """With the nearest name."""
    with pytest.raises(ConfigurationError, match='Did you mean "refunds-are-instant"'):
        TestClient(app).get("/v2/mistyped")
