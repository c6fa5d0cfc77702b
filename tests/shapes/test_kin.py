"""A schema that is a special form of another is changed by what changes the other, once."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field
from starlette.testclient import TestClient
from typing_extensions import TypeAliasType

from gateway import Gateway, Operation, prefixed, route, scalar, schema
from gateway.laws import breaches
from gateway.shapes.shape import Shape, ref
from gateway.shapes.walk import occurrences_along, rewrite
from tests.shapes.made import echoing, gateway_of, of_schemas, shape_of_x

STRING = {"type": "string"}
WHOLE = {"type": "integer"}


def thing(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """The schema of an object."""
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def through(gateway: Gateway, document: Any, version: str = "v1", path: str = "/x") -> Any:
    """What an echo makes of an older client's document, and the newer form in which it came to the handler."""
    answer = TestClient(gateway).post(f"/{version}{path}", json=document)
    assert answer.status_code == 200, answer.text
    return answer.json()


Status = TypeAliasType("Status", Literal["completed", "open", "disputed"])


class Address(BaseModel):
    postcode: str


class Order(BaseModel):
    city: str
    address: Address


class Shop(BaseModel):
    where: Address


class Payment(BaseModel):
    status: Status = "open"


class Node(BaseModel):
    label: str = ""
    parent_label: str = ""
    parent: Node | None = None


def test_a_change_of_one_fields_view_of_a_schema_leaves_the_others_in_force() -> None:
    """An order's address had a city, once; it was an address with `zip` all the same before that."""
    gateway = gateway_of(
        echoing(orders=Order, shops=Shop),
        [schema("Address").renamed("zip", to="postcode")],
        [schema("Order").moved("address.city", to="city")],
    )
    assert gateway.check() == []
    old = {"address": {"city": "Rome", "zip": "1"}}
    assert through(gateway, old, path="/orders") == old
    assert gateway.upgrade(old, schema="Order", since="v1") == {"city": "Rome", "address": {"postcode": "1"}}
    address = gateway.schema("Order", "v1")["$defs"]["Order"]["properties"]["address"]
    assert (set(address["properties"]), set(address["required"])) == ({"zip", "city"}, {"zip", "city"})
    assert through(gateway, {"where": {"zip": "1"}}, path="/shops") == {"where": {"zip": "1"}}
    assert breaches(gateway, examples=20) == []


def test_a_change_of_one_fields_values_leaves_the_scalars_changes_in_force() -> None:
    """Of a scalar with a name, one field of which got a value."""
    gateway = gateway_of(
        echoing(payments=Payment),
        [scalar("Status").values({"done": "completed"})],
        [schema("Payment").value_added("status", "disputed", old_sees="open")],
    )
    assert gateway.check() == []
    assert through(gateway, {"status": "done"}, path="/payments") == {"status": "done"}
    assert gateway.downgrade({"status": "completed"}, schema="Payment", to="v1") == {"status": "done"}
    assert gateway.schema("Payment", "v1")["$defs"]["Payment"]["properties"]["status"]["enum"] == ["done", "open"]
    assert breaches(gateway, examples=20) == []


def test_a_schema_that_holds_itself_is_derived_at_every_depth() -> None:
    """What one of them lost to another is there again in each, by a schema of its own."""
    gateway = gateway_of(echoing(nodes=Node), [schema("Node").moved("parent.hint", to="parent_label")])
    assert gateway.check() == []
    old = {"label": "a", "parent": {"hint": "H1", "label": "b", "parent": {"hint": "H2", "label": "c"}}}
    new = {
        "label": "a",
        "parent": {"label": "b", "parent": {"label": "c"}, "parent_label": "H2"},
        "parent_label": "H1",
    }
    assert gateway.upgrade(old, schema="Node", since="v1") == new
    assert gateway.downgrade(new, schema="Node", to="v1") == old
    told = gateway.schema("Node", "v1")
    form = told["$defs"]["Node_2"]["properties"]
    assert set(told["$defs"]["Node"]["properties"]) == {"label", "parent"}
    assert set(form) == {"label", "hint", "parent"}
    assert form["parent"]["anyOf"][0] == {"$ref": "#/$defs/Node_2"}


