"""`gateway convert`: documents in files, from one version to the head or back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import click

from gateway.adapt.json import Unreadable, dumps, loads
from gateway.cli.loading import find_gateway, load
from gateway.errors import GatewayError


@click.command()
@click.argument("app", metavar="MODULE:APP")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--schema", required=True, help="The name of the documents' schema.")
@click.option("--to", "to", metavar="VERSION", help="From the head's form to this version's.")
@click.option("--since", "since", metavar="VERSION", help="From this version's form to the head's.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="A file in place of stdout.")
def convert(app: str, source: Path, schema: str, to: str | None, since: str | None, output: Path | None) -> None:
    """Convert a JSON file, or one document a line in .ndjson and .jsonl files.

    \b
    Examples:
      gateway convert app:app events.ndjson --schema Order --to 2023-10-16 -o old.ndjson
      gateway convert app:app stored.json --schema Order --since 2023-10-16
    """
    gateway = find_gateway(load(app))
    if (to is None) == (since is None):
        raise click.UsageError("Say either --to VERSION or --since VERSION.")

    def act(document: Any) -> Any:
        if to is not None:
            return gateway.downgrade(document, schema=schema, to=to)
        return gateway.upgrade(document, schema=schema, since=str(since))

    if output is None:
        _write(source, sys.stdout.buffer, act, shown=False)
        return
    # What is half done when a document can't be converted is left nowhere.
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as sink:
            _write(source, sink, act, shown=True)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _write(source: Path, sink: IO[bytes], act: Callable[[Any], Any], *, shown: bool) -> None:
    if source.suffix.lower() in (".ndjson", ".jsonl"):
        with source.open("rb") as read:
            _each_line(read, sink, act, source, shown=shown)
    else:
        sink.write(_converted(source.read_bytes(), act, str(source)) + b"\n")


def _each_line(read: IO[bytes], sink: IO[bytes], act: Callable[[Any], Any], source: Path, *, shown: bool) -> None:
    # On stdout the bar would stand among the documents.
    with click.progressbar(length=source.stat().st_size, label=source.name, hidden=not shown) as bar:
        for number, line in enumerate(read, 1):
            if line.strip():
                sink.write(_converted(line, act, f"{source}:{number}") + b"\n")
            bar.update(len(line))


def _converted(data: bytes, act: Callable[[Any], Any], where: str) -> bytes:
    try:
        return dumps(act(loads(data)))
    except Unreadable as error:
        raise click.ClickException(f"{where}: {error}.") from error
    except GatewayError as error:
        raise click.ClickException(f"{where}: {error}") from error
