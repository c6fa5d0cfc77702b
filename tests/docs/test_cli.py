"""The page about the command line shows what the command prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.cli.main import COMMANDS
from tests.docs.console import blocks, commands, run, sections

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
PARTS = sections(PAGE)


def masked(text: str) -> str:
    """The text without what changes with the day, and with every change of the reference service."""
    text = re.sub(r'(?<=retired=")[0-9-]+(?=")|(?<=retired since )[0-9-]+(?=\.)', "TODAY", text)
    text = re.sub(r"\d+(?= days ago)|\d+(?= trials)|(?<=^index ).+$", "N", text, flags=re.MULTILINE)
    return re.sub(r"^[\w,]+ trials", "N trials", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", [name for name, part in PARTS.items() if blocks(part)])
def test_the_examples_print_what_is_shown(name: str, tmp_path: Path) -> None:
    """In a copy of the reference service for each section. tests/docs/console.py renews the page."""
    shown = blocks(PARTS[name])
    for expected, found in zip(shown, run(PARTS[name], tmp_path), strict=True):
        assert masked(found) == masked(expected)


def test_every_command_has_a_section_in_order() -> None:
    """With an example of it, and a line in the table."""
    assert [name for name in PARTS if name] == list(COMMANDS)
    for name in COMMANDS:
        said = [command for block in blocks(PARTS[name]) for command in commands(block)]
        assert any(f"gateway {name}" in command for command in said), name
    assert re.findall(r"^\| `([a-z-]+)` \|", PARTS[""], re.MULTILINE) == list(COMMANDS)
