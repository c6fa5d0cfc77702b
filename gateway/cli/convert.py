"""`gateway convert`: documents in files, from one version to the head or back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import click

from gateway.app import Gateway
from gateway.check import place
from gateway.cli.command import AppCommand
from gateway.cli.loading import find_gateway, find_schema, find_version, load
from gateway.cli.progress import progress
from gateway.documents import NoDocument
from gateway.errors import GatewayError
from gateway.lossless import Unreadable, dumps, loads
from gateway.operations.operation import Operation, Role
from gateway.shapes.pointers import pointer
from gateway.shapes.walk import LocatedError, Location

Act = Callable[[Any], Any]
LINES = (".ndjson", ".jsonl")
"""What the names of files end in that have a document on each line."""
STREAM = Path("-")
TOO_DEEP = "The document is nested too deeply."


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--schema", required=True, help="The name of the documents' schema.")
@click.option("--to", "to", metavar="VERSION", help="From the head's form to this version's.")
@click.option("--since", "since", metavar="VERSION", help="From this version's form to the head's.")
@click.option("--fill", is_flag=True, help="With --since: fill in what that version left to the service.")
@click.option("--lines", is_flag=True, help="One document a line, whatever the file is called.")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="A file in place of stdout.",
)
def convert(
    app: str,
    source: Path,
    schema: str,
    to: str | None,
    since: str | None,
    fill: bool,
    lines: bool,
    output: Path | None,
) -> None:
    """Convert files of documents between versions.

    A JSON file holds a document, or a list of them; .ndjson and .jsonl files one a line; - is stdin. Where one can't be
    converted, no file is written.

    \b
    Examples:
      gateway convert app:app events.ndjson --schema Order --to 2023-10-16 -o old.ndjson
      gateway convert app:app stored.json --schema Order --since 2023-10-16 --fill
      psql -c "copy ..." | gateway convert app:app - --lines --schema Order --to 2023-10-16

    \b
    Exit codes:
      0  all is converted
      1  a document can't be converted, or a file can't be read or written; the message says which
      2  the command was called wrongly: there is no such app, file, schema or version
    """
    gateway = find_gateway(load(app))
    if (to is None) == (since is None):
        raise click.UsageError("Say either --to VERSION or --since VERSION.")
    if fill and since is None:
        raise click.UsageError("--fill goes with --since VERSION: on the way down nothing is left to fill in.")
    find_schema(gateway, schema, find_version(gateway, to or since or ""))
    act = _act(gateway, schema, to, since, Role.CREATE if fill else Role.REPLACE)
    with _reading(source) as read, _writing(output) as sink:
        if lines or source.suffix.lower() in LINES:
            _each_line(read, sink, act, source, shown=output not in (None, STREAM))
        else:
            _whole(read, sink, act, _name(source))


def _act(gateway: Gateway, schema: str, to: str | None, since: str | None, role: Role) -> Act:
    def act(document: Any) -> Any:
        try:
            if to is not None:
                return gateway.downgrade(document, schema=schema, to=to)
            return gateway.upgrade(document, schema=schema, since=str(since), role=role)
        except LocatedError as error:
            if isinstance(error.__cause__, GatewayError | ValueError | None):
                raise
            raise LocatedError(_blamed(gateway, error), error.location) from error

    return act


def _blamed(gateway: Gateway, error: LocatedError) -> str:
    """What a function of the service's own raised, and in which change."""
    said = f"{type(error.__cause__).__name__}: {error.__cause__}"
    for version in gateway.timeline:
        for change in gateway.changes(version):
            if isinstance(error.by, Operation) and error.by in change.operations:
                return f"{said}, in {place(change)}: {error.by.describe()}"
    return said


def _name(source: Path) -> str:
    return "stdin" if source == STREAM else str(source)


@contextmanager
def _reading(source: Path) -> Iterator[IO[bytes]]:
    if source == STREAM:
        yield sys.stdin.buffer
        return
    try:
        read = source.open("rb")
    except OSError as error:
        raise click.ClickException(f"{source} can't be read: {error.strerror}.") from error
    with read:
        yield read


@contextmanager
def _writing(output: Path | None) -> Iterator[IO[bytes]]:
    """Where documents go; what is half done when one can't be converted is left nowhere."""
    if output in (None, STREAM):
        yield sys.stdout.buffer
        return
    assert output is not None
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as sink:
            yield sink
        part.replace(output)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):
            raise click.ClickException(f"{output} can't be written: {error.strerror}.") from error
        raise


def _each_line(read: IO[bytes], sink: IO[bytes], act: Act, source: Path, *, shown: bool) -> None:
    # On stdout the bar would stand among the documents, and how much stdin holds nobody knows.
    hidden = not shown or source == STREAM
    length = 1 if source == STREAM else source.stat().st_size
    with progress(length, source.name, hidden=hidden) as told:
        for number, line in enumerate(read, 1):
            if line.strip():
                where = f"{_name(source)}:{number}"
                sink.write(_dumped(_one(_loaded(line, where), act, where), where))
            told(len(line))


def _whole(read: IO[bytes], sink: IO[bytes], act: Act, where: str) -> None:
    data = read.read()
    several = " If each line is a document, say --lines." if b"\n" in data.strip() else ""
    sink.write(_dumped(_converted(_loaded(data, where, several), act, where), where))


def _loaded(data: bytes, where: str, fix: str = "") -> Any:
    try:
        return loads(data)
    except Unreadable as error:
        lax = (
            ", though some parsers read it: it has NaN, a byte order mark or a lone surrogate, or is nested too deeply"
        )
        raise click.ClickException(f"{where}: {error}{lax if error.lax else ''}.{fix}") from error


def _dumped(document: Any, where: str) -> bytes:
    try:
        return dumps(document) + b"\n"
    except RecursionError as error:
        raise click.ClickException(f"{where}: {TOO_DEEP}") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise click.ClickException(f"{where}: A conversion gave what JSON can't hold: {error}") from error


def _converted(document: Any, act: Act, where: str) -> Any:
    """What a whole file holds: a document, or a list of them where no document is a list."""
    if isinstance(document, list):
        with suppress(NoDocument):
            return _one(document, act, where, alone=False)
        return [_one(item, act, where, (place,)) for place, item in enumerate(document)]
    return _one(document, act, where)


def _one(document: Any, act: Act, where: str, location: Location = (), *, alone: bool = True) -> Any:
    try:
        return act(document)
    except Exception as error:
        if isinstance(error, NoDocument) and not alone:
            raise
        raise click.ClickException(f"{where}: {_told(error, location)}") from error


def _told(error: Exception, location: Location) -> str:
    """What went wrong in one document, where in it, and in which change where that's known."""
    inner = error.location if isinstance(error, LocatedError) else ()
    where = pointer((*location, *inner))
    said = str(error) if isinstance(error, GatewayError) else f"{type(error).__name__}: {error}"
    return f"{where}: {said}" if where else said
