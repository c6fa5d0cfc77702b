"""The reference service, broken on purpose in a copy: each break is caught, and the message names what to mend."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.testing.projects import LOADED

ROOT = Path(__file__).parents[2]
COPIED = ("adapters", "deploy", "exchanges", "versions")
PREFIXED = 'schema("Refund").converted("id", **prefixed("ref_")),'
LOSSY = 'schema("Refund").converted("id", was=str, up=lambda id: f"ref_{id}", down=lambda id: id[4:14]),'


def _broken(pytester: pytest.Pytester, file: str, old: str, new: str, chosen: str) -> str:
    """What the suite says of a copy of the service in which a text stands in place of another."""
    for name in COPIED:
        shutil.copytree(ROOT / name, pytester.path / name, ignore=shutil.ignore_patterns("__pycache__"))
    conftest = (ROOT / "conftest.py").read_text("utf-8").replace('pytest_plugins = ["pytester"]\n', "")
    (pytester.path / "conftest.py").write_text(conftest, "utf-8")
    pytester.makeini("[pytest]\nversiongate_app = deploy.app:app\n")
    path = pytester.path / file
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new), "utf-8")
    command = [sys.executable, "-m", "pytest", *LOADED, "-q", "-p", "no:cacheprovider", "deploy/app.py", "-k", chosen]
    result = pytester.run(*command)
    assert result.ret == pytest.ExitCode.TESTS_FAILED, result.stdout.str() + result.stderr.str()
    return re.sub(r"(cus|ord)_[0-9a-f]+", r"\1_ID", result.stdout.str())


def test_a_field_that_is_renamed_without_a_change(pytester: pytest.Pytester) -> None:
    """Every version would show the new name; the recorded exchange doesn't."""
    models = "versions/_shop/models.py"
    said = _broken(pytester, models, "phone:", "telephone:", "2023-10-16 and exchanges and create_customer")
    assert (
        "2023-10-16  POST /customers (exchanges/2023-10-16/create_customer.yaml)  /phone\n"
        "    The answer isn't what was recorded.\n"
        '    recorded: "phone"\n'
        "    now:      nothing\n"
        "    No change from 2023-10-16 to 2026-09-01 touches it. The handler is versions.head.customers:"
        "create_customer: mend what it answers, or declare what changed."
    ) in said


def test_a_change_that_is_made_lossy(pytester: pytest.Pytester) -> None:
    """The law shows the smallest document that doesn't come back."""
    said = _broken(pytester, "adapters/v2024_06_01.py", PREFIXED, LOSSY, "laws and RefundsSayWhatTheyAre")
    assert (
        "2024-06-01  RefundsSayWhatTheyAre (adapters/v2024_06_01.py:28)\n"
        "    In `Refund`, `id` has another form. A newer document comes back as it was, down and up again. "
        "It doesn't.\n"
    ) in said
    assert "    Make up and down exact opposites, or declare what is lost." in said


def test_a_header_that_is_removed(pytester: pytest.Pytester) -> None:
    """Where the new thing is was told in every version."""
    told, chosen = 'headers={"Location": f"/orders/{order.id}"}', "2023-10-16 and exchanges and create_order"
    said = _broken(pytester, "versions/head/orders.py", told, "headers={}", chosen)
    assert (
        "2023-10-16  POST /order (exchanges/2023-10-16/create_order.yaml)  header location\n"
        "    The answer isn't what was recorded.\n"
        "    recorded: /order/ord_ID\n"
        "    now:      nothing\n"
    ) in said


def test_an_enum_that_is_changed(pytester: pytest.Pytester) -> None:
    """A value that clients know has another name, which no change gives back."""
    old, new = 'Channel = Literal["web",', 'Channel = Literal["online",'
    said = _broken(pytester, "versions/_shop/models.py", old, new, "2023-10-16 and exchanges and create_order")
    assert "2023-10-16  POST /order (exchanges/2023-10-16/create_order.yaml)  status\n" in said
    assert "    recorded: 200\n    now:      422\n" in said


def test_a_pattern_that_is_tightened(pytester: pytest.Pytester) -> None:
    """A request that was taken is refused."""
    loose, tight = r"\.[^@\x00-\x20]+$", r"\.shop$"
    chosen = "2024-06-01 and exchanges and create_customer"
    said = _broken(pytester, "versions/_shop/models.py", loose, tight, chosen)
    assert (
        "2024-06-01  POST /customers (exchanges/2024-06-01/create_customer.yaml)  status\n"
        "    The answer isn't what was recorded.\n"
        "    recorded: 201\n"
        "    now:      422\n"
    ) in said


def test_a_status_that_is_dropped(pytester: pytest.Pytester) -> None:
    """The older clients still get what they got; those that were told 201 don't."""
    chosen = "exchanges and create_order"
    said = _broken(pytester, "versions/head/orders.py", "status=201", "status=200", chosen)
    assert (
        "2024-06-01  POST /orders (exchanges/2024-06-01/create_order.yaml)  status\n"
        "    The answer isn't what was recorded.\n"
        "    recorded: 201\n"
        "    now:      200\n"
    ) in said
