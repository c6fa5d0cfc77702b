"""The page about comparing documents shows the rules that there are, and what the command says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli.diff import diff
from tests.diff.table import PAGE, page

OLD = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        200:
          description: An order.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Order"}
components:
  schemas:
    Order:
      type: object
      required: [id, status]
      properties:
        id: {type: string}
        status: {type: string, enum: [open, paid]}
        note: {type: string, nullable: true}
"""
CHANGED = {
    "{id}": "{order}",
    "name: id": "name: order",
    "maximum: 100": "maximum: 50",
    "paid]": "paid, sent]",
    ", nullable: true": "",
}


def test_the_rules_are_those_that_there_are() -> None:
    """The tables are made from the registry: `python -m tests.diff.table`."""
    assert PAGE.read_text("utf-8") == page()


def test_the_shown_run_reads_as_the_command_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older document and a newer one."""
    new = OLD
    for before, after in CHANGED.items():
        assert before in new
        new = new.replace(before, after)
    (tmp_path / "old.yaml").write_text(OLD, "utf-8")
    (tmp_path / "new.yaml").write_text(new, "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(diff, ["old.yaml", "new.yaml"])
    [shown] = re.findall(
        r"^\$ gateway diff old\.yaml new\.yaml\n(.+?)^\$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert (ran.exit_code, ran.stdout) == (1, shown)
