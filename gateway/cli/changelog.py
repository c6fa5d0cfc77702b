"""`gateway changelog`: what clients must know, between any two versions."""

from __future__ import annotations

import click

from gateway.cli.command import AppCommand
from gateway.cli.loading import find_gateway, load
from gateway.cli.output import coloured, json_option, print_json
from gateway.errors import ConfigurationError


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.option("--from", "since", metavar="VERSION", help="The older version; without it, the whole history.")
@click.option("--to", "to", metavar="VERSION", help="The newer version; without it, the latest.")
@click.option("--route", "routes", multiple=True, metavar="ROUTE", help='Only what concerns it: "POST /orders".')
@click.option("--markdown", "as_markdown", is_flag=True, help="Markdown without colours, on a terminal too.")
@json_option
def changelog(
    app: str, since: str | None, to: str | None, routes: tuple[str, ...], as_markdown: bool, as_json: bool
) -> None:
    """Tell clients what is different between two versions.

    By version, and then by endpoint or schema: what changed, what to do, and what is lost until then. With --from,
    versions come oldest first, as each builds on the one before it; without, newest first. A change is breaking where
    clients that move to its version, themselves unchanged, may break by it.

    \b
    Examples:
      gateway changelog app:app > CHANGELOG.md
      gateway changelog app:app --from 2023-10-16
      gateway changelog app:app --from 2023-10-16 --to 2025-11-15 --route "POST /orders"
      gateway changelog app:app --from 2023-10-16 --json

    \b
    Exit codes:
      0  it is printed
      1  a declaration is wrong, so that nothing can be told: run gateway check
      2  the command was called wrongly: there is no such version or route, or the versions are swapped
    """
    if as_markdown and as_json:
        raise click.UsageError("Say either --markdown or --json.")
    gateway = find_gateway(load(app))
    try:
        migration = gateway.migration(since, to, routes=routes)
    except ConfigurationError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_json(migration)
        return
    from gateway.changelog.markdown import BREAKING, markdown

    text = markdown(migration)
    click.echo(text if as_markdown or not coloured() else _styled(text, BREAKING), nl=False)


def _styled(text: str, breaking: str) -> str:
    """The text as it stands out on a terminal."""
    marked = click.style(breaking.strip("*"), fg="red", bold=True)
    lines = (line.replace(breaking, marked) for line in text.splitlines())
    return "\n".join(click.style(line, bold=True) if line.startswith("#") else line for line in lines) + "\n"
