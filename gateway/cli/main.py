"""The entry point; each command is imported when it is asked for."""

from __future__ import annotations

import sys

COMMANDS = {
    "new": "gateway.cli.new:new",
    "serve": "gateway.cli.serve:serve",
    "routes": "gateway.cli.routes:routes",
    "plan": "gateway.cli.plan:plan",
    "openapi": "gateway.cli.openapi:openapi",
    "check": "gateway.cli.check:check",
    "laws": "gateway.cli.laws:laws",
    "convert": "gateway.cli.convert:convert",
    "diff": "gateway.cli.diff:diff",
    "changelog": "gateway.cli.changelog:changelog",
    "add-version": "gateway.cli.add_version:add_version",
    "retire": "gateway.cli.retire:retire",
    "record": "gateway.cli.record:record",
}
"""Where each command is."""


def main() -> None:
    """Run the command line. Exit codes: 0 fine, 1 a mistake was found, 2 the command was called wrongly."""
    try:
        from gateway.cli.group import group
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.exit('gateway: the command needs the extra "serve": pip install "versiongate[serve]"')
    group(COMMANDS)(prog_name="gateway")


if __name__ == "__main__":
    main()
