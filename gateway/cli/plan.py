"""`gateway plan`: what is done for one request of one version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

import click

from gateway.app import Gateway
from gateway.check import place
from gateway.cli.command import AppCommand
from gateway.cli.compiled import coded, passes
from gateway.cli.loading import find_gateway, find_version, load
from gateway.cli.output import json_option, print_json
from gateway.compiled.plan import CompiledPlan
from gateway.lossless import Unreadable, loads_any
from gateway.operations.role import Role
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.route import RouteOperation
from gateway.plan.endpoint import ROLES
from gateway.plan.lineage import Link
from gateway.plan.table import Entry
from gateway.timeline.version import ApiVersion

UP = ("route_down", "query_up", "headers_up", "document_up")
"""What operations on routes do to requests, and the routes that they find."""
DOWN = ("headers_down", "status_down", "document_down", "responses_down")
"""What they do to answers."""


@click.command(cls=AppCommand)
@click.argument("app", metavar="MODULE:APP")
@click.argument("version")
@click.argument("method")
@click.argument("path")
@click.option(
    "--request",
    "sent",
    type=click.File("rb"),
    help="A client's JSON body: prints the code for it, and what becomes of it.",
)
@click.option("--response", "answered", type=click.File("rb"), help="A handler's JSON body: the same, downwards.")
@click.option("--status", default=200, show_default=True, type=click.IntRange(100, 599), help="The handler's status.")
@json_option
def plan(
    app: str,
    version: str,
    method: str,
    path: str,
    sent: BinaryIO | None,
    answered: BinaryIO | None,
    status: int,
    as_json: bool,
) -> None:
    """Print what is done to a request and its response, and how.

    \b
    Examples:
      gateway plan app:app 2023-10-16 POST /order
      gateway plan app:app 2023-10-16 POST /order --request order.json
      gateway plan app:app 2023-10-16 GET /order/7 --response order.json --json

    \b
    Exit codes:
      0  it is printed
      1  a declaration is wrong, so that it can't be told
      2  the command was called wrongly: there is no such version, it has no such route, or a file holds no JSON
    """
    gateway = find_gateway(load(app))
    known = find_version(gateway, version)
    found = gateway.atlas.table(known).match(method.upper(), path)
    if found is None or found.entry is None:
        allow = f" It has {', '.join(found.allow)}." if found is not None else ""
        raise click.UsageError(f"Version {known} has no {method.upper()} {path}.{allow}")
    request, response = (None if file is None else _Body(_read(file)) for file in (sent, answered))
    compiled = list(_compiled(gateway, known, found.entry, method, status, request, response))
    done = _done(gateway, known, found.entry, compiled)
    if as_json:
        print_json(done)
    else:
        _print(done)


class Step(NamedTuple):
    """One operation that acts: by which change, and what is lost by it."""

    version: str
    change: str
    place: str
    says: str
    lost: list[str]


class Section(NamedTuple):
    """Something about how it is compiled, in lines."""

    title: str
    lines: list[str]


class Done(NamedTuple):
    """What is done for one request: the steps up, the handler, the steps down, and what these are compiled to."""

    version: str
    route: str
    up: list[Step]
    handler: str
    speaks: str
    answers: str
    down: list[Step]
    compiled: list[Section]


class _Body(NamedTuple):
    """A document that was given, which may be null."""

    document: Any


def _done(gateway: Gateway, version: ApiVersion, entry: Entry, compiled: list[Section]) -> Done:
    links = gateway.atlas.plan(version, entry).links
    home = gateway.atlas.table(entry.home).twin(entry.endpoint) or entry
    up = [_step(link, "up") for link in reversed(links) if _on_the_way_up(link)]
    down = [_step(link, "down") for link in links if _on_the_way_down(link)]
    handler, speaks = entry.endpoint.label, str(entry.home)
    return Done(str(version), _named(entry), up, handler, speaks, _named(home), down, compiled)


def _compiled(
    gateway: Gateway,
    version: ApiVersion,
    entry: Entry,
    method: str,
    status: int,
    sent: _Body | None,
    answered: _Body | None,
) -> Iterator[Section]:
    made, role = gateway.atlas.plan(version, entry), entry.endpoint.role or ROLES.get(method.upper(), Role.CREATE)
    if not isinstance(made, CompiledPlan):
        return
    if made.touches_request:
        yield _section(f"compiled, a request that is to {role.value}", passes(made.upwards(role)))
    if made.touches_response(status):
        yield _section(f"compiled, an answer of status {status}", passes(made.downwards(status)))
    if sent is not None:
        yield _section("the code for the request", coded(made, sent.document, role, status))
    if answered is not None:
        yield _section(f"the code for an answer of status {status}", coded(made, answered.document, None, status))


def _section(title: str, lines: Iterable[str]) -> Section:
    return Section(title, list(lines))


def _read(file: BinaryIO) -> Any:
    try:
        return loads_any(file.read())
    except Unreadable as error:
        raise click.UsageError(f"{file.name} is {error}. Give a file that holds one JSON document.") from error


def _named(entry: Entry) -> str:
    return f"{entry.route.method or '*'} {entry.route.path}"


def _step(link: Link, direction: str) -> Step:
    lost = [loss.what for loss in link.operation.losses if loss.direction == direction]
    return Step(str(link.version), link.change.__name__, place(link.change), link.operation.describe(), lost)


def _print(done: Done) -> None:
    click.echo(click.style(f"{done.route} of {done.version}", bold=True))
    click.echo("  the request goes up")
    _steps(done.up)
    click.echo(f"  {done.handler} answers {done.answers} of {done.speaks}")
    click.echo("  the response comes down")
    _steps(done.down)
    for section in done.compiled:
        click.echo(f"  {section.title}")
        for line in section.lines:
            click.echo(f"    {line}")


def _on_the_way_up(link: Link) -> bool:
    if link.older.request is not link.newer.request:
        return True
    return isinstance(link.operation, RouteOperation) and (
        _has_its_own(link.operation, UP) or not _has_its_own(link.operation, DOWN)
    )


def _on_the_way_down(link: Link) -> bool:
    changed = any(link.older.responses.get(status) is not shape for status, shape in link.newer.responses.items())
    return changed or (isinstance(link.operation, RouteOperation) and _has_its_own(link.operation, DOWN))


def _has_its_own(operation: RouteOperation, methods: tuple[str, ...]) -> bool:
    """Whether an operation does more in one of these methods than operations on routes do by themselves."""
    plain = (RouteOperation, DocumentOperation)
    own = [getattr(type(operation), name, None) for name in methods]
    return any(
        method not in [getattr(base, name, None) for base in plain] for name, method in zip(methods, own, strict=True)
    )


def _steps(steps: list[Step]) -> None:
    if not steps:
        click.echo("    as it is")
    for step in steps:
        click.echo(f"    {step.version}  {step.says}  ({click.style(step.place, dim=True)})")
        for lost in step.lost:
            click.echo(f"        {click.style('lost', fg='yellow')}: {lost}")
