"""`gateway new`: writes a project that serves and passes its tests at once."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from gateway.cli.output import json_option, print_json
from gateway.cli.writing import print_edits
from gateway.errors import GatewayError


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--typed", "kind", flag_value="typed", default=True, help="With this library's typed handlers (default).")
@click.option("--fastapi", "kind", flag_value="fastapi", help="With a FastAPI app.")
@json_option
def new(folder: Path, kind: str, as_json: bool) -> None:
    """Write a project that serves and passes its tests at once.

    It has two versions and one change between them, in versions/, adapters/, tests/ and deploy/, with pyproject.toml, a
    README and a CI file, and is meant to be changed.

    \b
    Examples:
      gateway new shop
      gateway new shop --fastapi

    \b
    Exit codes:
      0  it is written
      1  it can't be: something is there already; nothing was written
      2  the command was called wrongly
    """
    from gateway.scaffold.project import project

    try:
        edits = project(folder, "fastapi" if kind == "fastapi" else "typed")
        edits.apply()
    except GatewayError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json({"folder": str(folder), "kind": kind, "files": [edits.shown(edit) for edit in edits]})
        return
    print_edits(edits, dry_run=False)
    into = "" if folder.resolve() == Path.cwd() else f"cd {quote(str(folder))} && "
    click.echo(
        "\nNow, in a virtual environment:\n"
        f'  {into}pip install -e ".[dev]"\n'
        "  gateway serve\n"
        "  pytest\n"
        "README.md says what is where."
    )
