"""Documents outside requests, in the form of any version."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from gateway import Change, ConfigurationError, ConversionError, Gateway, Router, Timeline, Version, schema

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
    assert (checked.returncode, checked.stdout) == (0, "5 versions: fine\n")
    shown = _gateway("plan", "deploy.app:app", "2023-10-16", "POST", "/order").stdout
    assert "2024-06-01  `/order`, with all below it, is now `/orders`.  (adapters/v2024_06_01.py:" in shown
    assert "versions.head.orders:create_order answers POST /orders of 2026-09-01" in shown
    assert "lost: Older clients don't see `channel`." in shown
    missing = _gateway("plan", "deploy.app:app", "2023-10-16", "DELETE", "/order")
    assert (missing.returncode, "It has GET, HEAD, POST." in missing.stderr) == (2, True)


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
