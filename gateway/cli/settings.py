"""What a project's pyproject.toml says of the commands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from gateway.errors import nearest

FILE = "pyproject.toml"
WORDS: Mapping[type[object], str] = {str: "text", list: "list", dict: "table"}
"""What types are called in TOML."""


def settings(command: str, known: Mapping[str, type]) -> dict[str, Any]:
    """The table `[tool.versiongate.COMMAND]` of the nearest pyproject.toml, here or above; empty where there is none.

    Args:
        command: the command.
        known: what the table may hold, with its types.

    Raises:
        click.UsageError: the file can't be read, or the table holds something else.
    """
    path = next((one for folder in (Path.cwd(), *Path.cwd().parents) if (one := folder / FILE).is_file()), None)
    if path is None:
        return {}
    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path}: {error}") from error
    for name in ("tool", "versiongate", command):
        table = table.get(name, {}) if isinstance(table, dict) else {}
    for name, held in table.items():
        place = f"{path}: [tool.versiongate.{command}]"
        if name not in known:
            raise click.UsageError(f"{place} holds {name!r}. {nearest(name, known)}")
        if not isinstance(held, known[name]):
            raise click.UsageError(f"{place} {name} is {held!r}, which is no {WORDS[known[name]]}.")
    return dict(table)
