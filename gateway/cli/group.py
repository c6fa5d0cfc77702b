"""The `gateway` command as a group of its commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module

import click

from gateway.errors import nearest


class Commands(click.Group):
    """A group that imports a command when it is asked for."""

    homes: Mapping[str, str] = {}
    """Where each command is: `gateway.cli.check:check`, in the order in which they are told."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(self.homes)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the line names, or say which it may have meant."""
        name = args[0] if args else ""
        if name not in self.homes and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"There is no command {name!r}. {nearest(name, self.homes)}", ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.homes:
            return None
        module, _, name = self.homes[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands)
@click.version_option(package_name="versiongate", prog_name="gateway")
@click.pass_context
def gateway(ctx: click.Context) -> None:
    """Serve every version of an API from one current implementation.

    MODULE:APP may be left out where pyproject.toml names it: [tool.versiongate] app = "app:app".

    \b
    Examples:
      gateway new shop
      gateway serve app:app --reload
      gateway check app:app
      gateway changelog app:app --from 2023-10-16

    \b
    Exit codes, of every command:
      0  all is well
      1  something was found, or can't be done; the message says what
      2  the command was called wrongly

    \b
    Completion in the shell (zsh_source and fish_source for the others):
      eval "$(_GATEWAY_COMPLETE=bash_source gateway)"
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    # As uvicorn does: an app is named as it can be imported from where the command is called.
    if "" not in sys.path:
        sys.path.insert(0, "")


def group(homes: Mapping[str, str]) -> click.Group:
    """The command with its commands.

    Args:
        homes: where each command is.
    """
    assert isinstance(gateway, Commands)
    gateway.homes = homes
    return gateway
