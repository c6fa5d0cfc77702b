"""JSON Patch (RFC 6902): older clients say places and values of the resource as their version has it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from gateway import Change, Gateway, Operation, Role, Router, Timeline, Version, minor_units, prefixed, route, schema


class Money(BaseModel):
    """An amount."""

    amount: int
    currency: str


class Address(BaseModel):
    """Where somebody lives."""

    city: str
    street: str = ""


class Toy(BaseModel):
    """Something to play with."""

    label: str
    colour: str = "red"


class Pet(BaseModel):
    """An animal."""

    id: str
    full_name: str
    address: Address
    emails: list[str]
    toys: list[Toy]
    by_year: dict[str, Toy]
    tags: list[str]
    price: Money
    first: str
    last: str


api = Router()
GOT: list[Any] = []


@api.patch("/pets/{pet_id}", role=Role.PATCH_OPS)
async def patch(pet_id: str, body: list[dict[str, Any]]) -> Pet:
    """Remember what arrived."""
    GOT[:] = body
    return Pet.model_construct(id=pet_id)


CHANGES: list[list[Operation]] = [
    [
        schema("Pet").renamed("name", to="full_name"),
        schema("Pet").removed("legs", was=int, old_sees=4),
        schema("Pet").nested("city", into="address"),
        schema("Toy").renamed("name", to="label"),
    ],
    [
        schema("Pet").converted("id", **prefixed("pet_")),
        schema("Toy").added("colour", default="red"),
        schema("Pet").split("owner", into=["first", "last"], up=str.split, down="{} {}".format, was=str),
    ],
]


def gateway(*versions: list[Operation]) -> Gateway:
    adapters = {
        f"v{number}": [type("Changed", (Change,), {"__doc__": "Something changed.", "operations": operations})]
        for number, operations in enumerate(versions, start=2)
    }
    timeline = Timeline(*(Version(f"v{number}") for number in range(1, len(versions) + 2)))
    return Gateway(adapters=adapters, current=api, timeline=timeline)


def patched(*operations: Any, versions: list[list[Operation]] | None = None, version: str = "v1") -> Any:
    """What the handler gets of a patch, or the status and the errors of its refusal."""
    GOT.clear()
    asked = TestClient(gateway(*(versions or CHANGES)), raise_server_exceptions=False)
    headers = {"Content-Type": "application/json-patch+json"}
    answer = asked.patch(f"/{version}/pets/7", json=list(operations), headers=headers)
    return answer.json()["errors"] if answer.status_code == 422 else GOT


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"op": "replace", "path": "/name", "value": "x"}, {"op": "replace", "path": "/full_name", "value": "x"}),
        ({"op": "remove", "path": "/city"}, {"op": "remove", "path": "/address/city"}),
        ({"op": "test", "path": "/id", "value": "7"}, {"op": "test", "path": "/id", "value": "pet_7"}),
        ({"op": "replace", "path": "/toys/3/name", "value": 1}, {"op": "replace", "path": "/toys/3/label", "value": 1}),
        ({"op": "add", "path": "/by_year/2020/name"}, {"op": "add", "path": "/by_year/2020/label"}),
        (
            {"op": "add", "path": "/toys/-", "value": {"name": "ball"}},
            {"op": "add", "path": "/toys/-", "value": {"label": "ball", "colour": "red"}},
        ),
        (
            {"op": "replace", "path": "/toys", "value": [{"name": "ball"}]},
            {"op": "replace", "path": "/toys", "value": [{"label": "ball"}]},
        ),
        (
            {"op": "move", "from": "/name", "path": "/city"},
            {"op": "move", "from": "/full_name", "path": "/address/city"},
        ),
        ({"op": "add", "path": "/tags/-", "value": "x"}, {"op": "add", "path": "/tags/-", "value": "x"}),
        ({"op": "remove", "path": "/by_year/01/name"}, {"op": "remove", "path": "/by_year/01/label"}),
    ],
)
def test_places_and_values_are_those_of_the_newer_resource(older: Any, newer: Any) -> None:
    """Through several versions, in lists and maps."""
    assert patched(older) in ([newer], [])
    # Typed handlers refuse what is no list of objects before they are called.
    assert isinstance(older, str) or [newer] == GOT


def test_one_place_that_became_several_is_said_of_each() -> None:
    """Each operation after it keeps its turn."""
    assert patched(
        {"op": "replace", "path": "/owner", "value": "Ada Lovelace"}, {"op": "replace", "path": "/name", "value": "x"}
    ) == [
        {"op": "replace", "path": "/first", "value": "Ada"},
        {"op": "replace", "path": "/last", "value": "Lovelace"},
        {"op": "replace", "path": "/full_name", "value": "x"},
    ]


def test_what_is_gone_has_no_effect_and_can_not_be_tested() -> None:
    """A test that nothing is left to make must not pass."""
    assert patched({"op": "replace", "path": "/legs", "value": 3}) == []
    assert patched({"op": "test", "path": "/legs", "value": 4})[0]["pointer"] == "/0/path"


def test_a_stray_from_a_later_contract_has_no_effect() -> None:
    """Whether it names a field or something in it."""
    assert patched({"op": "replace", "path": "/full_name", "value": "x"}) == []
    assert patched({"op": "replace", "path": "/address/street", "value": "x"}) == []
    assert patched({"op": "add", "path": "/toys/0/colour", "value": "x"}) == []


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/owner"},
        {"op": "copy", "from": "/name", "path": "/id"},
        {"op": "move", "from": "/legs", "path": "/name"},
    ],
)
def test_what_can_not_be_said_is_refused_with_its_place(operation: dict[str, Any]) -> None:
    """In the client's own patch."""
    assert patched({"op": "remove", "path": "/name"}, operation)[0]["pointer"] == "/1/path"


