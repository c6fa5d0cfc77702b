"""The page about the laws shows what the command says."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from gateway.cli.laws import laws

PAGE = Path(__file__).parents[2] / "docs" / "laws.md"


def test_the_shown_run_reads_as_the_command_does() -> None:
    """But for the numbers: how many trials there are changes with every change, so the page doesn't say."""
    ran = CliRunner().invoke(laws, ["deploy.app:app", "--examples", "1", "--part", "1/60"])
    [shown] = re.findall(r"^\$ gateway laws deploy\.app:app\n(.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert ran.exit_code == 0
    assert re.sub(r"\d+", "…", ran.stdout) == re.sub(r"\d+", "…", shown) + "\n"
    assert shown.startswith("… trials")
