"""What a change can be about: named scalars, places without a name, members of unions."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from typing_extensions import TypeAliasType

from gateway import Change, Gateway, Operation, Router, Timeline, Version, prefixed, route, scalar, schema

OrderId = TypeAliasType("OrderId", str)
Status = TypeAliasType("Status", Literal["completed", "open"])


class Part(BaseModel):
    """A part of an order."""

    of: OrderId
    note: Annotated[str | None, Field(max_length=10)] = None


class Order(BaseModel):
    """Something ordered."""

    id: OrderId
    status: Status = "open"
    parts: list[Part] = []
    by_id: dict[str, OrderId] = {}


router = Router()


@router.post("/orders")
async def echo(body: Order) -> Order:
    """Echo an order."""
    return body


def gateway_of(*operations: Operation, current: Any = router, openapi: Any = None) -> Gateway:
    """A gateway whose v2 changed what the operations say."""
    change = type("Changed", (Change,), {"__doc__": "Something changed.", "operations": list(operations)})
    timeline = Timeline(Version("v1"), Version("v2"))
    return Gateway(adapters={"v2": [change]}, current=current, timeline=timeline, openapi=openapi)


def test_a_named_scalar_changes_wherever_it_stands() -> None:
    """In fields, lists, maps; and comes back as it was."""
    gateway = gateway_of(
        scalar("OrderId").converted(**prefixed("ord_")), scalar("Status").values({"done": "completed"})
    )
    assert gateway.check() == []
    older = {"id": "1", "status": "done", "parts": [{"of": "2", "note": None}], "by_id": {"a": "3"}}
    with TestClient(gateway) as client:
        seen = client.post("/v1/orders", json=older)
        kept = client.post("/v2/orders", json={"id": "ord_1"})
    assert (seen.status_code, seen.json()) == (200, older)
    assert kept.json()["id"] == "ord_1"
    assert gateway.upgrade(older, schema="Order", since="v1")["parts"][0]["of"] == "ord_2"


def test_a_scalar_that_cannot_be_converted_is_refused_at_its_place() -> None:
    """With the location that the client sent."""
    gateway = gateway_of(scalar("OrderId").converted(**prefixed("ord_", number=True)))
    with TestClient(gateway) as client:
        refused = client.post("/v1/orders", json={"id": 1, "parts": [{"of": "x"}]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/parts/0/of"


LINE = {"type": "object", "properties": {"sku": {}, "gift": {}}}
SIZE = {"type": "object", "properties": {"width": {"type": "integer"}}, "required": ["width"]}
BOX = {"$ref": "#/components/schemas/Box"}


def described(**more: Any) -> dict[str, Any]:
    """The OpenAPI document of an app that echoes orders, whose requests may have `more`."""
    asked = {"lines": {"type": "array", "items": LINE}, "box": BOX, **more}
    answered = {"lines": {"type": ["array", "null"], "items": LINE}, "box": BOX}
    request, answer = (
        {"content": {"application/json": {"schema": {"type": "object", "properties": held}}}}
        for held in (asked, answered)
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "2"},
        "paths": {"/orders": {"post": {"requestBody": request, "responses": {"200": {"description": "", **answer}}}}},
        "components": {"schemas": {"Box": {"type": "object", "properties": {"size": SIZE}}}},
    }


async def inline_app(scope: Any, receive: Any, send: Any) -> None:
    """Echo any document."""
    await JSONResponse({"got": None} | await Request(scope, receive).json())(scope, receive, send)


def test_a_place_without_a_name_is_named_by_route_and_pointer() -> None:
    """Several changes at one place, each naming it as it was; elsewhere nothing happens."""
    gateway = gateway_of(
        route("POST /orders").in_request("/lines/*").added("gift", default=False),
        route("POST /orders").in_request("/lines/*").renamed("code", to="sku"),
        route("POST /orders").in_response("/lines/*").renamed("code", to="sku"),
        route("POST /orders").in_response("/lines/*").added("gift", default=False),
        route("POST /orders").in_request().added("secret", default="s"),
        current=inline_app,
        openapi=lambda: described(secret={"type": "string"}),
    )
    assert gateway.check() == []
    with TestClient(gateway) as client:
        seen = client.post("/v1/orders", json={"lines": [{"code": "a"}], "other": [{"code": "b"}]})
        head = client.post("/v2/orders", json={"lines": [{"sku": "a"}]})
    assert seen.json() == {"got": None, "lines": [{"code": "a"}], "other": [{"code": "b"}], "secret": "s"}
    assert head.json() == {"got": None, "lines": [{"sku": "a"}]}


def test_a_place_within_a_named_schema() -> None:
    """Wherever the schema occurs, in both directions."""
    gateway = gateway_of(schema("Box").at("/size").renamed("w", to="width"), current=inline_app, openapi=described)
    assert gateway.check() == []
    with TestClient(gateway) as client:
        seen = client.post("/v1/orders", json={"box": {"size": {"w": 5}}})
    assert seen.json() == {"got": None, "box": {"size": {"w": 5}}}
    assert gateway.upgrade({"size": {"w": 5}}, schema="Box", since="v1") == {"size": {"width": 5}}


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (
            route("POST /orders").in_request("/line/*").renamed("a", to="b"),
            "no 'line' on the way.*Did you mean \"lines\"",
        ),
        (
            route("POST /orders").in_request("/box").renamed("a", to="b"),
            r'the schema \'Box\' is there.*schema\("Box"\)',
        ),
        (route("POST /orders").in_request("/lines/*").renamed("a", to="b"), "no field 'b'"),
        (schema("Crate").at("/size").renamed("a", to="b"), "Crate"),
    ],
)
def test_a_place_that_is_not_there_is_a_mistake(operation: Operation, said: str) -> None:
    """Found by the check, with the fix."""
    mistakes = gateway_of(operation, current=inline_app, openapi=described).check()
    assert len(mistakes) == 1
    assert re.search(said, str(mistakes[0])), str(mistakes[0])


class Closed(BaseModel, extra="forbid"):
    """Takes nothing but what it names."""

    name: str


closed = Router()


@closed.post("/closed")
async def echo_closed(body: Closed) -> Closed:
    """Echo what was taken."""
    return body


def test_members_that_nobody_names_are_dropped_for_older_clients() -> None:
    """Newer ones are told."""
    gateway = gateway_of(schema("Closed").closed(), current=closed)
    assert gateway.check() == []
    with TestClient(gateway) as client:
        seen = client.post("/v1/closed", json={"name": "a", "more": 1})
        head = client.post("/v2/closed", json={"name": "a", "more": 1})
    assert (seen.status_code, seen.json()) == (200, {"name": "a"})
    assert head.status_code == 422


class Square(BaseModel):
    """Has a side."""

    size: int
    part: Part | None = None


class Circle(BaseModel):
    """Has a radius, but calls it as squares do."""

    size: int
    weight: int = 0


class Drawing(BaseModel):
    """Forms."""

    forms: list[Square | Circle]


drawings = Router()


@drawings.post("/drawings")
async def draw(body: Drawing) -> Drawing:
    """Echo a drawing."""
    return body


def test_members_of_a_union_that_look_alike_are_a_mistake_where_it_matters() -> None:
    """With a fix; where no change tells one from the other, nothing is wrong."""
    (mistake,) = gateway_of(schema("Square").renamed("side", to="size"), current=drawings).check()
    assert "can't tell a Square from a Circle" in str(mistake)
    assert "Literal" in str(mistake)
    assert gateway_of(schema("Drawing").renamed("shapes", to="forms"), current=drawings).check() == []


OLD_DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "paths": {
        "/pets": {
            "get": {
                "responses": {
                    "200": {
                        "description": "Pets.",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
                            }
                        },
                    }
                }
            }
        }
    },
    "components": {
        "schemas": {
            "Named": {"type": "object", "properties": {"name": {"type": "string", "nullable": True}}},
            "Pet": {
                "allOf": [
                    {"$ref": "#/components/schemas/Named"},
                    {
                        "type": "object",
                        "properties": {
                            "age": {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
                            "nullable": {"type": "boolean"},
                            "friend": {"allOf": [{"$ref": "#/components/schemas/Pet"}], "nullable": True},
                        },
                    },
                ]
            },
        }
    },
}


def test_a_document_of_openapi_3_0_is_read_as_it_means() -> None:
    """What is nullable, bounds that are exclusive, and `allOf`; null is no object on the way."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = b'[{"name": "Rex", "friend": {"name": null, "friend": null}}]'
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": body})

    changed = type(
        "Changed", (Change,), {"__doc__": "Titles.", "operations": [schema("Named").renamed("title", to="name")]}
    )
    made = Gateway(
        current=app,
        openapi=lambda: OLD_DOCUMENT,
        timeline=Timeline(Version("v1"), Version("v2")),
        adapters={"v2": [changed]},
    )
    assert made.check() == []
    assert TestClient(made).get("/v1/pets").json() == [{"title": "Rex", "friend": {"title": None, "friend": None}}]
    [entry] = made.atlas.table(made.timeline.head).entries
    shapes = entry.endpoint.response_shapes()["200"].schemas
    assert shapes["Named"]["properties"]["name"] == {"type": ["string", "null"]}
    pet = shapes["Pet"]["properties"]
    assert pet["age"] == {"type": "integer", "exclusiveMinimum": 0}
    assert pet["nullable"] == {"type": "boolean"}
    assert pet["friend"]["anyOf"][1] == {"type": "null"}


