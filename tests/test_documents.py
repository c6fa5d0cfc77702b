"""Documents outside requests, in the form of any version."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field, RootModel

from gateway import Change, ConfigurationError, ConversionError, Gateway, Role, Router, Timeline, Version, schema
from versions._shop.models import Order

ROOT = Path(__file__).parents[1]
ORDER: dict[str, Any] = {
    "id": "ord_1",
    "customer_id": "cus_1",
    "status": "paid",
    "lines": [{"sku": "a", "description": "A", "quantity": 2, "unit_price": {"amount": 210, "currency": "EUR"}}],
    "total": {"amount": 420, "currency": "EUR"},
    "refunded": {"amount": 0, "currency": "EUR"},
    "channel": "web",
    "payment": {"method": "invoice"},
    "note": None,
    "created_at": "2026-01-01T00:00:00Z",
}
OLD_ORDER: dict[str, Any] = {
    "id": "ord_1",
    "customer_id": "cus_1",
    "status": "paid",
    "lines": [{"sku": "a", "description": "A", "quantity": 2, "unit_price": "2.10", "currency": "EUR"}],
    "total": "4.20",
    "currency": "EUR",
    "refunded": "0.00",
    "refunded_currency": "EUR",
    "note": None,
    "created_at": "2026-01-01T00:00:00Z",
}
NEW = ("channel", "payment")
"""What the first versions haven't got."""


@pytest.fixture
def shop() -> Gateway:
    """The reference service; nothing is requested of it."""
    return Gateway("versions", "adapters")


def test_a_webhook_goes_out_in_its_receivers_version(shop: Gateway) -> None:
    """The same event, for a receiver of each version; the document isn't altered."""
    kept = copy.deepcopy(ORDER)
    assert shop.downgrade(ORDER, schema="Order", to="2023-10-16") == OLD_ORDER
    assert shop.downgrade(ORDER, schema="Order", to="2025-03-31") == {k: v for k, v in ORDER.items() if k not in NEW}
    assert shop.downgrade(ORDER, schema="Order", to="2026-09-01") is ORDER
    assert kept == ORDER


def test_a_stored_document_comes_up(shop: Gateway) -> None:
    """What an older version wrote is in the head's form, with nothing made up that it didn't say."""
    upgraded = shop.upgrade(OLD_ORDER, schema="Order", since="2023-10-16")
    assert upgraded == {key: value for key, value in ORDER.items() if key not in NEW}


def test_what_cannot_be_converted_says_so(shop: Gateway) -> None:
    """With the reason that a client would get."""
    with pytest.raises(ConversionError, match="decimal text"):
        shop.upgrade({**OLD_ORDER, "total": "much"}, schema="Order", since="2023-10-16")


@dataclass
class Placed:
    """What is made of an order before it is sent."""

    id: Annotated[str, Field(serialization_alias="event_id")]
    data: Order
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)


def test_models_and_dataclasses_are_taken_as_their_json(shop: Gateway) -> None:
    """Wherever they stand in the document, as handlers would answer them: by alias, with moments as text."""
    order = Order.model_validate(ORDER)
    kept = order.model_copy(deep=True)
    assert shop.downgrade(order, schema="Order", to="2023-10-16") == OLD_ORDER
    assert shop.downgrade(order, schema="Order", to="2026-09-01") == ORDER
    page = {"data": (order, ORDER), "has_more": False, "next_cursor": None}
    assert shop.downgrade(page, schema="OrderList", to="2023-10-16")["data"] == [OLD_ORDER, OLD_ORDER]
    event = shop.downgrade(Placed("evt_1", order), schema="OrderEvent", to="2023-10-16")
    assert event == {"event_id": "evt_1", "data": OLD_ORDER, "at": "2026-01-01T00:00:00Z"}
    assert kept == order


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([ORDER], "A list is no document of `Order`. Give each of its items by itself."),
        ([Order.model_validate(ORDER)], "A list is no document"),
        (None, "Null is no document"),
        (5, "A number is no document"),
        (5.5, "A number is no document"),
        (True, "A truth value is no document"),
        (Order, "A class is no document"),
        (datetime.now(UTC), "A datetime is no document"),
    ],
)
def test_what_can_not_be_a_document_is_not_given_back_as_one(shop: Gateway, document: Any, said: str) -> None:
    """Neither up nor down, whether anything is different or not."""
    for version in ("2023-10-16", "2026-09-01"):
        with pytest.raises(ConversionError, match=said):
            shop.downgrade(document, schema="Order", to=version)
        with pytest.raises(ConversionError, match=said):
            shop.upgrade(document, schema="Order", since=version)


