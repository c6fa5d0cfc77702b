"""What an operation says of a schema and the schema doesn't say is found, with what to do about it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from gateway import LEFT_OUT, Old, Operation, Router, minor_units, scalar, schema
from tests.check.gateways import mistakes


class Cash(BaseModel):
    """Money."""

    type: Literal["cash"] = "cash"


class Crypto(BaseModel):
    """Something like money."""

    type: Literal["crypto"] = "crypto"


class Home(BaseModel):
    """Where somebody lives."""

    city: str | None = None
    zip: str | None = None


Nest = TypeAliasType("Nest", "list[Nest] | str")


class Pet(BaseModel):
    """An animal."""

    model_config = ConfigDict(extra="forbid")

    name: str
    full_name: str
    note: Annotated[str | None, Field(max_length=10)] = None
    kind: Literal["cat", "dog"] = "cat"
    age: int = 1
    size: int | str = 1
    nest: Nest = []
    word: Annotated[str, Field(json_schema_extra={"pattern": r"^\p{L}+$"})] = "a"
    homes: list[str] = []
    home: Home | None = None
    pays: list[Cash | Crypto] = []
    fax: Annotated[str | None, Old] = None


class Toy(BaseModel):
    """Something to play with, about which more may be said."""

    label: str


Status = TypeAliasType("Status", Literal["paid", "open"])


class Order(BaseModel):
    """What is bought."""

    status: Status


router = Router()


@router.post("/pets")
async def make(body: Pet) -> Pet:
    """A pet."""
    return body


@router.post("/toys")
async def play(body: Toy) -> Toy:
    """A toy."""
    return body


PET, TOY = schema("Pet"), schema("Toy")


@pytest.mark.parametrize(
    ("operation", "problem", "fix"),
    [
        (PET.renamed("name", to="full_name"), "still has the field 'name'", "added("),
        (PET.removed("age", was=int, old_sees=1), "still has the field 'age'", "Annotated[..., Old]"),
        (PET.wrapped("name", into="homes", lost="the rest"), "still has the field 'name'", "Take it out"),
        (PET.split("age", into=["name", "full_name"], up=list, down="".join, was=str), "'age'", "Take it out"),
        (PET.joined("name", "age", into="full_name", by=minor_units()), "still has the field 'name'", "Take it out"),
        (PET.moved("name", to="home.city"), "still has 'name'", "Take it out"),
        (PET.values("kind", {"dog": "cat"}), "still has the value 'dog'", "value_removed()"),
        (PET.value_removed("kind", "dog", counts_as="cat"), "still has the value 'dog'", "Take it out"),
        (PET.nullable("name", old_sees=""), "'name' can't be null", "Let the model allow None"),
        (PET.not_null("note", default=""), "'note' may still be null", "Take None out"),
        (PET.required("age", default=1), "doesn't require 'age'", "use default()"),
        (PET.optional("name", old_sees=""), "always have 'name'", "leave it out"),
        (PET.default("age", was=2, now=3), "default of 'age' is `1`, not `3`", "as the model has it"),
        (PET.default("name", was="a", now="b"), "requires 'name'", "required()"),
        (TOY.closed(), "takes members that it doesn't name", 'extra="forbid"'),
        (PET.constrained("note", was={"maxLength": 5}), "isn't tighter: maxLength was 5 and is 10", "widened()"),
        (PET.constrained("note", was={"maxLength": 10}), "isn't tighter", "looser"),
        (PET.constrained("note", was={"maxLength": 50, "minLength": 5}), "minLength was 5 and is None", "looser"),
        (PET.narrowed("note", was={"type": "integer"}), "takes more than was= says: type string", "widened()"),
        (PET.narrowed("age", was=int), "takes no less than it did", "what it took"),
        (PET.narrowed("note", was={"type": ["string", "null"], "maxLength": 5}), "maxLength 10", "widened()"),
        (PET.widened("age", was=int | str, old_sees=0), "takes less than was= says: not type string", "narrowed()"),
        (PET.widened("age", was=int, old_sees=0), "takes no more than it did", "what it took"),
        (PET.widened("kind", was={"enum": ["cat", "cow"]}, old_sees="cat"), "not 'cow'", "narrowed()"),
        (PET.widened("size", was=int, old_sees="x"), 'would see `"x"`', "of the type that was= says"),
        (PET.added("age", default="five"), "'age' doesn't allow the default `\"five\"`", "the model takes"),
        (PET.added("home", default={"city": 5}), "doesn't allow the default", "the model takes"),
        (PET.required("name", default=5), "'name' doesn't allow `5`", "newer type"),
        (PET.nullable("note", old_sees=5), "older field 'note' doesn't allow `5`", "older type"),
        (PET.default("age", was="x", now=1), "'age' doesn't allow `\"x\"`", "newer type"),
        (PET.removed("gone", was=str, old_sees=5), "would see `5` for 'gone'", "of the type that was= says"),
        (PET.value_added("kind", "dog", old_sees="wolf"), "has no value 'wolf'", "'cat', 'dog'"),
        (
            PET.variant_added("pays", "Crypto", where={"type": "crypto"}, old_sees={"type": "gold"}),
            "which isn't what it could hold",
            "LEFT_OUT",
        ),
        (PET.wrapped("years", into="age", lost="the rest"), "'age' is no list", "converted()"),
        (PET.nested("city", "zip", into="home"), "'home' may be null", "null=True"),
    ],
)
def test_what_the_schema_contradicts_is_a_mistake(operation: Operation, problem: str, fix: str) -> None:
    """With the schema's name, what isn't so, and the fix."""
    found = mistakes(router, operation)
    assert any(problem in one.problem and fix in one.fix for one in found), found
    assert all(one.problem.startswith(("Made: Pet: ", "Made: Toy: ")) for one in found)


@pytest.mark.parametrize(
    "operation",
    [
        PET.renamed("nick", to="full_name"),
        PET.removed("gone", was=str | None, old_sees=None),
        PET.removed("fax", was=str | None, old_sees=None),
        PET.nullable("note", old_sees=""),
        PET.not_null("name", default=""),
        PET.required("name", default="x"),
        PET.optional("age", old_sees=1),
        PET.default("age", was=2, now=1),
        PET.closed(),
        PET.constrained("note", was={"maxLength": 50}),
        PET.constrained("note", was={"maxLength": None}),
        PET.narrowed("age", was=int | str),
        PET.narrowed("home", was=dict | None),
        PET.widened("size", was=int, old_sees=0),
        PET.widened("note", was={"type": ["string", "null"], "maxLength": 5}, old_sees=None),
        PET.widened("kind", was={"enum": ["cat"]}, old_sees="cat"),
        PET.widened("nest", was=str, old_sees=""),
        PET.narrowed("nest", was=list[Any] | str | int),
        PET.added("word", default="b"),
        PET.added("home", default={"city": "Rome"}),
        PET.added("pays", default=[{"type": "cash"}]),
        PET.values("kind", {"dog": "cat", "cat": "dog"}),
        PET.value_added("kind", "dog", old_sees="cat"),
        PET.value_added("kind", "dog", old_sees="wolf").in_responses(),
        PET.variant_added("pays", "Crypto", where={"type": "crypto"}, old_sees={"type": "cash"}),
        PET.variant_added("pays", "Crypto", where={"type": "crypto"}, old_sees=LEFT_OUT),
        PET.nested("city", "zip", into="home", null=True),
        PET.wrapped("where", into="homes", lost="the rest"),
    ],
)
def test_what_the_schema_says_too_is_none(operation: Operation) -> None:
    """Each word, said as the model has it."""
    assert mistakes(router, operation) == []


def test_a_name_may_be_used_again_in_the_right_order() -> None:
    """The newer `name` came after the older one was renamed."""
    renamed, added = PET.renamed("name", to="full_name"), PET.added("name", default="x")
    assert mistakes(router, renamed, added) == []
    assert [one.fix for one in mistakes(router, added, renamed)]


def test_an_operation_is_contradicted_where_all_of_its_documents_contradict_it() -> None:
    """Requests and answers may have two forms of one schema, and routes two schemas of one name."""

    def model(nick: Any) -> Any:
        return type("Pet", (BaseModel,), {"__annotations__": {"name": str, "nick": nick}, "__module__": __name__})

    two = Router()
    for path, nick in (("/a", str), ("/b", str | None)):
        made = model(nick)

        async def handler(body: Any) -> Any:
            return body

        handler.__annotations__ = {"body": made, "return": made}
        two.post(path)(handler)
    [apart] = mistakes(two, PET.nullable("nick", old_sees=""))
    assert "another schema than that of" in apart.problem
    assert ["'name' can't be null" in one.problem for one in mistakes(two, PET.nullable("name", old_sees=""))] == [
        False,
        True,
    ]


def test_scalars_are_held_against_their_schemas_too() -> None:
    """What is said of a named enum is as true as what is said of a field."""
    orders = Router()

    @orders.post("/orders")
    async def buy(body: Order) -> Order:
        """Buy."""
        return body

    [mistake] = mistakes(orders, scalar("Status").value_removed("paid", counts_as="open"))
    assert "still has the value 'paid'" in mistake.problem


def test_a_mistake_says_what_is_wrong_once() -> None:
    """Though requests, answers and several routes show it."""
    assert len(mistakes(router, PET.renamed("name", to="full_name"))) == 1
