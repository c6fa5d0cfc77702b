"""What a field's words mean where the field holds lists, maps, tuples or unions; and what schemas are called."""

from __future__ import annotations

import re
from typing import Any, Generic, Literal, TypeVar

import pytest
from pydantic import BaseModel, Field, create_model
from typing_extensions import TypeAliasType

from gateway import LEFT_OUT, Gateway, Operation, Role, Router, schema
from gateway.operations.operation import Form
from gateway.shapes.shape import ref
from tests.shapes.made import echoing, gateway_of, of_schemas
from tests.shapes.test_kin import STRING, thing

Status = Literal["completed", "open"]
Names = TypeAliasType("Names", list[str])
Maybe = TypeAliasType("Maybe", str | None)


class Card(BaseModel):
    kind: Literal["card"] = "card"


class Coins(BaseModel):
    kind: Literal["coins"] = "coins"


class Held(BaseModel):
    map: dict[str, Status] = {}
    pays: dict[str, Card | Coins] = {}
    grid: list[list[Status]] = []
    pay_grid: list[list[Card | Coins]] = []
    pair: tuple[Status, int] | None = None
    single_or_list: Status | list[Status] = "open"
    bounded: dict[str, str] = Field(default={}, max_length=5)
    texts: dict[str, str] = {}
    maybe: list[Card] | None = None
    names: Names = []
    listed: list[str] | None = None
    null: Maybe = None


def held(*operations: Operation) -> Gateway:
    """A gateway of all kinds of containers."""
    return gateway_of(echoing(held=Held), list(operations))


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (schema("Held").values("map", {"done": "completed"}), "'map' holds a map, into which no operation"),
        (schema("Held").variant_added("pays", "Coins", where={"kind": "coins"}, old_sees=LEFT_OUT), "holds a map"),
        (schema("Held").value_added("pair", "open", old_sees="completed"), 'scalar\\("Status"\\)|no enumerated values'),
        (schema("Held").values("grid", {"done": "completed"}), "'grid' holds lists in a list, into which"),
        (
            schema("Held").variant_added("pay_grid", "Coins", where={"kind": "coins"}, old_sees=LEFT_OUT),
            "lists in a list",
        ),
        (schema("Held").constrained("names", was={"maxLength": 5}), "none of maxLength"),
    ],
)
def test_what_no_word_on_a_field_looks_into_is_refused(operation: Operation, said: str) -> None:
    """With what to write instead, and not by the schema alone while values stay as they are."""
    mistakes = held(operation).check()
    assert len(mistakes) == 1
    assert re.search(said, str(mistakes[0])), str(mistakes[0])


def test_bounds_are_found_wherever_they_stand() -> None:
    """As no value changes."""
    schemas = {
        "Held": thing(
            a={"type": "object", "additionalProperties": {"type": "string", "maxLength": 5}},
            b={"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string", "maxLength": 5}]},
        )
    }
    was = {"maxLength": 50}
    gateway = of_schemas(
        schemas, ref("Held"), [schema("Held").constrained("a", was=was), schema("Held").constrained("b", was=was)]
    )
    told = gateway.schema("Held", "v1")["$defs"]["Held"]["properties"]
    assert told["a"]["additionalProperties"]["maxLength"] == 50
    assert told["b"]["prefixItems"][1]["maxLength"] == 50


def test_every_member_of_a_union_that_is_meant_is_changed() -> None:
    """Schema and values alike: one value, and a list of them."""
    gateway = held(schema("Held").values("single_or_list", {"done": "completed"}))
    assert gateway.check() == []
    one, several = gateway.schema("Held", "v1")["$defs"]["Held"]["properties"]["single_or_list"]["anyOf"]
    assert one["enum"] == several["items"]["enum"] == ["done", "open"]
    for old in ("done", ["done", "open"]):
        newer = gateway.upgrade({"single_or_list": old}, schema="Held", since="v1")
        assert gateway.downgrade(newer, schema="Held", to="v1") == {"single_or_list": old}


