"""What is cut off, rounded or clamped is found in a normal run; what is declared and correct is left alone."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from gateway import Change, Gateway, Operation, Timeline, Version, scalar, schema
from gateway.laws import Breach, breaches
from tests.laws.gateways import changed, of_law, taking


class Colour(enum.StrEnum):
    """What some things are."""

    red = "red"
    blue = "blue"


class Parcel(BaseModel):
    """Something with values of many kinds."""

    note: str
    code: Annotated[str, Field(pattern="^[a-z]+$")] = "a"
    tags: list[str] = []
    ratio: float = 0
    size: int = 0
    small: Annotated[int, Field(ge=0, le=100)] = 0
    meta: dict[str, str] = {}
    counts: dict[Colour, int] = {}
    kinds: dict[Literal["a", "b"], int] = {}
    one: Annotated[dict[str, int], Field(max_length=1)] = {}
    price: Annotated[float, Field(multiple_of=0.01)] = 0
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5


PARCEL = schema("Parcel")


def found(*operations: Operation, model: type[BaseModel] = Parcel) -> list[Breach]:
    """The breaches of changes to a model."""
    made = changed(taking(model), *operations)
    assert made.check() == []
    return breaches(made, examples=30)


def same(value: Any) -> Any:
    """The value."""
    return value


@pytest.mark.parametrize(
    ("field", "was", "down"),
    [
        ("note", str, lambda text: text[:40]),
        ("note", str, lambda text: text[:256]),
        ("note", {"type": "string", "maxLength": 20}, lambda text: text[:20]),
        ("note", {"type": "string", "maxLength": 5000}, lambda text: text[:5000]),
        ("note", str, lambda text: text or "-"),
        ("note", str, lambda text: text.encode("ascii", "replace").decode()),
        ("code", {"type": "string", "pattern": "^[a-z]+$"}, lambda text: text[:30]),
        ("tags", list[str], lambda tags: tags[:5]),
        ("tags", list[str], lambda tags: tags[:50]),
        ("meta", dict[str, str], lambda meta: dict(list(meta.items())[:3])),
        ("ratio", float, lambda ratio: round(ratio, 3)),
        ("size", int, lambda size: int(float(size))),
        ("size", int, lambda size: max(min(size, 2**63 - 1), -(2**63))),
        ("small", {"type": "integer", "minimum": 0, "maximum": 100}, lambda small: min(small, 99)),
    ],
)
def test_an_undeclared_loss_at_the_edges_is_found(field: str, was: Any, down: Callable[[Any], Any]) -> None:
    """Long texts and lists, big numbers, many digits, the bounds themselves, what is empty."""
    made = changed(taking(Parcel), PARCEL.converted(field, up=same, down=down, was=was))
    assert made.check() == []
    assert len(of_law(made, "A newer document comes back")) == 2


@pytest.mark.parametrize(
    "operation",
    [
        PARCEL.widened("note", was={"type": "string", "maxLength": 20}, old_sees=lambda text: text[:20]),
        PARCEL.widened("note", was={"type": "string", "maxLength": 3000}, old_sees=lambda text: text[:3000]),
        PARCEL.widened("tags", was={"type": "array", "items": {"type": "string"}, "maxItems": 5}, old_sees=[]),
        PARCEL.widened("size", was={"type": "integer", "maximum": 10**6}, old_sees=0),
        PARCEL.converted(
            "note", up=same, down=lambda text: text[:20], was={"type": "string", "maxLength": 20}, lost="the end"
        ),
        PARCEL.renamed("remark", to="note"),
    ],
)
def test_a_correct_declaration_is_left_alone(operation: Operation) -> None:
    """A loss occurs just beyond the older bounds, and maps keep to the names and numbers that they may have."""
    assert found(operation) == []


def test_a_value_that_shows_what_is_wider_may_be_named() -> None:
    """Where a pattern says more than the laws can find."""

    class Door(BaseModel):
        """Something that is locked."""

        pin: Annotated[str, Field(pattern="^[0-9]{4}$")]

    was = {"type": "string", "pattern": "^[0-8][0-9]{3}$|^9[0-8][0-9]{2}$|^99[0-8][0-9]$|^999[0-8]$"}
    assert found(schema("Door").widened("pin", was=was, old_sees="0000", lost_at="9999"), model=Door) == []
    assert scalar("Pin").widened(was=str, old_sees="", lost_at="9999").losses


class Address(BaseModel):
    """Where somebody lives, or nothing of it."""

    city: str | None = None
    zip: str | None = None


class Customer(BaseModel):
    """Somebody."""

    id: int = 0
    address: Address | None = None


class Flat(BaseModel):
    """Somebody, with an address beside the rest."""

    id: int = 0
    city: str | None = None
    zip: str | None = None


@pytest.mark.parametrize(
    ("operation", "model"),
    [
        (schema("Customer").nested("city", "zip", into="address", null=True), Customer),
        (schema("Customer").moved("city", to="address.city"), Customer),
        (schema("Customer").moved("home.zip", to="address.zip"), Customer),
        (schema("Flat").flattened("address", "city", "zip"), Flat),
    ],
)
def test_objects_that_may_be_null_keep_the_laws(operation: Operation, model: type[BaseModel]) -> None:
    """Null is an object of which all members are null, or one that isn't there."""
    assert found(operation, model=model) == []


CARD: dict[str, Any] = {"type": "object", "properties": {"type": {"type": "string"}, "number": {"type": "string"}}}


def test_members_of_unions_bear_the_tags_that_lead_to_them() -> None:
    """As the discriminator's mapping says, where the members themselves don't."""
    mapping = {"card": "#/components/schemas/Card", "cash": "#/components/schemas/Cash"}
    union = {
        "oneOf": [{"$ref": target} for target in mapping.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"pay": union}}}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/x": {"post": {"requestBody": body, "responses": {"200": body}}}},
        "components": {"schemas": {"Card": CARD, "Cash": CARD}},
    }

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        raise NotImplementedError

    operations = [schema("Cash").renamed("no", to="number")]
    made = type("Made", (Change,), {"__doc__": "Changed.", "operations": operations})
    timeline = Timeline(Version("v1"), Version("v2"))
    gateway = Gateway(current=app, timeline=timeline, adapters={"v2": [made]}, openapi=lambda: document)
    assert breaches(gateway) == []


def test_what_is_found_at_the_edges_is_told_with_a_small_document() -> None:
    """No longer than it has to be, and without what has no part in it."""
    [first, _] = of_law(
        changed(taking(Parcel), PARCEL.converted("note", up=same, down=lambda text: text[:40], was=str)),
        "A newer document comes back",
    )
    assert first.documents["newer"] == '{"note": "' + "0" * 41 + '"}'
