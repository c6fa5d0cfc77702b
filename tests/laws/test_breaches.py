"""Each law catches what breaks it, and says so with the smallest document; what keeps to its word is left alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from gateway import Change, ConversionError, Gateway, Operation, Role, Router, Timeline, Version, routes, schema
from gateway.laws import Breach, breaches
from gateway.operations.fields.add import AddField
from gateway.operations.fields.rename import RenameField
from gateway.shapes.walk import Location


class Pet(BaseModel):
    """An animal."""

    full_name: str
    age: int = Field(ge=0)
    kind: Literal["cat", "dog"] = "cat"
    tags: list[str] = []
    friends: list[Pet] = []


api = Router()


@api.post("/pets")
async def make(body: Pet) -> Pet:
    """A pet."""
    return body


def gateway(*versions: list[Operation]) -> Gateway:
    """A gateway with a version more than there are lists of operations."""
    adapters = {
        f"v{number}": [type("Changed", (Change,), {"__doc__": "Something changed.", "operations": operations})]
        for number, operations in enumerate(versions, start=2)
    }
    timeline = Timeline(*(Version(f"v{number}") for number in range(1, len(versions) + 2)))
    return Gateway(adapters=adapters, current=api, timeline=timeline)


def broken(*versions: list[Operation]) -> list[Breach]:
    """The breaches of changes to pets."""
    return breaches(gateway(*versions), examples=25)


def converted(up: Callable[[Any], Any], down: Callable[[Any], Any], was: Any = int, **options: Any) -> Operation:
    """A conversion of a pet's age."""
    return schema("Pet").converted("age", up=up, down=down, was=was, **options)


def refusing(_: Any) -> Any:
    raise ConversionError("Never.")


def growing(tags: list[str]) -> list[str]:
    tags.append("x")
    return tags


class AddEverywhere(AddField):
    """Fills in whatever the body does."""

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return super().up(value, Role.CREATE)


class RenameAstray(RenameField):
    """Says places that aren't there."""

    def location_up(self, location: Location) -> Location:
        return ("gone", *location[1:])

    def location_down(self, location: Location) -> Location:
        return ("gone", *location[1:])


NATURAL = {"type": "integer", "minimum": 0}


@pytest.mark.parametrize(
    ("operation", "law", "said"),
    [
        (converted(int, lambda age: 1 // age, NATURAL), "Every newer document has a valid older form.", "ZeroDivision"),
        (
            schema("Pet").widened("age", was={"type": "integer", "maximum": 9}, old_sees=10),
            "Every newer document has a valid older form.",
            "/age: 10 is greater than the maximum of 9.",
        ),
        (
            converted(lambda age: age - 1, lambda age: age + 1, NATURAL),
            "What an older client sends becomes valid, or is refused in its words.",
            "/age: -1 is less than the minimum of 0.",
        ),
        (converted(refusing, int, NATURAL), "What an older client sends gets through.", "No document shows it."),
        (
            converted(lambda age: age // 2, lambda age: age * 2, NATURAL),
            "An older document comes back as it was, up and down again.",
            "It doesn't.",
        ),
        (
            converted(lambda age: age * 2, lambda age: age // 2, NATURAL),
            "A newer document comes back as it was, down and up again.",
            "It doesn't.",
        ),
        (
            converted(int, lambda age: -1 - age),
            "A newer document comes back as it was, down and up again.",
            "It doesn't.",
        ),
        (
            converted(int, int, NATURAL, lost="halves"),
            'A declared loss occurs: "halves"',
            "No document shows it.",
        ),
        (
            converted(int, int, NATURAL, lost="sevens", lost_at=7),
            'A declared loss occurs: "sevens"',
            "No document shows it.",
        ),
        (
            AddEverywhere(["Pet"], "kind", "cat"),
            "Nothing is filled in where nothing is created.",
            "Under replace it is.",
        ),
        (
            RenameAstray(["Pet"], "name", "full_name"),
            "A place in the older form leads to one in the newer.",
            "which isn't there.",
        ),
        (
            RenameAstray(["Pet"], "name", "full_name"),
            "A place in the newer form leads to one in the older.",
            "which isn't there.",
        ),
        (
            schema("Pet").converted("tags", up=list, down=growing, was=list[str]),
            "Every newer document has a valid older form.",
            "The document that was given is altered.",
        ),
        (
            routes("/").response(down=lambda pet: pet, was=int, what="a number."),
            "Every newer document has a valid older form.",
            "is not of type 'integer'",
        ),
    ],
)
def test_a_law_that_is_broken_is_found(operation: Operation, law: str, said: str) -> None:
    """With the change's place, what is wrong, and the documents."""
    found = [breach for breach in broken([operation]) if breach.law == law]
    assert found, f"{law} is not broken"
    assert said in found[0].said
    assert (found[0].version, found[0].subject) == ("v2", operation.describe())
    assert found[0].fix


def test_an_answer_that_depends_on_how_it_is_reached_is_found() -> None:
    """In one step it is another than in two."""
    counted = itertools.count()
    operations: list[list[Operation]] = [
        [converted(int, lambda _: next(counted), lost="all")],
        [schema("Pet").renamed("name", to="full_name")],
    ]
    laws = {breach.law for breach in broken(*operations)}
    assert "An answer is the same in one step as in several, and valid." in laws


def test_a_breach_reads_well() -> None:
    """Place, change, law, what is wrong, the documents, and the fix."""
    [first, *_] = broken([converted(lambda age: age // 2, lambda age: age * 2, NATURAL)])
    assert str(first).splitlines()[0].endswith("In `Pet`, `age` has another form.")
    lines = [line.strip() for line in str(first).splitlines()]
    assert lines[1:] == [
        "An older document comes back as it was, up and down again. It doesn't.",
        'older:    {"full_name": "", "age": 1}',
        'newer:    {"full_name": "", "age": 0}',
        'back:     {"full_name": "", "age": 0}',
        "Make up and down exact opposites, or declare what is lost.",
    ]


def test_what_keeps_to_its_word_is_left_alone() -> None:
    """Renames, new fields and values, gone fields, and a declared loss that its witness shows."""
    assert (
        broken(
            [
                schema("Pet").renamed("name", to="full_name"),
                schema("Pet").removed("legs", was=int, old_sees=4),
                schema("Pet").values("kind", {"hound": "dog"}),
            ],
            [
                schema("Pet").added("friends", default=[]),
                schema("Pet").wrapped("tag", into="tags", lost="all but the first"),
                converted(lambda age: age * 12, lambda age: age // 12, NATURAL, lost="months", lost_at=7),
            ],
        )
        == []
    )


def test_the_shop_keeps_all_laws() -> None:
    """On few documents here; `.ci/full` tries many."""
    assert breaches(Gateway("versions", "adapters"), examples=10) == []
