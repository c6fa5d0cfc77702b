"""The page about testing shows what pytest and the command say."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from gateway.watch import Deviation
from tests.testing.projects import LOADED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_tests_that_are_shown_are_there(pytester: pytest.Pytester) -> None:
    """As pytest lists them, in their order."""
    pytester.chdir()
    shown = re.findall(r"^(deploy/app\.py::.+) PASSED$", PAGE, re.MULTILINE)
    command = [sys.executable, "-m", "pytest", *LOADED, "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]
    command += ["--collect-only", "-q", "-p", "no:cacheprovider", "--gateway", "deploy.app:app"]
    listed = pytester.run(*command, str(ROOT / "deploy" / "app.py")).outlines
    ids = [line[line.index("deploy/app.py") :] for line in listed if "deploy/app.py::" in line]
    assert len(shown) == 7
    assert [one for one in ids if one in shown] == shown


def test_the_exchange_that_is_shown_is_recorded() -> None:
    """To the letter, but for what varies."""
    [shown] = _blocks("yaml")
    recorded = (ROOT / "exchanges/2023-10-16/create_order.yaml").read_text("utf-8")
    recorded = re.sub(r"(cus|ord)_[0-9a-f]{20}", r"\1_ID", recorded)
    recorded = re.sub(r"created_at: '.+'", "created_at: TIME", recorded)
    assert shown.split("\n")[1:] == recorded.split("\n")[1:]


def test_each_route_of_the_first_version_was_recorded() -> None:
    """So that the command's sum is right."""
    assert f"{len(list((ROOT / 'exchanges/2023-10-16').iterdir()))} new\n" in PAGE


def test_deviations_read_as_they_are_shown() -> None:
    """The lines that are logged."""
    first = Deviation("2023-10-16", "POST /order", 200, "answer body", "/lines/*/unit_price", "type", "type: string")
    second = Deviation("2026-09-01", "POST /orders", 201, "request body", "/lines/*/quantity", "type", "type: integer")
    assert f"{first}\n{second}\n" in _blocks("text")
