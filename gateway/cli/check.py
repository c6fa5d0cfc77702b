"""`gateway check`: finds mistakes in declarations, and lists what is frozen."""

from __future__ import annotations

import click

from gateway.check.frozen import Frozen
from gateway.cli.command import AppCommand
from gateway.cli.loading import find_gateway, load
from gateway.cli.output import counted, json_option, print_json


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@json_option
def check(app: str, as_json: bool) -> None:
    """Find mistakes in what versions say, and list frozen handlers.

    A frozen handler is told with its age, the days since the version that did without it was released, and with the
    supported versions that need it.

    \b
    Examples:
      gateway check app:app
      gateway check app:app --json

    \b
    Exit codes:
      0  nothing is wrong
      1  there are mistakes, which are printed with where they are and what to do
      2  the command was called wrongly
    """
    gateway = find_gateway(load(app))
    mistakes = gateway.check()
    # Where declarations are wrong, who needs what can't be told.
    frozen = [] if mistakes else gateway.frozen()
    if as_json:
        print_json({"mistakes": mistakes, "frozen": None if mistakes else frozen})
    else:
        for mistake in mistakes:
            click.echo(f"{click.style(mistake.where, bold=True)}: {mistake.problem}")
            if mistake.fix:
                click.echo(f"    {mistake.fix}")
        fine = f"{counted(len(gateway.timeline.kept), 'version')}: fine"
        click.echo(counted(len(mistakes), "mistake") if mistakes else click.style(fine, fg="green"))
        _print_frozen(frozen)
    if mistakes:
        raise SystemExit(1)


def _print_frozen(frozen: list[Frozen]) -> None:
    if not frozen:
        return
    click.echo(f"\n{counted(len(frozen), 'frozen handler')}")
    widths = [max(len(row) for row in rows) for rows in zip(*((one.route, one.handler) for one in frozen), strict=True)]
    for one in frozen:
        names = f"{one.route.ljust(widths[0])}  {one.handler.ljust(widths[1])}"
        click.echo(f"  {names}  {_age(one)}; {_need(one)}")


def _age(one: Frozen) -> str:
    if one.age is None:
        return f"speaks {one.version}; nothing says when {one.superseded_by} was released"
    return f"speaks {one.version}, superseded {counted(one.age, 'day')} ago"


def _need(one: Frozen) -> str:
    if not one.needed_by:
        return click.style("no supported version needs it: run gateway retire", fg="yellow")
    return f"needed by {', '.join(one.needed_by)}"
