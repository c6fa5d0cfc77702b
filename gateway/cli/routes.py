"""`gateway routes`: prints each version's route table with what serves it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from gateway.app import Gateway
from gateway.cli.command import AppCommand
from gateway.cli.loading import find_gateway, find_version, load
from gateway.cli.output import counted, json_option, print_json
from gateway.plan.table import Entry
from gateway.timeline.version import ApiVersion


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.option("--version", "name", metavar="VERSION", help="This version only.")
@json_option
def routes(app: str, name: str | None, as_json: bool) -> None:
    """Print each version's routes and what serves them.

    \b
    Examples:
      gateway routes app:app
      gateway routes app:app --version 2023-10-16 --json

    \b
    Exit codes:
      0  they are printed
      1  a declaration is wrong, so that the routes can't be told
      2  the command was called wrongly
    """
    gateway = find_gateway(load(app))
    chosen = gateway.timeline.kept if name is None else [find_version(gateway, name)]
    tables = [(version, _rows(gateway, version)) for version in chosen]
    if as_json:
        print_json([{"version": str(version), "routes": rows} for version, rows in tables])
        return
    for place, (version, rows) in enumerate(tables):
        click.echo(("\n" if place else "") + click.style(_headline(gateway, version), bold=True))
        widths = [max((len(row[column]) for row in rows), default=0) for column in ("method", "path", "served_by")]
        for row in rows:
            columns = [row["method"], row["path"], row["served_by"]]
            line = "  ".join(text.ljust(width) for text, width in zip(columns, widths, strict=True))
            click.echo(f"  {line}  {_remark(gateway, row)}".rstrip())


def _rows(gateway: Gateway, version: ApiVersion) -> list[dict[str, Any]]:
    return [_row(gateway, version, entry) for entry in gateway.atlas.table(version).entries]


def _row(gateway: Gateway, version: ApiVersion, entry: Entry) -> dict[str, Any]:
    return {
        "method": entry.route.method or "*",
        "path": entry.route.path + ("/*" if entry.endpoint.prefix else ""),
        "served_by": entry.endpoint.label,
        "speaks": str(entry.home),
        "operations": len(gateway.atlas.plan(version, entry).links),
    }


def _remark(gateway: Gateway, row: dict[str, Any]) -> str:
    frozen = f"frozen in {row['speaks']}" if row["speaks"] != str(gateway.timeline.head) else ""
    count = row["operations"]
    between = counted(count, "operation") if count else ""
    return ", ".join(part for part in (frozen, between) if part)


def _headline(gateway: Gateway, version: ApiVersion) -> str:
    now = datetime.now(UTC)
    words = [gateway.timeline[version].lifecycle(now).value]
    words += ["head"] if version == gateway.timeline.head else []
    words += ["latest"] if version == gateway.timeline.latest(now) else []
    return f"{version}  {', '.join(words)}"