class Amount(BaseModel):
    """Money."""

    value: int
    currency: str


class Customer(BaseModel):
    """Who pays."""

    name: str
    credit: Amount


class Supplier(BaseModel):
    """Who is paid."""

    name: str


class Parties(BaseModel):
    """Both."""

    customers: list[Customer]
    suppliers: dict[str, Supplier]


parties = Router()


@parties.post("/parties")
async def echo_parties(body: Parties) -> Parties:
    """What was sent."""
    return body


def parties_of(*versions: list[Operation]) -> Gateway:
    """The parties in a version more than there are lists of operations."""
    adapters = {
        f"v{number}": [type("Changed", (Change,), {"__doc__": "Something changed.", "operations": operations})]
        for number, operations in enumerate(versions, start=2)
    }
    timeline = Timeline(*(Version(f"v{number}") for number in range(1, len(versions) + 2)))
    return Gateway(current=parties, timeline=timeline, adapters=adapters)


def test_a_schema_of_another_type_is_converted_wherever_it_stands() -> None:
    """An object where there was text; a mistake is at the text."""
    change = schema("Amount").retyped(
        up=lambda text: {"value": int(text), "currency": "EUR"}, down=lambda amount: str(amount["value"]), was=str
    )
    client = TestClient(parties_of([change]))
    old = {"customers": [{"name": "x", "credit": "5"}], "suppliers": {}}
    assert client.post("/v1/parties", json=old).json() == old
    old["customers"][0]["credit"] = "much"  # type: ignore[index]
    assert client.post("/v1/parties", json=old).json()["errors"][0]["pointer"] == "/customers/0/credit"


