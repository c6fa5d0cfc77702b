"""`gateway check`: finds mistakes in declarations."""

from __future__ import annotations

import json

import click

from gateway.cli.loading import find_gateway, load


@click.command()
@click.argument("app", metavar="MODULE:APP")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(app: str, as_json: bool) -> None:
    """Find the mistakes in what the versions say they changed. Exits 1 where there are any.

    \b
    Examples:
      gateway check app:app
    """
    gateway = find_gateway(load(app))
    mistakes = gateway.check()
    if as_json:
        click.echo(json.dumps([mistake._asdict() for mistake in mistakes], indent=2))
    else:
        for mistake in mistakes:
            click.echo(f"{click.style(mistake.where, bold=True)}: {mistake.problem}")
            if mistake.fix:
                click.echo(f"    {mistake.fix}")
        count = len(mistakes)
        said = f"{count} mistake{'s' if count != 1 else ''}" if mistakes else f"{len(gateway.timeline)} versions: fine"
        click.echo(said)
    if mistakes:
        raise SystemExit(1)
