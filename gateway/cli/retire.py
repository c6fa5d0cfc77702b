"""`gateway retire`: deletes what no supported version needs."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gateway.cli.command import AppCommand
from gateway.cli.loading import find_gateway, find_version, load
from gateway.cli.output import json_option, print_json
from gateway.cli.writing import dry_run_option, print_edits, written_edits

if TYPE_CHECKING:
    from gateway.scaffold.retirement import Retirement


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.argument("version")
@dry_run_option
@click.option("--yes", "-y", is_flag=True, help="Don't ask.")
@click.option("--force", is_flag=True, help="Although git couldn't bring back what goes.")
@json_option
def retire(app: str, version: str, dry_run: bool, yes: bool, force: bool, as_json: bool) -> None:
    """Refuse a version, and delete what no other needs.

    Handlers frozen for versions that nobody is served any more go, and so do the changes that lead to the oldest
    supported version. The timeline keeps the version's entry, marked, and contracts stay. Nothing is guessed: where
    other code needs what would go, or the timeline can't be edited safely, what to do by hand is printed. What comes of
    it is checked by gateway check, and taken back where that finds mistakes.

    \b
    Examples:
      gateway retire app:app 2023-10-16 --dry-run
      gateway retire app:app 2023-10-16 --yes

    \b
    Exit codes:
      0  it is retired
      1  it can't be: it is still served, something must be done by hand, or not everything is committed;
         nothing was changed
      2  the command was called wrongly
    """
    from gateway.scaffold.git import refuse_ignored, refuse_uncommitted
    from gateway.scaffold.retirement import retirement

    loaded, root = load(app), Path.cwd()
    gateway = find_gateway(loaded)
    known = find_version(gateway, version)
    if gateway.check():
        raise click.ClickException("There are mistakes in the declarations. Run gateway check first.")
    planned = retirement(gateway, loaded, known, datetime.now(UTC), root)
    if planned.by_hand:
        _print_by_hand(planned, dry_run=dry_run, as_json=as_json)
        raise SystemExit(1)
    if not dry_run:
        if not force:
            refuse_uncommitted(root)
            refuse_ignored(root, planned.folders)
        _ask(planned, yes=yes)
        written_edits(planned.edits, app)
    if as_json:
        print_json(_told(planned, dry_run=dry_run))
        return
    print_edits(planned.edits, dry_run=dry_run)
    if not dry_run:
        click.echo(f"{known} is retired since {planned.since}. Supported: {', '.join(planned.supported)}.")


def _ask(planned: Retirement, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here. Look at it with --dry-run, then say --yes.")
    for edit in planned.edits:
        click.echo(f"  {edit.verb}  {planned.edits.shown(edit)}", err=True)
    click.confirm(f"Clients of {planned.version} get 410 once this is deployed. Go on?", abort=True, err=True)


def _print_by_hand(planned: Retirement, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(_told(planned, dry_run=dry_run))
        return
    click.echo("Nothing was changed. First, by hand:")
    for task in planned.by_hand:
        click.echo(f"  {click.style(task.where, bold=True)}: {task.what}")


def _told(planned: Retirement, *, dry_run: bool) -> dict[str, object]:
    files = [{"file": planned.edits.shown(edit), "done": edit.verb} for edit in planned.edits]
    return {
        "version": planned.version,
        "retired": planned.since,
        "supported": planned.supported,
        "removed": planned.removed,
        "dry_run": dry_run,
        "by_hand": planned.by_hand,
        "files": files,
        "diff": planned.edits.diff(),
    }
