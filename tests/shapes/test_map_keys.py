"""Keys of maps are values of the type that they are declared with."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field
from starlette.testclient import TestClient
from typing_extensions import TypeAliasType

from gateway import Gateway, prefixed, scalar
from gateway.shapes.shape import ref
from gateway.shapes.walk import keys_along, without_tags
from tests.shapes.made import echoing, gateway_of, of_schemas, shape_of_x
from tests.shapes.test_kin import STRING, WHOLE, thing, through

OrderId = TypeAliasType("OrderId", Annotated[str, Field(pattern="^ord_[0-9]+$")])


class Status(StrEnum):
    completed = "completed"
    open = "open"
    late = "late"


class Part(BaseModel):
    count: int


class Report(BaseModel):
    by_status: dict[Status, int] = {}
    by_order: dict[OrderId, Part] = {}


CHANGES = [scalar("Status").values({"done": "completed"}), scalar("OrderId").converted(**prefixed("ord_"))]


def test_keys_are_translated_as_the_values_are() -> None:
    """Both ways, each in its place among the others."""
    gateway = gateway_of(echoing(reports=Report), CHANGES)
    assert gateway.check() == []
    old = {"by_status": {"late": 1, "done": 2, "open": 3}, "by_order": {"2": {"count": 5}, "1": {"count": 6}}}
    new = {
        "by_status": {"late": 1, "completed": 2, "open": 3},
        "by_order": {"ord_2": {"count": 5}, "ord_1": {"count": 6}},
    }
    assert gateway.upgrade(old, schema="Report", since="v1") == new
    assert str(gateway.downgrade(new, schema="Report", to="v1")) == str(old)
    assert through(gateway, old, path="/reports") == old


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"by_order": {"x": {"count": 1}}}, "/by_order/x"),
        ({"by_order": {"1": {"count": "x"}}}, "/by_order/1/count"),
        ({"by_status": {"done": "x"}}, "/by_status/done"),
        ({"by_status": {"completed": 1}}, "/by_status/completed"),
    ],
)
def test_an_error_is_at_the_key_that_the_client_sent(document: Any, pointer: str) -> None:
    """Of the key itself, and of what stands under it."""
    gateway = gateway_of(echoing(reports=Report), CHANGES)
    refused = TestClient(gateway).post("/v1/reports", json=document)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


COUNTS = {
    "Status": {"enum": ["open", "late", "lost"]},
    "Counts": thing(by={"type": "object", "propertyNames": ref("Status")}),
}


def counting(*operations: Any) -> Gateway:
    """A gateway of counts by status."""
    return of_schemas(COUNTS, ref("Counts"), list(operations))


def test_keys_that_become_one_are_refused_on_the_way_up() -> None:
    """Which of the values was meant can't be told."""
    gateway = counting(scalar("Status").value_removed("tardy", counts_as="late"))
    refused = TestClient(gateway).post("/v1/x", json={"by": {"late": 1, "tardy": 2}})
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["detail"], error["pointer"]) == ("`late` and `tardy` are the same key", "/by/tardy")


@pytest.mark.parametrize("newer", [{"late": 1, "lost": 2}, {"lost": 2, "late": 1}])
def test_of_keys_that_become_one_older_clients_see_the_entry_whose_own_it_is(newer: dict[str, int]) -> None:
    """In whatever order they are."""
    gateway = counting(scalar("Status").value_added("lost", old_sees="late"))
    assert gateway.downgrade({"by": newer}, schema="Counts", to="v1") == {"by": {"late": 1}}


def test_of_keys_that_become_another_the_first_is_seen() -> None:
    """Where none of them is that already."""
    gateway = counting(scalar("Status").converted(up=str, down=lambda status: status[0], was=str, lost="the rest"))
    assert gateway.downgrade({"by": {"lost": 1, "open": 2, "late": 3}}, schema="Counts", to="v1") == {
        "by": {"l": 1, "o": 2}
    }


def test_numbers_are_keys_as_text() -> None:
    """JSON knows no other keys."""
    schemas = {
        "Id": STRING,
        "Report": thing(by={"type": "object", "propertyNames": ref("Id"), "additionalProperties": WHOLE}),
    }
    gateway = of_schemas(schemas, ref("Report"), [scalar("Id").converted(**prefixed("o_", number=True))])
    assert gateway.upgrade({"by": {"17": 1}}, schema="Report", since="v1") == {"by": {"o_17": 1}}
    assert gateway.downgrade({"by": {"o_17": 1}}, schema="Report", to="v1") == {"by": {"17": 1}}


def test_the_steps_that_are_keys_are_found() -> None:
    """By their numbers, with what the keys are; pydantic's word for a key is no step."""
    shape = shape_of_x(counting())
    assert keys_along(shape, "Status", ("by", "late")) == {1: ref("Status")}
    assert keys_along(shape, "Status", ("other", "late")) == {}
    assert without_tags(shape, ("by", "late", "[key]")) == ("by", "late")
