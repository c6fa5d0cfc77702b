"""What commands share that write source."""

from __future__ import annotations

from pathlib import Path

import click

from gateway.scaffold.checked import mistakes_on_disk
from gateway.scaffold.edits import Edits

dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")


def written_edits(edits: Edits, app: str) -> None:
    """Do the edits, and take them back where `gateway check` finds mistakes in what comes of them.

    Raises:
        CantWrite: a file can't be written.
        click.ClickException: there are mistakes.
    """
    edits.apply()
    try:
        found = mistakes_on_disk(app, Path.cwd())
    except BaseException:
        edits.undo()
        raise
    if found:
        edits.undo()
        said = "\n".join(f"  {mistake}" for mistake in found)
        raise click.ClickException(f"gateway check finds mistakes in what comes of it; nothing was changed.\n{said}")


def print_edits(edits: Edits, *, dry_run: bool) -> None:
    """The whole difference where nothing is done, else what was done to which file."""
    if dry_run:
        click.echo("".join(_coloured(line) for line in edits.diff().splitlines(keepends=True)), nl=False)
        return
    colours = {"create": "green", "delete": "red", "change": "yellow"}
    for edit in edits:
        click.echo(f"{click.style(edit.verb.rjust(6), fg=colours[edit.verb])}  {edits.shown(edit)}")


def _coloured(line: str) -> str:
    if line.startswith(("---", "+++")):
        return click.style(line, bold=True)
    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return click.style(line, fg=colour) if colour else line