PETS: dict[str, Any] = {
    "Base": thing(("id",), id=STRING, home={"$ref": "#/components/schemas/Home"}),
    "Home": thing(city=STRING),
    "Pet": {"allOf": [ref("Base"), thing(("name",), name=STRING, age=WHOLE)], "description": "An animal."},
    "Left": {"allOf": [ref("Base"), thing(left=STRING)]},
    "Right": {"allOf": [ref("Base"), thing(right=STRING)]},
    "Both": {"allOf": [ref("Left"), ref("Right")]},
    "Item": thing(id=STRING),
    "Few": thing(items={"type": "array", "items": ref("Item")}),
    "Some": {"allOf": [ref("Few"), thing(items={"type": "array", "items": ref("Item"), "minItems": 1})]},
    "Closed": {"allOf": [ref("Base"), thing(age=WHOLE)], "unevaluatedProperties": False},
    "Kept": {"allOf": [{"$ref": "#/components/schemas/Base"}], "description": "The same."},
    "Status": {"type": "string", "enum": ["completed", "open"]},
    "Owner": thing(
        home={"allOf": [ref("Home")], "description": "Where."},
        status={"allOf": [ref("Status")], "default": "open"},
    ),
}


@pytest.mark.parametrize(
    ("root", "operations", "older", "newer"),
    [
        ("Pet", [schema("Base").renamed("ident", to="id")], {"ident": "1", "name": "R"}, {"id": "1", "name": "R"}),
        ("Pet", [schema("Pet").renamed("title", to="name")], {"id": "1", "title": "R"}, {"id": "1", "name": "R"}),
        ("Pet", [schema("Pet").renamed("ident", to="id")], {"ident": "1", "name": "R"}, {"id": "1", "name": "R"}),
        ("Both", [schema("Base").converted("id", **prefixed("p_"))], {"id": "1"}, {"id": "p_1"}),
        ("Both", [schema("Base", "Both").converted("id", **prefixed("p_"))], {"id": "1"}, {"id": "p_1"}),
        (
            "Some",
            [schema("Item").converted("id", **prefixed("p_"))],
            {"items": [{"id": "1"}]},
            {"items": [{"id": "p_1"}]},
        ),
        ("Closed", [schema("Closed").closed()], {"id": "1", "age": 2, "more": 3}, {"id": "1", "age": 2}),
        ("Kept", [schema("Kept").renamed("ident", to="id")], {"ident": "1"}, {"id": "1"}),
        ("Kept", [schema("Base").renamed("ident", to="id")], {"ident": "1"}, {"id": "1"}),
        ("Owner", [schema("Owner").nested("city", into="home")], {"city": "R"}, {"home": {"city": "R"}}),
        (
            "Owner",
            [schema("Owner").values("status", {"done": "completed"})],
            {"status": "done"},
            {"status": "completed"},
        ),
        ("Owner", [scalar("Status").values({"done": "completed"})], {"status": "done"}, {"status": "completed"}),
        ("Pet", [schema("Base").at("/home").renamed("a", to="b")], None, "the schema 'Home' is there"),
    ],
)
def test_what_is_composed_is_changed_as_a_whole_and_by_its_parts(
    root: str, operations: list[Operation], older: Any, newer: Any
) -> None:
    """Parts of `allOf`, diamonds, restated members, and a reference with words beside it; each value once."""
    gateway = of_schemas(PETS, ref(root), operations)
    mistakes = gateway.check()
    if older is None:
        assert newer in str(mistakes[0])
        return
    assert mistakes == []
    assert gateway.upgrade(older, schema=root, since="v1") == newer
    if "more" not in older:
        assert through(gateway, older) == older
        assert gateway.downgrade(newer, schema=root, to="v1") == older