def test_a_value_that_can_not_be_converted_is_refused_with_its_place() -> None:
    """In the client's own patch."""
    assert patched({"op": "replace", "path": "/id", "value": 7}) == [
        {"detail": "Input should be a valid string", "pointer": "/0/value"}
    ]


def test_an_object_that_was_flattened_is_said_member_by_member() -> None:
    """As its members are places of their own now."""
    flat: list[list[Operation]] = [[schema("Pet").flattened("who", "first", "last")]]
    operation = {"op": "replace", "path": "/who", "value": {"first": "A", "last": "L"}}
    assert patched(operation, versions=flat) == [
        {"op": "replace", "path": "/first", "value": "A"},
        {"op": "replace", "path": "/last", "value": "L"},
    ]


def test_the_head_s_patches_pass_as_they_are() -> None:
    """Nothing is read that needn't be."""
    operation = {"op": "replace", "path": "/full_name", "value": "x"}
    assert patched(operation, version="v3") == [operation]


@pytest.mark.parametrize(
    "operation",
    [
        schema("Pet").wrapped("email", into="emails", lost="all but the first"),
        schema("Pet").joined("price", "currency", into="price", by=minor_units()),
        route("PATCH /pets/{id}").enveloped(into="price", lost="the rest"),
    ],
)
def test_check_finds_changes_that_patches_can_not_say(operation: Operation) -> None:
    """Though their routes take JSON Patches."""
    [mistake] = gateway([operation]).check()
    assert "JSON Patches that `PATCH /pets/{pet_id}` takes can't say this." in str(mistake)
    assert "keep the older handler" in mistake.fix


def test_check_finds_patches_of_what_no_answer_shows() -> None:
    """They can't be translated without."""
    router = Router()

    @router.patch("/pets/{pet_id}", role=Role.PATCH_OPS)
    async def patch_blindly(pet_id: str, body: list[dict[str, Any]]) -> None:
        """Say nothing."""

    @router.get("/pets/{pet_id}")
    async def read(pet_id: str) -> Pet:
        raise NotImplementedError

    adapters = {
        "v2": [
            type(
                "Changed",
                (Change,),
                {
                    "__doc__": "Something.",
                    "operations": [
                        schema("Pet").renamed("name", to="full_name"),
                        route("/pets/{id}").status(200, to=204),
                    ],
                },
            )
        ]
    }
    made = Gateway(adapters=adapters, current=router, timeline=Timeline(Version("v1"), Version("v2")))
    assert "no success shows what they patch" in str(made.check()[0])


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "unheard", "path": "/name"},
        {"path": "/name"},
        {"op": "remove"},
        {"op": "remove", "path": "name"},
        {"op": "remove", "path": "#/name"},
        {"op": "remove", "path": "/na~2me"},
        {"op": "move", "from": 5, "path": "/name"},
        {"full_name": "x"},
        "remove",
    ],
)
def test_what_is_no_patch_is_refused(operation: Any) -> None:
    """As sent, it might mean something to the handler: the whole resource, or another place."""
    [mistake] = patched({"op": "remove", "path": "/tags"}, operation)
    assert mistake["pointer"] == "/1"
    assert "should be" in mistake["detail"]


def test_what_has_more_to_it_than_is_shown_is_tested_by_its_members() -> None:
    """As a whole it would equal nothing."""
    [mistake] = patched({"op": "test", "path": "/toys/0", "value": {"name": "ball"}})
    assert "Test its members one by one" in mistake["detail"]
    assert patched({"op": "test", "path": "/toys/0/name", "value": "ball"}) == [
        {"op": "test", "path": "/toys/0/label", "value": "ball"}
    ]


@pytest.mark.parametrize("role", [None, Role.MERGE])
def test_a_media_type_makes_no_patch_of_another_body(role: Role | None) -> None:
    """What a handler reads as a model is translated as one, whatever a client says that it is."""
    router = Router()

    @router.patch("/toys", role=role)
    async def change(body: Toy) -> Toy:
        return body

    changed = type(
        "Changed", (Change,), {"__doc__": "X.", "operations": [schema("Toy").added("colour", default="red")]}
    )
    made = Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [changed]})
    headers = {"Content-Type": "application/json-patch+json"}
    answer = TestClient(made).patch("/v1/toys", json={"label": "x", "colour": "gold"}, headers=headers)
    assert answer.json() == {"label": "x"}
    newer = TestClient(made).patch("/v2/toys", json={"label": "x", "colour": "gold"}, headers=headers)
    assert newer.json() == {"label": "x", "colour": "gold"}
