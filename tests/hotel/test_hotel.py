"""Twelve versions, fifty changes of forty kinds, and no plain function: what each client sees of one implementation."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from gateway import Gateway, Timeline, Version
from gateway.laws import breaches
from gateway.laws.run import all_trials
from gateway.operations.operation import SchemaOperation
from tests.hotel.adapters import CHANGES, adapters
from tests.hotel.api import BOOKING, GOT, router

VERSIONS = [f"v{number}" for number in range(1, 13)]


@pytest.fixture(name="app", scope="module")
def _app() -> Gateway:
    return Gateway(current=router, timeline=Timeline(*map(Version, VERSIONS)), adapters=adapters())


@pytest.fixture(name="client", scope="module")
def _client(app: Gateway) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def test_there_are_as_many_changes_as_it_says() -> None:
    """Of at least 25 kinds, told by the words that made them."""
    made = [operation for operations in CHANGES.values() for operation in operations]
    kinds = {(type(operation).__name__, getattr(getattr(operation, "acting", None), "kind", "")) for operation in made}
    assert (len(made), len(CHANGES)) == (50, 11)
    assert len(kinds) >= 25


def test_the_declarations_are_without_mistakes_and_keep_all_laws(app: Gateway) -> None:
    """All pairs of versions, on few documents each."""
    assert app.check() == []
    assert breaches(app, examples=5) == []


FIRST = {
    "id": "7",
    "status": "open",
    "items": [
        {"kind": "spa", "treatment": "mud"},
        {
            "kind": "room",
            "number": 12,
            "guests": [{"name": "Ada", "passport": {"no": "P1", "country": "GB"}, "email": None, "diet": "none"}],
            "smoking": None,
        },
    ],
    "phone": "1",
    "town": "Paris",
    "arrival": "2026-12-01",
    "total": "12.50",
    "currency": "EUR",
    "place": {"wing": "east", "floor": 3},
    "note": "",
    "rating": None,
    "created_at": 1794736800,
    "fax": None,
}


def test_the_first_client_reads_a_booking(client: TestClient) -> None:
    """By the id and at the path that it knows."""
    assert client.get("/v1/booking/7").json() == FIRST
    assert client.get("/v1/bookings/bkg_7").status_code == 404


def test_the_last_client_reads_it_as_it_is(client: TestClient) -> None:
    """Nothing is translated."""
    assert client.get("/v12/bookings/bkg_7").json() == BOOKING.model_dump(mode="json")


def test_the_first_client_books(client: TestClient) -> None:
    """Its words become the head's, with what was meant by what it left out."""
    body = {
        "items": [
            {
                "kind": "room",
                "number": 1,
                "guests": [{"name": "Bo", "email": "b@x", "passport": {"no": "P", "country": "FR"}}],
            }
        ],
        "phone": "2",
        "town": "Rome",
        "arrival": "2026-12-24",
        "note": None,
        "stray": True,
    }
    made = client.post("/v1/booking", json=body, headers={"X-Key": "k"})
    assert (made.status_code, made.headers["location"], made.headers["x-request-id"]) == (200, "/v1/booking/7", "r1")
    assert "x-region" not in made.headers
    assert made.json() == FIRST
    assert GOT["body"] == {
        "items": [
            {
                "kind": "room",
                "number": 1,
                "guests": [{"full_name": "Bo", "emails": ["b@x"], "passport": {"number": "P", "country": "FR"}}],
            }
        ],
        "contact": {"phone": "2", "city": "Rome"},
        "arrival": "2026-12-24",
        "note": "",
        "channel": "web",
        "nights": 1,
        "pillow": "soft",
    }
    headers = GOT["headers"]
    assert isinstance(headers, dict)
    assert headers["idempotency-key"] == "k"


def test_the_first_client_lists(client: TestClient) -> None:
    """All pages as one list; its query in the head's words."""
    found = client.get("/v1/booking?state=open&after=3&tags=a&tags=b&sort=-name,place")
    assert [one["id"] for one in found.json()] == ["7", "7"]
    assert GOT["query"] == {
        "status": "open",
        "after": "bkg_3",
        "tags": "a,b",
        "scope": "all",
        "cursor": "2",
        "sort": "-name,place",
    }
    assert client.get("/v9/bookings?status=asked").status_code == 200
    asked = GOT["query"]
    assert isinstance(asked, dict)
    assert asked["status"] == "requested"


