"""`gateway plan`: what is done for one request of one version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

import click

from gateway.app import Gateway
from gateway.check import place
from gateway.cli.compiled import coded, passes
from gateway.cli.loading import find_gateway, find_version, load
from gateway.compiled.plan import CompiledPlan
from gateway.errors import GatewayError
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


@click.command()
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
def plan(
    app: str, version: str, method: str, path: str, sent: BinaryIO | None, answered: BinaryIO | None, status: int
) -> None:
    """Print what is done to a request and to its response, and how it is compiled.

    \b
    Examples:
      gateway plan app:app 2023-10-16 POST /order
      gateway plan app:app 2023-10-16 POST /order --request order.json
      gateway plan app:app 2023-10-16 GET /order/7 --response order.json
    """
    gateway = find_gateway(load(app))
    known = find_version(gateway, version)
    try:
        found = gateway.atlas.table(known).match(method.upper(), path)
        if found is None or found.entry is None:
            allow = f" It has {', '.join(found.allow)}." if found is not None else ""
            raise click.UsageError(f"Version {known} has no {method.upper()} {path}.{allow}")
        _print(gateway, known, found.entry, status)
        compiled, role = gateway.atlas.plan(known, found.entry), _role(found.entry, method)
        if isinstance(compiled, CompiledPlan) and sent is not None:
            _section("the code for the request", coded(compiled, _read(sent), role, status))
        if isinstance(compiled, CompiledPlan) and answered is not None:
            _section(f"the code for an answer of status {status}", coded(compiled, _read(answered), None, status))
    except GatewayError as error:
        raise click.ClickException(str(error)) from error


def _role(entry: Entry, method: str) -> Role:
    return entry.endpoint.role or ROLES.get(method.upper(), Role.CREATE)


def _read(file: BinaryIO) -> Any:
    try:
        return loads_any(file.read())
    except Unreadable as error:
        raise click.UsageError(f"{file.name} is {error}. Give a file that holds one JSON document.") from error


def _section(title: str, lines: Iterable[str]) -> None:
    click.echo(f"  {title}")
    for line in lines:
        click.echo(f"    {line}")


def _print(gateway: Gateway, version: ApiVersion, entry: Entry, status: int) -> None:
    plan = gateway.atlas.plan(version, entry)
    links = plan.links
    route = entry.route
    click.echo(click.style(f"{route.method or '*'} {route.path} of {version}", bold=True))
    click.echo("  the request goes up")
    _steps([link for link in reversed(links) if _on_the_way_up(link)], "up")
    home = gateway.atlas.table(entry.home).twin(entry.endpoint) or entry
    click.echo(f"  {entry.endpoint.label} answers {home.route.method or '*'} {home.route.path} of {entry.home}")
    click.echo("  the response comes down")
    _steps([link for link in links if _on_the_way_down(link)], "down")
    if isinstance(plan, CompiledPlan):
        role = _role(entry, entry.route.method or "GET")
        if plan.touches_request:
            _section(f"compiled, a request that is to {role.value}", passes(plan.upwards(role)))
        if plan.touches_response(status):
            _section(f"compiled, an answer of status {status}", passes(plan.downwards(status)))


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


def _steps(links: list[Link], direction: str) -> None:
    if not links:
        click.echo("    as it is")
    for link in links:
        click.echo(f"    {link.version}  {link.operation.describe()}  ({place(link.change)})")
        for loss in link.operation.losses:
            if loss.direction == direction:
                click.echo(f"        lost: {loss.what}")
