"""What `gateway plan` tells of compiled plans."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from gateway.cli.plan import plan as command

ORDER = {
    "id": "ord_1",
    "customer_id": "cus_1",
    "status": "open",
    "lines": [{"sku": "tea", "description": "Tea", "quantity": 2, "unit_price": {"amount": 1250, "currency": "EUR"}}],
    "total": {"amount": 2500, "currency": "EUR"},
    "refunded": {"amount": 0, "currency": "EUR"},
    "note": None,
    "channel": "kiosk",
    "payment": None,
    "created_at": "2025-11-15T10:04:00Z",
}


def plan(*arguments: str) -> str:
    """What the command prints."""
    shown = CliRunner().invoke(command, ["deploy.app:app", *arguments])
    assert shown.exit_code == 0, shown.output
    return shown.output


def test_it_says_in_how_many_passes_a_document_is_translated() -> None:
    """Eight operations of three versions are one pass over the order and its lines."""
    told = plan("2023-10-16", "GET", "/order/ord_1")
    assert "compiled, an answer of status 200" in told
    assert "one pass for 8 operations, on LineItem (1), Order (7)" in told


def test_it_shows_the_code_for_a_document_and_what_becomes_of_it(tmp_path: Path) -> None:
    """With what the names in the code stand for; two tables that the channel goes through are one."""
    file = tmp_path / "order.json"
    file.write_text(json.dumps(ORDER))
    told = plan("2023-10-16", "GET", "/order/ord_1", "--response", str(file))
    assert "{'kiosk': 'store', 'store': 'store', 'counter': 'store'}" in told
    assert "def f(d):" in told
    older = json.loads(told.rpartition("=> ")[2])
    assert (older["total"], older["currency"], "channel" in older) == ("25.00", "EUR", False)


def test_a_request_that_is_refused_is_told_so(tmp_path: Path) -> None:
    """In the words the client would get."""
    file = tmp_path / "order.json"
    file.write_text(
        '{"customer_id": "cus_1", "lines": [{"sku": "tea", "quantity": 1, "unit_price": "x", "currency": "EUR"}]}'
    )
    assert "=> refused: " in plan("2023-10-16", "POST", "/order", "--request", str(file))