def test_one_schema_became_several() -> None:
    """Changes before that say its name mean all of them; one of them changed after it."""
    gateway = parties_of(
        [schema("Party").renamed("title", to="name")],
        [
            schema("Party").called("Customer", "Supplier"),
            schema("Customer").added("credit", default={"value": 0, "currency": "EUR"}),
        ],
    )
    assert gateway.check() == []
    old = {"customers": [{"title": "x"}], "suppliers": {"a": {"title": "y"}}}
    client = TestClient(gateway)
    assert client.post("/v1/parties", json=old).json() == old
    new = {"customers": [{"name": "x", "credit": {"value": 0, "currency": "EUR"}}], "suppliers": {"a": {"name": "y"}}}
    assert client.post("/v3/parties", json=new).json() == new


def test_schemas_that_differ_were_not_one_just_before() -> None:
    """What each changed is said after it."""
    [mistake] = parties_of([schema("Party").called("Customer", "Supplier")]).check()
    assert "`Customer` and `Supplier` differ, though they were one schema just before." in str(mistake)


def test_a_name_that_another_schema_has_is_not_free() -> None:
    """Older changes couldn't say which is meant."""
    [mistake] = parties_of([schema("Supplier").called("Customer")]).check()
    assert "another schema is called 'Supplier'" in str(mistake)


def test_a_name_is_used_again() -> None:
    """`name` was renamed away in v2; what v3 calls `name` is something else."""
    gateway = parties_of(
        [schema("Supplier").renamed("name", to="label")],
        [
            schema("Supplier").removed("label", was=str, old_sees="?"),
            schema("Supplier").added("name", default="new"),
        ],
    )
    assert gateway.check() == []
    client = TestClient(gateway)
    new = {"customers": [], "suppliers": {"a": {"name": "n"}}}
    assert client.post("/v1/parties", json={"customers": [], "suppliers": {"a": {"name": "old"}}}).json() == {
        "customers": [],
        "suppliers": {"a": {"name": "?"}},
    }
    assert gateway.downgrade(new, schema="Parties", to="v2")["suppliers"]["a"] == {"label": "?"}
    assert client.post("/v3/parties", json=new).json() == new


def test_a_version_s_schema_and_the_changelog_are_told() -> None:
    """As JSON Schema 2020-12, in the forms of requests and answers; and as entries for people."""
    gateway = parties_of([schema("Supplier").renamed("title", to="name").in_requests()])
    assert gateway.schema("Parties", "v1", request=True)["$defs"]["Supplier"]["required"] == ["title"]
    assert gateway.schema("Parties", "v1")["$defs"]["Supplier"]["required"] == ["name"]
    assert gateway.schema("Supplier", "v2")["$ref"] == "#/$defs/Supplier"
    [entry] = gateway.changelog()
    assert entry == (
        "v2",
        "Changed",
        "Something changed.",
        ("In `Supplier`, the field `title` is now called `name`.",),
        (),
    )
