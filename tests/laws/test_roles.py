"""What an older client sends must become valid in whatever its body does: create, replace or patch."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from gateway import Operation, route, schema
from gateway.laws.run import subjects
from gateway.operations.operation import Form, Role
from tests.laws.gateways import changed, of_law, taking

VALID = "What an older client sends becomes valid"


class Line(BaseModel):
    """A line of an order."""

    sku: str
    gift: bool


class Order(BaseModel):
    """What is bought."""

    channel: str
    lines: list[Line]


class OrderPatch(BaseModel):
    """What of it is changed."""

    channel: str | None = None
    lines: list[Line] = []


ADDED = schema("Line").added("gift", default=False)
REQUIRED = schema("Order").required("channel", default="web")


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([ADDED], "Under replace, /gift"),
        ([REQUIRED], "Under replace, "),
        ([ADDED, route("PUT /things").keeps_the_rest()], None),
        ([ADDED, route("PUT /things").erases_the_rest("It is written anew each night.")], None),
        ([REQUIRED, route("PUT /things").keeps_the_rest()], None),
    ],
)
def test_a_replacement_must_become_valid_too(operations: list[Operation], said: str | None) -> None:
    """Nothing is filled in under PUT, unless it is said what becomes of the rest."""
    found = of_law(changed(taking(Order, "PUT"), *operations), VALID)
    if said is None:
        assert found == []
    else:
        [breach] = found
        assert breach.said.startswith(said.partition("/")[0])
        assert "is a required property" in breach.said
        assert "keeps_the_rest()" in breach.fix


def test_what_a_patch_replaces_as_a_whole_is_created() -> None:
    """Lists are; other members aren't filled in."""
    assert of_law(changed(taking(OrderPatch, "PATCH"), ADDED), VALID) == []
    [breach] = of_law(changed(taking(Line, "PATCH"), ADDED), VALID)
    assert breach.said.startswith("Under merge, ")


@pytest.mark.parametrize(
    ("methods", "operations", "roles"),
    [
        (["POST"], [ADDED], {Role.CREATE}),
        (["PUT"], [ADDED], {Role.REPLACE}),
        (["POST", "PUT"], [ADDED], {Role.CREATE, Role.REPLACE}),
        (["PUT"], [ADDED, route("PUT /things").keeps_the_rest()], {Role.CREATE}),
        (["PATCH"], [ADDED], {Role.CREATE}),
        (["PATCH"], [REQUIRED], {Role.MERGE}),
    ],
)
def test_the_roles_are_those_of_the_routes(methods: list[str], operations: list[Operation], roles: set[Role]) -> None:
    """All in which a schema is taken, as the gateway runs them."""
    found = [one for one in subjects(changed(taking(Order, *methods), *operations)) if one.form is Form.REQUEST]
    assert [one.roles for one in found] == [roles]
