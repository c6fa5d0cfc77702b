"""Places of errors are found in documents whose unions pydantic names on the way, and in those where nobody does."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.testclient import TestClient

from gateway import schema
from gateway.shapes.from_pydantic import shape_of
from gateway.shapes.walk import NO_DOCUMENT, Location, occurrences_along, without_tags
from tests.shapes.made import echoing, gateway_of


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    full_name: str


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    full_name: str


class Number(BaseModel):
    number: str


class Card(BaseModel):
    type: Literal["card"]
    card: Number


class Bank(BaseModel):
    type: Literal["bank"]
    bank: dict[str, str]


class Plain(BaseModel):
    number: str
    expires: str


class Iban(BaseModel):
    iban: str


class Held(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] = Cat(full_name="x")
    pets: list[Cat | Dog] = []
    method: Annotated[Card | Bank, Field(discriminator="type")] | None = None
    pay: Plain | Iban | None = None
    lists: list[Cat] | list[Iban] | int = 0
    cat: Cat | None = None


SHAPE = shape_of(Held, "validation")


@pytest.mark.parametrize(
    ("target", "location", "document", "depths"),
    [
        ("Cat", ("pet", "cat", "full_name"), NO_DOCUMENT, [2]),
        ("Cat", ("pet", "dog", "full_name"), NO_DOCUMENT, []),
        ("Cat", ("pets", 0, "Dog", "full_name"), NO_DOCUMENT, []),
        ("Cat", ("pets", 0, "Cat", "full_name"), NO_DOCUMENT, [3]),
        ("Cat", ("pet", "full_name"), {"pet": {"kind": "dog"}}, []),
        ("Cat", ("pet", "full_name"), {"pet": {"kind": "cat"}}, [1]),
        ("Cat", ("pet", "full_name"), NO_DOCUMENT, [1]),
        ("Cat", ("pets", 1, "full_name"), {"pets": [{"kind": "cat"}, {"kind": "dog"}]}, []),
        ("Number", ("method", "card", "card", "number"), NO_DOCUMENT, [3]),
        ("Number", ("method", "card", "number"), NO_DOCUMENT, [2]),
        ("Card", ("method", "card", "card", "number"), NO_DOCUMENT, [2]),
        ("Card", ("method", "card"), NO_DOCUMENT, [1]),
        ("Plain", ("pay", "number"), NO_DOCUMENT, [1]),
        ("Plain", ("pay", "number"), {"pay": {"expires": "1"}}, [1]),
        ("Plain", ("pay", "Iban", "iban"), NO_DOCUMENT, []),
        ("Plain", ("pay", "function-after[check(), Plain]", "number"), NO_DOCUMENT, [2]),
        ("Cat", ("lists", "list[Cat]", 0, "full_name"), NO_DOCUMENT, [3]),
        ("Iban", ("lists", "list[Iban]", 0, "iban"), NO_DOCUMENT, [3]),
        ("Cat", ("cat", "unknown", "full_name"), NO_DOCUMENT, [1]),
        ("Held", ("nothing",), NO_DOCUMENT, [0]),
    ],
)
def test_the_member_is_the_one_that_is_named_or_that_the_document_is(
    target: str, location: Location, document: Any, depths: list[int]
) -> None:
    """By its tag, by its model's name, by the value; else any that has the place."""
    assert occurrences_along(SHAPE, target, location, document) == depths


@pytest.mark.parametrize(
    ("location", "place"),
    [
        (("method", "card"), ("method",)),
        (("method", "card", "number"), ("method", "card", "number")),
        (("pay", "function-after[check(), Plain]"), ("pay",)),
        (("pet", "cat", "full_name"), ("pet", "full_name")),
        (("method", "card", "card", "number"), ("method", "card", "number")),
        (("pets", 0, "Cat", "full_name"), ("pets", 0, "full_name")),
        (("pets", 0, "Cat", "more"), ("pets", 0, "more")),
        (("lists", "int"), ("lists",)),
        (("lists", "list[Cat]", 0, "full_name"), ("lists", 0, "full_name")),
        (("pay", "function-after[check(), Plain]", "number"), ("pay", "number")),
        (("cat", "more"), ("cat", "more")),
        (("nothing", "at", 1), ("nothing", "at", 1)),
    ],
)
def test_names_of_members_are_no_steps_in_the_document(location: Location, place: Location) -> None:
    """Even where a member has a field of the same name; what nobody knows stays."""
    assert without_tags(SHAPE, location, named=True) == place


def test_a_step_that_may_be_a_field_is_one_where_nobody_names_members() -> None:
    """As in pointers; but where it can't be, it is a name."""
    assert without_tags(SHAPE, ("method", "card")) == ("method", "card")
    assert without_tags(SHAPE, ("method", "card", "card")) == ("method", "card")
    assert without_tags(SHAPE, ("pay", "Plain", "number")) == ("pay", "number")
    assert without_tags(SHAPE, ("pay", "more")) == ("pay", "more")


APP = FastAPI()


@APP.post("/held")
async def echo(body: Held) -> Held:
    """What was sent."""
    return body


CHANGES = [
    schema("Cat").renamed("name", to="full_name"),
    schema("Number").renamed("no", to="number"),
    schema("Plain").renamed("no", to="number"),
]


@pytest.mark.parametrize(
    ("document", "locations"),
    [
        ({"pet": {"kind": "cat"}}, [["pet", "cat", "name"]]),
        ({"pet": {"kind": "dog"}}, [["pet", "dog", "full_name"]]),
        ({"method": {"type": "card", "card": {}}}, [["method", "card", "card", "no"]]),
        ({"pay": {"expires": "1"}}, [["pay", "Plain", "no"], ["pay", "Iban", "iban"]]),
        ({"pay": {"no": "1"}}, [["pay", "Plain", "expires"], ["pay", "Iban", "iban"]]),
    ],
)
def test_a_client_is_told_where_it_went_wrong(document: Any, locations: list[Any]) -> None:
    """In a mounted app's locations, and in the pointers of a typed handler."""
    told = TestClient(gateway_of(APP, CHANGES)).post("/v1/held", json=document).json()["detail"]
    assert [error["loc"][1:] for error in told] == locations
    errors = TestClient(gateway_of(echoing(held=Held), CHANGES)).post("/v1/held", json=document).json()["errors"]
    if document != {"pet": {"kind": "dog"}}:  # for which the pointer's document is needed
        assert [error["pointer"].count("/") for error in errors] == [len(location) - 1 for location in locations]
        assert [error["pointer"].rpartition("/")[2] for error in errors] == [location[-1] for location in locations]


def test_a_place_is_told_by_the_document_where_it_names_no_member() -> None:
    """As typed handlers' pointers don't."""
    gateway = gateway_of(echoing(held=Held), CHANGES, [schema("Held").renamed("animal", to="pet")])
    [entry] = gateway.atlas.table(gateway.timeline.head).entries
    plan = gateway.atlas.plan(gateway.timeline.oldest, entry)
    for kind, name in (("cat", "name"), ("dog", "full_name")):
        document = {"pet": {"kind": kind}}
        assert plan.downgrade_location(("pet", "full_name"), document) == ("animal", name)