def test_errors_have_the_first_client_s_words(client: TestClient) -> None:
    """Form, code, media type, and the places in what it sent."""
    missing = client.get("/v1/booking/8")
    assert missing.headers["content-type"] == "application/json"
    assert missing.json()["error"]["code"] == "missing"
    assert client.get("/v1/nowhere").json()["error"]["message"] == "Version v1 has no such route."
    body = {
        "items": [{"kind": "room", "number": 1, "guests": [{"name": "Bo", "passport": {"no": 5, "country": "FR"}}]}]
    }
    wrong = client.post("/v1/booking", json={**body, "phone": "2", "town": "Rome", "arrival": "x"})
    assert wrong.status_code == 422
    assert [one["pointer"] for one in wrong.json()["error"]["errors"]] == ["/items/0/guests/0/passport/no"]


@pytest.mark.parametrize(
    ("version", "method", "path", "status"),
    [
        ("v10", "PUT", "/bookings/bkg_7/note", 200),
        ("v11", "PUT", "/bookings/bkg_7/note", 405),
        ("v11", "PATCH", "/bookings/bkg_7/note", 200),
        ("v11", "GET", "/suppliers/x", 404),
        ("v12", "GET", "/suppliers/x", 200),
        ("v6", "PUT", "/customers/x", 200),
    ],
)
def test_each_version_has_its_routes(client: TestClient, version: str, method: str, path: str, status: int) -> None:
    """Under the methods it had."""
    assert client.request(method, f"/{version}{path}", json={"name": "x"}).status_code == status


def test_a_replacement_by_an_older_client_keeps_what_it_can_not_say(client: TestClient) -> None:
    """The number for VAT came later."""
    assert client.put("/v6/customers/x", json={"name": "x"}).json() == {"name": "x"}
    assert client.get("/v10/rooms/1/minibar").json() == {"drinks": ["water"]}


def test_one_change_three_levels_deep_in_a_list_inside_a_union_gives_all_five_products(
    app: Gateway, client: TestClient
) -> None:
    """A booking's items are a union, of which rooms hold guests, of which each may hold a passport."""
    # the older version's schema
    older = app.schema("Booking", "v11")
    newer = app.schema("Booking", "v12")
    assert list(older["$defs"]["Passport"]["properties"]) == ["no", "country"]
    assert list(newer["$defs"]["Passport"]["properties"]) == ["number", "country"]
    assert {name for name in newer["$defs"] if older["$defs"].get(name) != newer["$defs"][name]} >= {"Passport"}
    # error locations, both ways, as pydantic and as JSON Pointers say them
    version = app.timeline.get("v11")
    assert version is not None
    found = app.atlas.table(version).match("POST", "/bookings")
    assert found is not None
    assert found.entry is not None
    plan = app.atlas.plan(version, found.entry)
    [link] = [one for one in plan.links if one.operation is CHANGES["v12"][0]]
    assert isinstance(link.operation, SchemaOperation)
    assert link.operation.location_up(("no",)) == ("number",)
    assert plan.downgrade_location(("items", 1, "guests", 0, "passport", "number"))[-1] == "no"
    assert plan.downgrade_location(("items", 1, "room", "guests", 0, "passport", "number"))[-1] == "no"
    wrong = {
        "items": [
            {"kind": "room", "number": 1, "guests": [{"full_name": "Bo", "passport": {"no": "", "country": "FR"}}]}
        ]
    }
    rest = {"contact": {"phone": "1", "city": "x"}, "arrival": "x", "pillow": "soft"}
    refused = client.post("/v11/bookings", json={**wrong, **rest}).json()
    assert refused["errors"] == [
        {"detail": "String should have at least 1 character", "pointer": "/items/0/guests/0/passport/no"}
    ]
    # the changelog
    told = app.changelog()[0]
    assert (told.version, told.says) == ("v12", "What v12 changed.")
    assert told.operations[0] == "In `Passport`, the field `no` is now called `number`."
    # the laws
    trials = [one for one in all_trials(app) if one.subject == told.operations[0]]
    assert breaches(app, examples=50, trials=trials) == []
    assert len(trials) == 8
    # and the documents themselves
    deep = client.get("/v11/bookings/bkg_7").json()["items"][1]["guests"][0]["passport"]
    assert deep == {"no": "P1", "country": "GB"}
