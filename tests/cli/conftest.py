"""The command, run in folders that are users' projects."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.cli.group import group
from gateway.cli.main import COMMANDS

OURS = frozenset({"adapters", "app", "deploy", "service", "versions"})
"""What the modules of projects are called; the reference service's are called so too."""


class Project:
    """A folder in which the command is called, as users call it.

    Args:
        folder: the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, files: dict[str, str]) -> None:
        """Write files, with the folders that they are in."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    def read(self, name: str) -> str:
        """The text of a file, with its line ends as they are."""
        return (self.folder / name).read_bytes().decode()

    def files(self) -> dict[str, bytes]:
        """All files but bytecode and what git keeps."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and not {"__pycache__", ".git"} & set(path.parts)
        }

    def commit(self) -> None:
        """Have git know all that is there."""
        for command in (
            ["git", "init", "-q"],
            ["git", "add", "-A"],
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "All of it"],
        ):
            subprocess.run(command, cwd=self.folder, check=True, capture_output=True)

    def run(self, *arguments: str, **options: Any) -> Result:
        """What the command does, with modules imported anew."""
        forget()
        return CliRunner().invoke(group(COMMANDS), list(arguments), prog_name="gateway", **options)

    def data(self, *arguments: str) -> Any:
        """What the command prints as JSON."""
        return json.loads(self.run(*arguments, "--json").stdout)


def forget() -> dict[str, Any]:
    """Take the modules of projects out of the process; what was there."""
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in OURS}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """An empty folder, and the current one."""
    kept = forget()
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    yield Project(folder)
    forget()
    sys.modules.update(kept)
