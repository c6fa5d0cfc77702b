"""`gateway serve`: runs an app under uvicorn."""

from __future__ import annotations

import json
import os

import click

from gateway.app import Gateway
from gateway.cli import staged
from gateway.cli.command import AppCommand
from gateway.cli.loading import find_gateway, load


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Where to listen.")
@click.option("--reload", is_flag=True, help="Start again when a file changes.")
@click.option("--workers", type=click.IntRange(1), help="How many processes.")
@click.option("--stage", metavar="NAME", help="Play an API Gateway stage: serve below /NAME.")
@click.option("--stage-variable", "variables", multiple=True, metavar="KEY=VALUE", help="A variable of the stage.")
@click.option("--log-level", default="info", show_default=True, help="As uvicorn's.")
def serve(
    app: str,
    host: str,
    port: int,
    reload: bool,
    workers: int | None,
    stage: str | None,
    variables: tuple[str, ...],
    log_level: str,
) -> None:
    """Serve MODULE:APP with uvicorn.

    \b
    Examples:
      gateway serve app:app --reload
      gateway serve app:app --stage prod --stage-variable apiVersion=2025-11-15

    \b
    Exit codes:
      0  it was stopped
      1  a declaration is wrong, or it can't be served
      2  the command was called wrongly
    """
    try:
        import uvicorn
    except ModuleNotFoundError as error:
        raise click.ClickException('uvicorn is missing. Run: pip install "versiongate[serve]"') from error
    gateway = find_gateway(load(app))
    if variables and stage is None:
        stage = "$default"
    _announce(gateway, f"http://{host}:{port}", stage)
    if stage is not None:
        os.environ[staged.APP] = app
        os.environ[staged.NAME] = stage
        os.environ[staged.VARIABLES] = json.dumps(_parsed(variables))
    uvicorn.run(
        app if stage is None else "gateway.cli.staged:make",
        factory=stage is not None,
        host=host,
        port=port,
        reload=reload,
        workers=workers,
        log_level=log_level.lower(),
        app_dir="",
    )


def _parsed(variables: tuple[str, ...]) -> dict[str, str]:
    pairs = [variable.partition("=") for variable in variables]
    for name, equals, _ in pairs:
        if not equals or not name:
            raise click.UsageError(f"--stage-variable {name!r} has no value. Write KEY=VALUE.")
    return {name: value for name, _, value in pairs}


def _announce(gateway: Gateway, address: str, stage: str | None) -> None:
    prefix = f"/{stage}" if stage not in (None, "$default") else ""
    click.echo(f"Versions {', '.join(str(version) for version in gateway.timeline)}")
    if gateway.meta is not None:
        click.echo(f"Ask {address}{prefix}{gateway.meta.prefix}/versions")
