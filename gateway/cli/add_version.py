"""`gateway add-version`: opens the next version."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from gateway.cli.command import AppCommand
from gateway.cli.loading import find_gateway, load
from gateway.cli.output import json_option, print_json
from gateway.cli.writing import dry_run_option, print_edits, written_edits


@click.command("add-version", cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.argument("version")
@dry_run_option
@json_option
def add_version(app: str, version: str, dry_run: bool, as_json: bool) -> None:
    """Open the next version, as a preview.

    It gets an entry at the end of the timeline, and a module for what it changes. Nothing is guessed: where the
    timeline isn't written so that it can be edited safely, what to write is printed. What is written is checked by
    gateway check, and taken back where that finds mistakes.

    \b
    Examples:
      gateway add-version app:app 2026-12-01
      gateway add-version app:app v4 --dry-run

    \b
    Exit codes:
      0  it is open
      1  it can't be: it isn't newer, or the timeline must be edited by hand; nothing was changed
      2  the command was called wrongly
    """
    from gateway.scaffold.next_version import next_version

    loaded = load(app)
    gateway = find_gateway(loaded)
    head = str(gateway.timeline.head)
    edits = next_version(gateway, loaded, version, datetime.now(UTC), Path.cwd())
    if not dry_run:
        written_edits(edits, app)
    if as_json:
        told = [{"file": edits.shown(edit), "done": edit.verb} for edit in edits]
        print_json({"version": version, "after": head, "dry_run": dry_run, "files": told, "diff": edits.diff()})
        return
    print_edits(edits, dry_run=dry_run)
    if not dry_run:
        click.echo(
            f"{version} is open after {head}, as a preview. Say in {edits.shown(edits.edits[-1])} what it changes."
        )