def test_a_member_that_was_removed_was_beside_the_others() -> None:
    """Not beside the list that holds them."""
    schemas = {"Card": thing(n=STRING), "Cash": thing(m=STRING)}
    pays = {"anyOf": [{"type": "array", "items": {"anyOf": [ref("Card"), ref("Cash")]}}, {"type": "null"}]}
    change = schema("Order").variant_removed(
        "pays", "Cheque", where={"type": "cheque"}, was={"title": "Cheque"}, refused="Cheques aren't taken."
    )
    gateway = of_schemas({**schemas, "Order": thing(pays=pays)}, ref("Order"), [change])
    listed, null = gateway.schema("Order", "v1")["$defs"]["Order"]["properties"]["pays"]["anyOf"]
    assert (listed["items"]["anyOf"][2], null) == ({"title": "Cheque"}, {"type": "null"})


def test_types_with_names_are_looked_into() -> None:
    """A list, and what may be null."""
    derived = held(schema("Held").wrapped("name", into="names", lost="the rest")).schema("Held", "v1")
    assert derived["$defs"]["Held"]["properties"]["name"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    derived = held(schema("Held").wrapped("one", into="listed", lost="the rest")).schema("Held", "v1")
    assert derived["$defs"]["Held"]["properties"]["one"]["anyOf"][0] == {"type": "string"}
    derived = held(schema("Held").nullable("null", old_sees="")).schema("Held", "v1")
    assert derived["$defs"]["Held"]["properties"]["null"]["type"] == "string"


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]


def test_a_schema_may_be_called_as_its_model_is() -> None:
    """`Page[Card]` is `Page_Card_` in documents."""
    gateway = gateway_of(
        echoing(pages=Page[Card]),
        [schema("Leaf[Card]").renamed("data", to="items")],
        [schema("Leaf[Card]").called("Page[Card]")],
    )
    assert gateway.check() == []
    assert gateway.downgrade({"items": []}, schema="Page[Card]", to="v1") == {"data": []}
    assert "Leaf_Card_" in gateway.schema("Page[Card]", "v1")["$defs"]


def test_titles_that_come_from_names_go_with_them() -> None:
    """Those that somebody chose stay."""

    class Pet(BaseModel):
        full_name: str
        chosen_name: str = Field(title="What it answers to")

    gateway = gateway_of(
        echoing(pets=Pet),
        [schema("Pet").renamed("name", to="full_name"), schema("Pet").renamed("call", to="chosen_name")],
        [schema("Pet").moved("names.full_name", to="full_name")],
    )
    derived = gateway.schema("Pet", "v2")["$defs"]["Pet"]["properties"]
    assert derived["names"]["properties"]["full_name"]["title"] == "Full Name"
    derived = gateway_of(
        echoing(pets=Pet),
        [schema("Pet").renamed("name", to="full_name"), schema("Pet").renamed("call", to="chosen_name")],
    ).schema("Pet", "v1")["$defs"]["Pet"]["properties"]
    assert (derived["name"]["title"], derived["call"]["title"]) == ("Name", "What it answers to")


def test_a_schema_is_told_as_requests_bring_it() -> None:
    """Where they have it; the answer's form else."""
    taken = create_model("Pet", name=(str, ...))
    answered = create_model("Pet", name=(str, ...), id=(int, ...))
    router = Router()

    async def pets(body: Any) -> Any:
        return answered(name=body.name, id=1)

    pets.__annotations__ = {"body": taken, "return": answered}
    router.post("/pets")(pets)
    gateway = gateway_of(router, [schema("Pet").renamed("title", to="name")])
    assert list(gateway.schema("Pet", "v1", request=True)["$defs"]["Pet"]["properties"]) == ["title"]
    assert list(gateway.schema("Pet", "v1")["$defs"]["Pet"]["properties"]) == ["title", "id"]
    assert gateway.schema("Problem", "v1", request=True)


def test_members_that_patterns_name_are_kept_by_a_closed_schema() -> None:
    """And all where members of any name are declared, or a union names some."""
    pet = {**thing(age=STRING), "patternProperties": {"^x-": STRING}, "additionalProperties": False}
    operation = schema("Pet").closed()
    fitted = operation.fitted(operation.schema_down(pet, Form.REQUEST))
    assert fitted.up({"age": "1", "x-a": "2", "more": "3"}, Role.CREATE) == {"age": "1", "x-a": "2"}
    assert "additionalProperties" not in operation.schema_down(pet, Form.REQUEST)
    for open_schema in ({**thing(), "additionalProperties": STRING}, {**thing(), "anyOf": [ref("Cat")]}):
        assert operation.fitted(open_schema).up({"more": "3"}, Role.CREATE) == {"more": "3"}
