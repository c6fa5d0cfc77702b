"""`gateway openapi`: writes the OpenAPI document of a version, or those of all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from gateway.cli.command import AppCommand
from gateway.cli.described import contract
from gateway.cli.loading import find_gateway, find_version, load


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.argument("version", required=False)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Write YAML.")
@click.option(
    "--all", "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Write all versions there."
)
def openapi(app: str, version: str | None, output: Path | None, as_yaml: bool, folder: Path | None) -> None:
    """Write the OpenAPI document of a version.

    \b
    Examples:
      gateway openapi app:app 2023-10-16
      gateway openapi app:app 2023-10-16 --yaml -o openapi.yaml
      gateway openapi app:app --all documents

    \b
    Exit codes:
      0  it is written
      1  a declaration is wrong, so that there is none
      2  the command was called wrongly
    """
    if (version is None) is (folder is None):
        raise click.UsageError("Name a VERSION, or say where all go: --all DIR.")
    if folder is not None and output is not None:
        raise click.UsageError("-o is for one document. Leave it out, or name a VERSION instead of --all.")
    gateway = find_gateway(load(app))
    chosen = gateway.timeline.kept if version is None else [find_version(gateway, version)]
    for one in chosen:
        text = _yaml(contract(gateway, one)) if as_yaml else json.dumps(contract(gateway, one), indent=2) + "\n"
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            output = folder / f"{one}.{'yaml' if as_yaml else 'json'}"
        if output is None:
            click.echo(text, nl=False)
        else:
            output.write_text(text, encoding="utf-8")
            click.echo(f"{one}: {output}", err=True)


def _yaml(document: dict[str, Any]) -> str:
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise click.ClickException('PyYAML is missing. Run: pip install "versiongate[docs]"') from error

    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
    return text
