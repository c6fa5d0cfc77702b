"""Members of unions are told apart as far as values show it; where they don't, the check says so."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field, computed_field, create_model

from gateway import Operation, scalar, schema
from gateway.shapes.alike import alike
from gateway.shapes.shape import Shape, ref
from gateway.shapes.unions import member
from tests.shapes.made import echoing, gateway_of, of_schemas, shape_of_x
from tests.shapes.test_kin import STRING, thing, through


class Cat(BaseModel):
    meow: str


class Dog(BaseModel):
    bark: str


class Pets(BaseModel):
    pets: list[Cat] | list[Dog] = []
    by_name: dict[str, Cat] | dict[str, Dog] = {}


def test_lists_and_maps_are_told_apart_by_the_first_things_in_them() -> None:
    """An empty one may be either, as nothing is in it."""
    gateway = gateway_of(echoing(pets=Pets), [schema("Dog").renamed("woof", to="bark")])
    assert gateway.check() == []
    dogs = {"pets": [{"woof": "x"}, {"woof": "y"}], "by_name": {"Rex": {"woof": "z"}}}
    assert through(gateway, dogs, path="/pets") == dogs
    cats: dict[str, Any] = {"pets": [{"meow": "x"}], "by_name": {}}
    assert through(gateway, cats, path="/pets") == cats


@pytest.mark.parametrize(
    ("one", "other", "target", "apart"),
    [
        ({"type": "array", "items": ref("Cat")}, {"type": "array", "items": ref("Dog")}, "Dog", True),
        ({"type": "array", "items": ref("Cat")}, {"type": "array", "items": ref("Puma")}, "Cat", False),
        ({"type": "array", "items": ref("Cat")}, {"type": "array", "items": ref("Puma")}, "Dog", True),
        (ref("Cat"), {"type": "object", "additionalProperties": ref("Dog")}, "Dog", True),
        (ref("Puma"), {"type": "object", "additionalProperties": ref("Dog")}, "Dog", False),
        ({"type": "object", "additionalProperties": ref("Cat")}, {"type": "object"}, "Cat", False),
        (ref("Id"), {"type": "string"}, "Id", False),
        (ref("Id"), {"type": "integer"}, "Id", True),
        (ref("Id"), ref("Other"), "Id", True),
        (ref("Id"), {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "Id", False),
    ],
)
def test_what_looks_alike_is_found(one: Any, other: Any, target: str, apart: bool) -> None:
    """Items, maps and scalars too, and the members of members."""
    schemas = {
        "Cat": thing(("meow",), meow=STRING, age={"type": "integer"}),
        "Puma": thing(meow=STRING, age={"type": "integer"}),
        "Dog": thing(("bark",), bark=STRING),
        "Id": {"type": "string", "pattern": "^id_"},
        "Other": {"type": "string", "pattern": "^other_"},
    }
    assert bool(list(alike(Shape({"anyOf": [one, other]}, schemas), target))) is not apart


COMPOSED: dict[str, Any] = {
    "Base": thing(("kind",), kind=STRING),
    "Named": thing(name=STRING),
    "Cat": {"allOf": [ref("Base"), thing(kind={"enum": ["cat"]}, title=STRING)]},
    "Dog": {"allOf": [ref("Base"), ref("Named"), thing(kind={"enum": ["dog"]})]},
    "Owner": thing(pet={"oneOf": [ref("Cat"), ref("Dog")]}),
}


def test_members_that_are_composed_are_told_apart_by_what_their_parts_say() -> None:
    """A constant in one part, the change in another."""
    gateway = of_schemas(COMPOSED, ref("Owner"), [schema("Named").renamed("title", to="name")])
    assert gateway.check() == []
    old = {"pet": {"kind": "dog", "title": "Rex"}}
    assert gateway.upgrade(old, schema="Owner", since="v1") == {"pet": {"kind": "dog", "name": "Rex"}}
    cat = {"pet": {"kind": "cat", "title": "Tom"}}
    assert gateway.upgrade(cat, schema="Owner", since="v1") == cat


INHERITED: dict[str, Any] = {
    "Pet": {
        **thing(("kind",), kind=STRING, name=STRING),
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat", "dog": "#/components/schemas/Dog"}},
    },
    "Cat": {"allOf": [ref("Pet"), ref("Lives")]},
    "Dog": {"allOf": [ref("Pet"), thing(bark=STRING)]},
    "Puppy": {"allOf": [ref("Dog"), thing(bite=STRING)]},
    "Lives": thing(lives=STRING),
    "Owner": thing(pets={"type": "array", "items": ref("Pet")}, dog=ref("Dog")),
}


def test_a_reference_to_what_has_special_forms_means_them_too() -> None:
    """OpenAPI's discriminator on a base: which form it is, is said by the value (4.8.25.4)."""
    change = [schema("Lives").renamed("souls", to="lives"), schema("Pet").renamed("title", to="name")]
    gateway = of_schemas(
        INHERITED, ref("Owner"), [*change, schema("Puppy").renamed("nibble", to="bite")], openapi="3.0.3"
    )
    assert gateway.check() == []
    old: dict[str, Any] = {
        "pets": [{"kind": "cat", "title": "T", "souls": "9"}, {"kind": "dog", "title": "R", "souls": "x"}],
        "dog": {"kind": "Puppy", "title": "P", "nibble": "n"},
    }
    new: dict[str, Any] = {
        "pets": [{"kind": "cat", "name": "T", "lives": "9"}, {"kind": "dog", "name": "R", "souls": "x"}],
        "dog": {"kind": "Puppy", "name": "P", "bite": "n"},
    }
    assert gateway.upgrade(old, schema="Owner", since="v1") == new
    assert through(gateway, old) == old
    assert gateway.upgrade(old["pets"][0], schema="Pet", since="v1") == new["pets"][0]
    items = shape_of_x(gateway).schemas["Owner"]["properties"]["pets"]["items"]
    assert [part["$ref"].rpartition("/")[2] for part in items["anyOf"]] == ["Cat", "Dog", "Puppy"]


