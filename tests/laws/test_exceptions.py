"""What a function of a user's raises is a breach that names it; nothing makes the laws themselves fail."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from gateway import ConversionError, Operation, route, schema
from gateway.laws import breaches
from tests.laws.gateways import changed, of_law, taking


class Pet(BaseModel):
    """An animal."""

    name: str
    note: str = ""
    size: int = 0


PET = schema("Pet")
VALID = "What an older client sends becomes valid"
TOTAL = "Every newer document has a valid older form"
COUNT = itertools.count()


def boom(_: Any) -> Any:
    return {"something": 1}["nothing"]


def refusing(value: Any) -> Any:
    if value != "":
        raise ConversionError("Never.")
    return value


@pytest.mark.parametrize(
    ("operation", "law", "said"),
    [
        (PET.converted("note", up=boom, down=str, was=str), VALID, "KeyError: 'nothing'."),
        (PET.converted("note", up=lambda text: text.nothing, down=str, was=str), VALID, "AttributeError"),
        (PET.split("x", into=["name", "note"], up=boom, down="{} {}".format, was=str), VALID, "KeyError"),
        (PET.narrowed("size", was=int | str, counts_as=boom), VALID, "KeyError"),
        (route("POST /things").request(up=boom, was=dict, what="x."), VALID, "KeyError"),
        (PET.removed("nick", was=str, old_sees=boom), TOTAL, "KeyError: 'nothing'."),
        (PET.removed("nick", was=str, old_sees=lambda pet: pet.pop("name")), TOTAL, "is altered."),
        (PET.converted("note", up=str, down=lambda _: str(next(COUNT)), was=str, lost="all"), TOTAL, "each time."),
        (PET.converted("note", up=lambda _: str(next(COUNT)), down=str, was=str), VALID, "each time."),
    ],
)
def test_what_a_function_does_wrong_is_told(operation: Operation, law: str, said: str) -> None:
    """Which exception, that the document is altered, or that the result is another one each time."""
    [breach, *_] = of_law(changed(taking(Pet), operation), law)
    assert said in breach.said


def test_a_refusal_is_no_breach() -> None:
    """Neither ConversionError nor ValueError, though most are refused."""
    operation = PET.converted("note", up=refusing, down=str, was=str)
    assert of_law(changed(taking(Pet), operation), VALID) == []


def rarely(count: itertools.count[int]) -> Callable[[str], str]:
    """A function that breaks its word now and then, whatever it is given."""
    return lambda text: text + "!" if next(count) % 29 == 0 else text


def test_a_function_that_breaks_its_word_now_and_then_breaks_no_run() -> None:
    """Whatever it is tried on, something is told."""
    operation = PET.converted("note", up=str, down=rarely(itertools.count(1)), was=str)
    assert breaches(changed(taking(Pet), operation), examples=60)


def test_a_schema_that_nothing_keeps_to_is_told() -> None:
    """Its bounds exclude each other."""
    operation = PET.removed("gone", was={"type": "integer", "minimum": 5, "maximum": 4}, old_sees=lambda _: 4)
    told = of_law(changed(taking(Pet), operation), VALID, TOTAL)
    assert {breach.said for breach in told} == {"/gone: 4 is less than the minimum of 5."}


def test_a_pattern_that_python_cannot_read_stops_no_law() -> None:
    """Nothing is known of it, so any text may be one that it means."""
    operation = PET.removed("gone", was={"type": "string", "pattern": r"^\p{L}+$"}, old_sees="a")
    assert breaches(changed(taking(Pet), operation), examples=10) == []


def test_a_declared_loss_that_the_schema_excludes_is_told() -> None:
    """A null where null isn't allowed, a field that is always there, a value of another type."""
    for operation, said in (
        (PET.nullable("note", old_sees=""), "None is not of type 'string'"),
        (PET.optional("name", old_sees=""), "'name' is a required property"),
        (
            PET.converted("size", up=int, down=int, was=int, lost="oddities", lost_at="weird"),
            "is not of type 'integer'",
        ),
    ):
        found = of_law(changed(taking(Pet), operation), "A declared loss occurs")
        assert found
        assert found[0].said.startswith("What would show it isn't what the schema allows: ")
        assert said in found[0].said


def test_what_to_do_is_said_as_the_operation_has_it() -> None:
    """`lost_at=` only where there is such a word."""
    [null, *_] = of_law(changed(taking(Pet), PET.nullable("note", old_sees="")), "A declared loss occurs")
    assert "lost_at" not in null.fix
    lossless = PET.converted("size", up=int, down=int, was=int, lost="nothing at all")
    [converted, *_] = of_law(changed(taking(Pet), lossless), "A declared loss occurs")
    assert "lost_at" in converted.fix
