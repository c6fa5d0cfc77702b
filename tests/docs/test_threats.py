"""The threats page promises nothing that no test holds."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conformance.exchange import exchanges, files

ROOT = Path(__file__).parents[2]


def test_every_threat_names_tests_that_exist() -> None:
    """Each line of the table has at least one, by its name or as an exchange of the conformance suite."""
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    tests = set(re.findall(r"def (test_\w+)", written))
    names = {exchange.name for file in files() for exchange in exchanges(file)}
    rows = re.findall(r"^\| (?!A client|-)(.+) \|$", (ROOT / "docs" / "threats.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) >= 15
    for row in rows:
        held = row.rpartition(" | ")[2]
        named = re.findall(r"`(test_\w+)`", held)
        sent = re.findall(r'exchange "([^"]+)"', held)
        assert named or sent, row
        assert set(named) <= tests, row
        assert set(sent) <= names, row
