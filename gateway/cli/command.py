"""Commands about an app, which is named on the line or in pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import click

from gateway.errors import GatewayError

TABLE = '[tool.versiongate] app = "app:app"'


class AppCommand(click.Command):
    """A command whose first argument is MODULE:APP; left out, `[tool.versiongate] app` in pyproject.toml says it.

    It was left out where an argument is missing, or where one that isn't required could be and the first names no app.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line, with the app that pyproject.toml names where the line names none."""
        short = not ctx.resilient_parsing and self._names_no_app(self._positional(args))
        configured = configured_app() if short else None
        try:
            return super().parse_args(ctx, args if configured is None else [configured, *args])
        except click.MissingParameter as error:
            if configured is not None or not isinstance(error.param, click.Argument):
                raise
            raise click.UsageError(
                f"No app is named. Write MODULE:APP first, such as app:app, or name it in pyproject.toml: {TABLE}.", ctx
            ) from error

    def _names_no_app(self, given: list[str]) -> bool:
        taken = [one for one in self.params if isinstance(one, click.Argument)]
        required = sum(argument.required for argument in taken)
        return len(given) < required or (required <= len(given) < len(taken) and ":" not in given[0])

    def _positional(self, args: list[str]) -> list[str]:
        """What on the line is no option, nor the value of one."""
        options: list[click.Parameter] = [one for one in self.params if isinstance(one, click.Option)]
        bare = click.Command(self.name, params=options)
        # Split only, and not converted: files that options name would be opened.
        parser = bare.make_parser(click.Context(bare, resilient_parsing=True))
        return list(parser.parse_args(list(args))[1])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a mistake in the service's declarations is one message."""
        try:
            return super().invoke(ctx)
        except GatewayError as error:
            raise click.ClickException(str(error)) from error


def configured_app() -> str | None:
    """The app that pyproject.toml in the current folder names; None where it names none.

    Raises:
        click.UsageError: the file can't be read, or names something else.
    """
    try:
        text = Path("pyproject.toml").read_text("utf-8")
    except OSError:
        return None
    try:
        named = tomllib.loads(text).get("tool", {}).get("versiongate", {}).get("app")
    except tomllib.TOMLDecodeError as error:
        raise click.UsageError(f"pyproject.toml can't be read: {error}.") from error
    if named is not None and not isinstance(named, str):
        raise click.UsageError(f"[tool.versiongate] app = {named!r} in pyproject.toml names no app. Write {TABLE}.")
    return named
