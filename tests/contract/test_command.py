"""`gateway openapi`, as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from deploy.app import app
from gateway.cli.openapi import openapi
from gateway.contract import contract_of

APP = "deploy.app:app"


def test_it_writes_the_document_of_a_version(tmp_path: Path) -> None:
    """To where it was called, or to a file, as JSON or as YAML."""
    document = contract_of(app, "2023-10-16")
    printed = CliRunner().invoke(openapi, [APP, "2023-10-16"])
    assert printed.exit_code == 0
    assert json.loads(printed.stdout) == document
    target = tmp_path / "first.yaml"
    assert CliRunner().invoke(openapi, [APP, "2023-10-16", "--yaml", "-o", str(target)]).exit_code == 0
    text = target.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == document
    assert "&id" not in text
    assert text.startswith("openapi: 3.1.0\ninfo:\n  title: The shop\n")


def test_it_writes_all_documents_to_a_folder(tmp_path: Path) -> None:
    """A file each, named by its version."""
    folder = tmp_path / "documents"
    written = CliRunner().invoke(openapi, [APP, "--all", str(folder)])
    assert written.exit_code == 0
    assert sorted(file.stem for file in folder.iterdir()) == list(map(str, app.timeline))
    assert json.loads((folder / "2024-06-01.json").read_text())["info"]["version"] == "2024-06-01"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([APP], "Name a VERSION"),
        ([APP, "2023-10-16", "--all", "x"], "Name a VERSION"),
        ([APP, "--all", "x", "-o", "y"], "-o is for one document"),
        ([APP, "2023-10-17"], 'Did you mean "2023-10-16"?'),
        (["deploy.app:ap", "2023-10-16"], 'Did you mean "app"?'),
    ],
)
def test_a_wrong_call_names_the_fix(arguments: list[str], said: str) -> None:
    """Exit code 2, and what to write."""
    called = CliRunner().invoke(openapi, arguments)
    assert called.exit_code == 2
    assert said in called.output
