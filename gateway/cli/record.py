"""`gateway record`: writes golden exchanges, which pytest replays ever after."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gateway.testing.exchanges.recording import Noted

COLOURS = {"new": "green", "changed": "yellow", "left out": "red", "unsteady": "red"}


@click.command()
@click.argument("version", required=False)
@click.option("--app", metavar="MODULE:APP", help="The app, where pytest's configuration doesn't say versiongate_app.")
@click.option("--update", is_flag=True, help="Record anew what is answered otherwise than it was, and show how.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def record(version: str | None, app: str | None, update: bool, as_json: bool) -> None:
    """Record what a version's clients are answered.

    One file each, for pytest to replay.

    What is missing is recorded: a request of each route that has none, and the answers to requests that you wrote by
    hand. What is there stays as it is, unless --update is given. The app is run in process, as your conftest.py
    prepares it; what varies from run to run is found out and masked. Without a version, all that aren't retired are
    recorded.

    \b
    Examples:
      gateway record 2026-09-01
      gateway record 2026-09-01 --update
      gateway record --app deploy.app:app

    \b
    Exit codes:
      0  all is recorded
      1  something couldn't be
      2  the command was called wrongly
    """
    try:
        import pytest

        from gateway.testing.exchanges.quiet import Quiet
        from gateway.testing.parts.recording import NOTES
    except ModuleNotFoundError as error:
        needed = 'Recording needs the extra "testing": pip install "versiongate[testing]"'
        raise click.ClickException(needed) from error
    quiet = Quiet()
    arguments = [f"--gateway-record={'update' if update else 'new'}", "--tb=short"]
    arguments += [f"--gateway={app}"] if app else []
    arguments += [f"--gateway-version={version}"] if version else []
    # The exchanges are written one after the other.
    arguments += ["-n0"] if find_spec("xdist") is not None else []
    code = pytest.main(arguments, plugins=[quiet])
    if quiet.config is None or NOTES not in quiet.config.stash:
        raise click.ClickException("No gateway is named. Give --app MODULE:APP.")
    notes = quiet.config.stash[NOTES]
    if as_json:
        click.echo(json.dumps([note._asdict() for note in notes], indent=2))
    else:
        _show(notes)
    for said in quiet.failures:
        click.echo(said, err=True)
    unknown = version is not None and not notes and not quiet.failures and code == pytest.ExitCode.NO_TESTS_COLLECTED
    if unknown:
        raise click.UsageError(f"There is no version {version!r} to record, or it is retired.")
    if quiet.failures or any(note.kind in ("left out", "unsteady") for note in notes):
        raise SystemExit(1)


def _show(notes: Sequence[Noted]) -> None:
    for note in notes:
        if note.kind == "unchanged":
            continue
        kind = click.style(f"{note.kind:<9}", fg=COLOURS.get(note.kind))
        said = f": {note.told}" if note.told and note.kind != "changed" else ""
        click.echo(f"{kind} {note.version}/{note.name}{said}")
        if note.kind == "changed":
            for line in note.told.splitlines():
                click.echo("    " + click.style(line, fg={"+": "green", "-": "red"}.get(line[:1])))
    counts = Counter(note.kind for note in notes)
    told = ", ".join(f"{counts[kind]} {kind}" for kind in (*COLOURS, "unchanged") if counts[kind])
    click.echo(told or "nothing to record")