def test_a_schema_without_parts_that_the_models_brought_is_merged_too() -> None:
    """Pydantic hands on what a model says of its own schema."""

    class Pet(BaseModel):
        model_config = {"json_schema_extra": {"allOf": [{"properties": {"name": {"type": "string"}}}]}}
        id: str = ""

    gateway = gateway_of(echoing(pets=Pet), [schema("Pet").renamed("title", to="name")])
    assert gateway.check() == []
    assert gateway.downgrade({"id": "1", "name": "R"}, schema="Pet", to="v1") == {"id": "1", "title": "R"}


def test_what_is_published_shows_no_ties() -> None:
    """Special forms are written out, or by name where they are the same."""
    gateway = of_schemas(PETS, ref("Pet"), [schema("Pet").renamed("title", to="name")])
    assert "x-bases" not in str(gateway.schema("Pet", "v1"))
    assert shape_of_x(gateway).schemas["Pet"]["x-bases"] == ["Base"]
    shape = Shape(thing(home={**PETS["Home"], "x-bases": ["Home"]}), PETS)
    assert shape.standalone()["properties"]["home"] == {"$ref": "#/$defs/Home"}


def test_a_place_in_a_schema_is_a_place_in_its_forms() -> None:
    """Nobody's place but its holder's: a schema on the way is what it was elsewhere."""
    schemas = {
        "Base": thing(size=thing(width=WHOLE)),
        "Box": {"allOf": [ref("Base"), thing(name=STRING)]},
        "Shelf": thing(base=ref("Base"), box=ref("Box"), mine=ref("Mine")),
        "Mine": thing(base=ref("Base")),
    }
    everywhere = of_schemas(schemas, ref("Shelf"), [schema("Base").at("/size").renamed("w", to="width")])
    old: Any = {"base": {"size": {"w": 1}}, "box": {"size": {"w": 1}}, "mine": {"base": {"size": {"w": 1}}}}
    new: Any = {"base": {"size": {"width": 1}}, "box": {"size": {"width": 1}}, "mine": {"base": {"size": {"width": 1}}}}
    assert everywhere.check() == []
    assert everywhere.upgrade(old, schema="Shelf", since="v1") == new
    here = of_schemas(schemas, ref("Shelf"), [schema("Mine").at("/base/size").renamed("w", to="width")])
    assert here.check() == []
    assert here.upgrade({**new, "mine": old["mine"]}, schema="Shelf", since="v1") == new
    by_route = of_schemas(
        schemas, ref("Shelf"), [route("POST /x").in_request("/mine/base/size").renamed("w", to="width")]
    )
    assert by_route.check() == []


def test_several_names_of_one_operation_act_once_on_what_is_a_form_of_both() -> None:
    """Whoever walks a document says all names at a time."""
    shape = Shape(ref("Pet"), {"Base": thing(n=WHOLE), "Pet": {**thing(n=WHOLE), "x-bases": ["Base"]}})

    def more(held: dict[str, Any]) -> dict[str, Any]:
        return {"n": held["n"] + 1}

    assert rewrite(shape, ("Base", "Pet"), {"n": 1}, more) == {"n": 2}
    assert rewrite(shape, "Base", {"n": 1}, more) == {"n": 2}
    assert occurrences_along(shape, ("Base", "Pet"), ("n",)) == [0]


def test_a_form_that_lacks_what_a_change_is_about_stays_as_it_is() -> None:
    """The named schema must have it."""

    class Home(BaseModel):
        town: str

    class Person(BaseModel):
        home: Home
        homes: list[Home] = Field(default=[])

    changes = [schema("Home").renamed("city", to="town")], [schema("Person").moved("place", to="home.town")]
    gateway = gateway_of(echoing(people=Person), *changes)
    assert gateway.check() == []
    old = {"place": "R", "home": {}, "homes": [{"city": "S"}]}
    assert gateway.upgrade(old, schema="Person", since="v1") == {"home": {"town": "R"}, "homes": [{"town": "S"}]}
    [mistake] = gateway_of(echoing(people=Person), [schema("Home").renamed("a", to="b")]).check()
    assert "no field 'b'" in str(mistake)