def test_a_base_that_lists_its_own_forms_holds_each_value_once() -> None:
    """As many documents write it, though by the letter such a schema has no end."""
    schemas = {
        **INHERITED,
        "Pet": {**INHERITED["Pet"], "oneOf": [ref("Cat"), ref("Dog")]},
    }
    gateway = of_schemas(
        schemas, ref("Owner"), [schema("Pet").converted("name", up="x{}".format, down=lambda n: n[1:], was=str)]
    )
    assert gateway.check() == []
    old = {"pets": [{"kind": "cat", "name": "T"}]}
    assert gateway.upgrade(old, schema="Owner", since="v1") == {"pets": [{"kind": "cat", "name": "xT"}]}


class Card(BaseModel):
    type: Literal["card"] = "card"
    number: str


class Cash(BaseModel):
    type: Literal["cash"] = "cash"
    amount: int


class Order(BaseModel):
    pay: Annotated[Card | Cash, Field(discriminator="type")]


def in_fastapi() -> FastAPI:
    """The same as an app, with a document of its own."""
    app = FastAPI()

    @app.post("/orders")
    async def make(body: Order) -> Order:
        return body

    return app


def both() -> list[Any]:
    """The order's two homes."""
    return [echoing(orders=Order), in_fastapi()]


@pytest.mark.parametrize("current", both(), ids=["typed", "FastAPI"])
def test_a_tag_that_was_renamed_tells_by_its_older_name(current: Any) -> None:
    """In documents, and in the schema that is published."""
    gateway = gateway_of(
        current,
        [schema("Cash").renamed("sum", to="amount")],
        [schema("Card", "Cash").renamed("kind", to="type")],
    )
    assert gateway.check() == []
    old = {"pay": {"kind": "cash", "sum": 5}}
    assert through(gateway, old, path="/orders") == old
    told = gateway.schema("Order", "v1")["$defs"]["Order"]["properties"]["pay"]["discriminator"]
    assert told == {"propertyName": "kind", "mapping": {"card": "#/$defs/Card", "cash": "#/$defs/Cash"}}
    assert (
        gateway.schema("Order", "v3")["$defs"]["Order"]["properties"]["pay"]["discriminator"]["propertyName"] == "type"
    )


@pytest.mark.parametrize("current", both(), ids=["typed", "FastAPI"])
def test_tags_that_were_renamed_tell_by_their_older_values(current: Any) -> None:
    """Where the members say them."""
    gateway = gateway_of(
        current, [schema("Cash").renamed("sum", to="amount")], [schema("Cash").values("type", {"coins": "cash"})]
    )
    old = {"pay": {"type": "coins", "sum": 5}}
    assert gateway.check() == []
    assert through(gateway, old, path="/orders") == old
    mapping = gateway.schema("Order", "v1")["$defs"]["Order"]["properties"]["pay"]["discriminator"]["mapping"]
    assert mapping == {"card": "#/$defs/Card", "coins": "#/$defs/Cash"}


@pytest.mark.parametrize("current", both(), ids=["typed", "FastAPI"])
def test_a_member_that_is_new_is_named_by_no_older_tag(current: Any) -> None:
    """The others are; and a member that was called otherwise is named so."""
    change = schema("Order").variant_added(
        "pay", "Cash", where={"type": "cash"}, old_sees={"type": "card", "number": ""}
    )
    gateway = gateway_of(current, [change], [schema("Plastic").called("Card")])
    assert gateway.check() == []
    for version, mapping in (("v1", ["card"]), ("v2", ["card", "cash"])):
        told = gateway.schema("Order", version)
        discriminator = told["$defs"]["Order"]["properties"]["pay"]["discriminator"]
        assert list(discriminator["mapping"]) == mapping
        assert discriminator["mapping"]["card"] == "#/$defs/Plastic"
        assert "Plastic" in told["$defs"]