def test_a_document_is_what_its_own_version_has() -> None:
    """Text where it was text, a list where it is a list, null where that is allowed."""
    changed = type("Changed", (Change,), {"__doc__": "Changed.", "operations": [
        schema("Price").retyped(up=lambda text: {"amount": text}, down=lambda price: price["amount"], was=str | None)
    ]})  # fmt: skip
    made = Gateway(current=Router(documents=[Price, Prices]), timeline=TIMELINE, adapters={"v2": [changed]})
    assert made.upgrade("1.10", schema="Price", since="v1") == {"amount": "1.10"}
    assert made.upgrade(None, schema="Price", since="v1") is None
    assert made.downgrade(Prices([Price(amount="1.10")]), schema="Prices", to="v1") == ["1.10"]
    for wrong in ({"amount": "1.10"}, 5):
        with pytest.raises(ConversionError, match="no document of `Price`"):
            made.upgrade(wrong, schema="Price", since="v1")
    with pytest.raises(ConversionError, match="Text is no document of `Price`"):
        made.downgrade("1.10", schema="Price", to="v1")


def test_what_a_document_is_for_decides_what_is_filled_in(shop: Gateway) -> None:
    """What is to create something is as the head takes it; what is stored says nothing that it didn't say."""
    created = shop.upgrade(OLD_ORDER, schema="Order", since="2023-10-16", role=Role.CREATE)
    assert Order.model_validate(created) == Order.model_validate(ORDER)
    for role in (Role.REPLACE, Role.MERGE):
        assert not set(NEW) & set(shop.upgrade(OLD_ORDER, schema="Order", since="2023-10-16", role=role))
    with pytest.raises(ConfigurationError, match=r"Use Role.CREATE, Role.REPLACE or Role.MERGE"):
        shop.upgrade([], schema="Order", since="2023-10-16", role=Role.PATCH_OPS)


def test_a_document_that_is_nested_too_deeply_says_so(shop: Gateway) -> None:
    """As no more can be done about it here."""
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"lines": [deep]}
    with pytest.raises(ConversionError, match="nested too deeply"):
        shop.downgrade(deep, schema="Order", to="2023-10-16")
    with pytest.raises(ConversionError, match="nested too deeply"):
        shop.upgrade(deep, schema="Order", since="2023-10-16")


@pytest.mark.parametrize(
    ("schema", "version", "said"),
    [("Ordre", "2023-10-16", 'Did you mean "Order"'), ("Order", "2020-01-01", "2023-10-16")],
)
def test_what_is_not_there_is_named(shop: Gateway, schema: str, version: str, said: str) -> None:
    """With the nearest match."""
    with pytest.raises(ConfigurationError, match=said):
        shop.downgrade(ORDER, schema=schema, to=version)


def _gateway(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=60)


def test_files_are_converted_line_by_line(tmp_path: Path) -> None:
    """NDJSON with its empty lines left out, numbers as they stand, and a bar where there is room for one."""
    source, made = tmp_path / "orders.ndjson", tmp_path / "old.ndjson"
    extra = json.dumps(ORDER)[:-1] + ', "weight": 1.10, "big": 123456789012345678901234567890}'
    source.write_text(f"{json.dumps(ORDER)}\n\n{extra}\n", "utf-8")
    ran = _gateway("convert", "deploy.app:app", str(source), "--schema", "Order", "--to", "2023-10-16", "-o", str(made))
    assert ran.returncode == 0, ran.stderr
    first, second = made.read_text("utf-8").splitlines()
    assert json.loads(first) == OLD_ORDER
    assert second.endswith('"weight":1.10,"big":123456789012345678901234567890}')
    back = _gateway("convert", "deploy.app:app", str(made), "--schema", "Order", "--since", "2023-10-16")
    assert json.loads(back.stdout.splitlines()[0])["total"] == {"amount": 420, "currency": "EUR"}


