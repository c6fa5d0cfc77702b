"""The entry point; each command is imported when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module

COMMANDS = {
    "serve": "gateway.cli.serve:serve",
    "routes": "gateway.cli.routes:routes",
    "plan": "gateway.cli.plan:plan",
    "openapi": "gateway.cli.openapi:openapi",
    "check": "gateway.cli.check:check",
    "laws": "gateway.cli.laws:laws",
    "convert": "gateway.cli.convert:convert",
    "record": "gateway.cli.record:record",
}
"""Where each command is."""


def main() -> None:
    """Run the command line. Exit codes: 0 fine, 1 a mistake was found, 2 the command was called wrongly."""
    try:
        import click
    except ModuleNotFoundError:
        sys.exit('gateway: the command needs the extra "serve": pip install "versiongate[serve]"')

    class Commands(click.Group):
        """A group that imports a command when it is asked for."""

        def list_commands(self, ctx: click.Context) -> list[str]:
            return list(COMMANDS)

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            if cmd_name not in COMMANDS:
                return None
            module, _, name = COMMANDS[cmd_name].partition(":")
            command: click.Command = getattr(import_module(module), name)
            return command

    @click.group(cls=Commands)
    @click.version_option(package_name="versiongate", prog_name="gateway")
    def gateway() -> None:
        """Serve every version of an API from one current implementation.

        \b
        Examples:
          gateway serve app:app --reload
          gateway routes app:app --version 2023-10-16
        """
        # As uvicorn does: an app is named as it can be imported from where the command is called.
        if "" not in sys.path:
            sys.path.insert(0, "")

    gateway(prog_name="gateway")


if __name__ == "__main__":
    main()
