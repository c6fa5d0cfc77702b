"""Runs the console examples of a page in a copy of the reference service.

`python -m tests.docs.console docs/cli.md` writes what they print into the page.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
SERVED = 2
"""How many lines `gateway serve` prints before it serves."""


def sections(page: str) -> dict[str, str]:
    """The parts of a page by their second-level headings; what stands before the first has no name."""
    found = {"": ""}
    name, fenced = "", False
    for line in page.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            name = line.removeprefix("## ").strip()
            found[name] = ""
        else:
            found[name] += line
    return found


def blocks(section: str) -> list[str]:
    """The console blocks: commands after `$ `, each with what it prints."""
    return BLOCK.findall(section)


def commands(block: str) -> list[str]:
    """The commands of a block."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def sandbox(folder: Path) -> dict[str, str]:
    """Put a copy of the reference service into a folder; the environment in which `gateway` is on the path."""
    for name in ("versions", "adapters", "deploy"):
        for path in sorted((ROOT / name).rglob("*.py")):
            copy = folder / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (folder / "pyproject.toml").write_text('[tool.versiongate]\napp = "deploy.app:app"\n')
    (folder / ".gitignore").write_text("__pycache__/\n/bin/\n")
    (folder / "bin").mkdir()
    script = folder / "bin" / "gateway"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m gateway.cli.main "$@"\n')
    script.chmod(0o755)
    people = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    found = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **people, "PATH": found, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "All of it"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True, capture_output=True)  # noqa: S607
    return environment


def printed(command: str, folder: Path, environment: dict[str, str]) -> str:
    """What a command prints, on stdout and stderr alike."""
    if command.startswith("gateway serve"):
        return _announced(command, folder, environment)
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _announced(command: str, folder: Path, environment: dict[str, str]) -> str:
    served = {**environment, "PYTHONUNBUFFERED": "1"}
    serve = ["bash", "-c", f"exec {command}"]
    with subprocess.Popen(
        serve, cwd=folder, env=served, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(SERVED)]
        server.terminate()
    return "".join(lines)


def run(section: str, folder: Path) -> Iterator[str]:
    """Each console block of a section, with what its commands print now."""
    environment = sandbox(folder)
    for block in blocks(section):
        yield "".join(f"$ {command}\n{printed(command, folder, environment)}" for command in commands(block))


def rewritten(page: str) -> str:
    """The page with what its commands print now."""
    for section in sections(page).values():
        with tempfile.TemporaryDirectory() as folder:
            for old, new in zip(blocks(section), run(section, Path(folder)), strict=True):
                page = page.replace(f"```console\n{old}```", f"```console\n{new}```")
    return page


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).write_text(rewritten(Path(name).read_text("utf-8")), "utf-8")