def test_a_line_that_is_wrong_is_named_and_nothing_is_left_half_done(tmp_path: Path) -> None:
    """By file and line; the output isn't there."""
    source, made = tmp_path / "orders.ndjson", tmp_path / "old.ndjson"
    source.write_text(f"{json.dumps(ORDER)}\n{{oops\n", "utf-8")
    options = ("--schema", "Order", "--to", "2023-10-16", "-o", str(made))
    ran = _gateway("convert", "deploy.app:app", str(source), *options)
    assert ran.returncode == 1
    assert "orders.ndjson:2: not JSON" in ran.stderr
    assert not made.exists()
    assert _gateway("convert", "deploy.app:app", str(source), "--schema", "Order").returncode == 2


def test_check_and_plan_are_commands() -> None:
    """The shop's declarations are fine, and a plan reads like a changelog with places."""
    checked = _gateway("check", "deploy.app:app")
    assert (checked.returncode, checked.stdout.splitlines()[0]) == (0, "5 versions: fine")
    shown = _gateway("plan", "deploy.app:app", "2023-10-16", "POST", "/order").stdout
    assert "2024-06-01  `/order`, with all below it, is now `/orders`.  (adapters/v2024_06_01.py:" in shown
    assert "versions.head.orders:create_order answers POST /orders of 2026-09-01" in shown
    assert "lost: Older clients don't see `channel`." in shown
    missing = _gateway("plan", "deploy.app:app", "2023-10-16", "DELETE", "/order")
    assert (missing.returncode, "It has GET, HEAD, POST." in missing.stderr) == (2, True)


class Price(BaseModel):
    """What something costs."""

    amount: str


class Prices(RootModel[list[Price]]):
    """What several things cost."""


class Event(BaseModel):
    """What no route answers."""

    kind: Literal["made", "gone"]
    full_name: str


NAMED = type(
    "Named",
    (Change,),
    {"__doc__": "Names are full.", "operations": [schema("Event").renamed("name", to="full_name")]},
)
TIMELINE = Timeline(Version("v1"), Version("v2"))


def test_a_document_of_no_route_is_declared_with_the_router() -> None:
    """Then it is translated and checked; without it, the change is about nothing."""
    made = Gateway(current=Router(documents=[Event]), timeline=TIMELINE, adapters={"v2": [NAMED]})
    assert made.check() == []
    assert made.downgrade({"kind": "made", "full_name": "x"}, schema="Event", to="v1") == {"kind": "made", "name": "x"}
    [mistake] = Gateway(current=Router(), timeline=TIMELINE, adapters={"v2": [NAMED]}).check()
    assert "no document holds the schema 'Event'" in str(mistake)


def test_the_webhooks_of_an_app_s_document_are_documents() -> None:
    """As FastAPI declares them (OpenAPI 3.1)."""
    app = FastAPI()

    @app.webhooks.post("event")
    def event(body: Event) -> None:
        """Something happened."""

    made = Gateway(current=app, timeline=TIMELINE, adapters={"v2": [NAMED]})
    assert made.check() == []
    assert made.downgrade({"kind": "made", "full_name": "x"}, schema="Event", to="v1") == {"kind": "made", "name": "x"}


def test_a_mistake_about_a_document_of_no_route_is_found() -> None:
    """With what it has."""
    wrong = type("Wrong", (Change,), {"__doc__": "No.", "operations": [schema("Event").renamed("a", to="ful_name")]})
    [mistake] = Gateway(current=Router(documents=[Event]), timeline=TIMELINE, adapters={"v2": [wrong]}).check()
    assert 'Did you mean "full_name"?' in str(mistake)