def test_a_member_that_is_another_in_answers_is_named_as_in_requests() -> None:
    """FastAPI gives it two names, of which the discriminator says one."""

    class Shown(Card):
        @computed_field
        def shown(self) -> str:
            return self.number

    class Coins(Cash):
        @computed_field
        def shown(self) -> str:
            return str(self.amount)

    app = FastAPI()

    async def make(body: Any) -> Any:
        return body

    pay: Any = Annotated[Shown | Coins, Field(discriminator="type")]
    model = create_model("Order", pay=(pay, ...))
    make.__annotations__ = {"body": model, "return": model}
    app.post("/orders")(make)
    change = schema("Order").variant_added(
        "pay", "Coins", where={"kind": "cash"}, old_sees={"kind": "card", "number": "", "shown": ""}
    )
    gateway = gateway_of(app, [change], [schema("Shown", "Coins").renamed("kind", to="type")])
    assert gateway.check() == []
    for request in (True, False):
        told = gateway.schema("Order", "v1", request=request)["$defs"]["Order"]["properties"]["pay"]["discriminator"]
        assert told == {"propertyName": "kind", "mapping": {"card": "#/$defs/Shown"}}


TAGGED: dict[str, Any] = {
    "Card": thing(("type",), type=STRING, number=STRING),
    "Cash": thing(("type",), type=STRING, number=STRING),
    "Kind": STRING,
    "Order": thing(
        pay={
            "oneOf": [ref("Card"), ref("Cash")],
            "discriminator": {
                "propertyName": "type",
                "mapping": {"card": "#/components/schemas/Card", "cash": "#/components/schemas/Cash"},
            },
        }
    ),
}


@pytest.mark.parametrize(
    ("operation", "old", "told"),
    [
        (schema("Card", "Cash").renamed("t", to="type"), {"t": "cash"}, ("t", {"card", "cash"})),
        (
            schema("Cash").converted("type", up=lambda _: "cash", down=lambda _: "coins", was=str),
            {"type": "coins"},
            ("type", {"card", "coins"}),
        ),
        (schema("Cash").renamed("t", to="type"), None, None),
    ],
)
def test_tags_that_only_the_discriminator_says_are_translated(operation: Operation, old: Any, told: Any) -> None:
    """Where members disagree on the tag's name, there is no discriminator any more."""
    gateway = of_schemas(TAGGED, ref("Order"), [schema("Cash").renamed("no", to="number")], [operation])
    pay = gateway.schema("Order", "v1")["$defs"]["Order"]["properties"]["pay"]
    if told is None:
        assert "discriminator" not in pay
        return
    assert (pay["discriminator"]["propertyName"], set(pay["discriminator"]["mapping"])) == told
    document = {"pay": {**old, "no": "1"}}
    assert gateway.upgrade(document, schema="Order", since="v1") == {"pay": {"type": "cash", "number": "1"}}
    assert gateway.downgrade({"pay": {"type": "cash", "number": "1"}}, schema="Order", to="v1") == document


def test_a_field_called_mapping_is_no_discriminators() -> None:
    """Names of fields are free."""
    schemas = {"New": thing(mapping=thing(a=STRING), discriminator=thing(mapping=STRING))}
    gateway = of_schemas(schemas, ref("New"), [schema("Old").called("New")])
    assert gateway.schema("New", "v1")["$defs"]["Old"] == schemas["New"]


def test_schemas_that_were_one_are_one_member() -> None:
    """A union of both is that one."""

    class Customer(BaseModel):
        name: str

    class Supplier(BaseModel):
        name: str

    class Parties(BaseModel):
        all: list[Customer | Supplier] = []

    gateway = gateway_of(echoing(parties=Parties), [schema("Party").called("Customer", "Supplier")])
    told = gateway.schema("Parties", "v1")["$defs"]
    assert told["Parties"]["properties"]["all"]["items"] == {"$ref": "#/$defs/Party"}
    assert told["Party"]["title"] == "Party"


def test_a_text_is_the_member_whose_pattern_it_has() -> None:
    """Where several are texts."""
    schemas = {"One": {"type": "string", "pattern": "^1"}, "Two": {"type": "string", "pattern": "^2"}}
    union = {"anyOf": [ref("One"), ref("Two")]}
    shape = Shape(union, schemas)
    assert member(shape, union, union["anyOf"], "2x") == ref("Two")
    change = scalar("Two").converted(
        up="2{}".format, down=lambda text: text[1:], was={"type": "string", "pattern": "^x"}
    )
    gateway = of_schemas(schemas, thing(id=union), [change])
    assert gateway.check() == []
    assert through(gateway, {"id": "1"}) == {"id": "1"}
    assert through(gateway, {"id": "x"}) == {"id": "x"}
