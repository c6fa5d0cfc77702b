"""`gateway plan`: what is done for one request of one version."""

from __future__ import annotations

from collections.abc import Iterable
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
from gateway.operations.role import Form, Role
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
@click.option("--request", "sent", type=click.File("rb"), help="A client's body: show the code for it and the result.")
@click.option("--response", "answered", type=click.File("rb"), help="A handler's body: the same, downwards.")
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
      gateway plan app:app 2023-10-16 GET /order/ord_1 --response order.json
      gateway plan app:app 2023-10-16 GET /order/ord_1 --json

    \b
    Exit codes:
      0  it is printed
      1  a declaration is wrong, so that it can't be told
      2  the command was called wrongly: there is no such version, or it has no such route
    """
    gateway = find_gateway(load(app))
    known = find_version(gateway, version)
    found = gateway.atlas.table(known).match(method.upper(), path)
    if found is None or found.entry is None:
        allow = f" It has {', '.join(found.allow)}." if found is not None else ""
        raise click.UsageError(f"Version {known} has no {method.upper()} {path}.{allow}")
    role = found.entry.endpoint.role or ROLES.get(method.upper(), Role.CREATE)
    done = _done(gateway, known, found.entry, role, status)
    compiled = gateway.atlas.plan(known, found.entry)
    if isinstance(compiled, CompiledPlan):
        upwards = [] if sent is None else list(coded(compiled, _read(sent), role, status))
        downwards = [] if answered is None else list(coded(compiled, _read(answered), None, status))
        done = done._replace(code_up=upwards, code_down=downwards)
    if as_json:
        print_json(done)
    else:
        _print(done)


class Done(NamedTuple):
    """What is done for one request: the steps up, the handler, the steps down, and how they are compiled.

    Args:
        role: what the request's body does.
        status: the handler's status.
    """

    version: str
    route: str
    up: list[Step]
    handler: str
    speaks: str
    answers: str
    down: list[Step]
    role: str
    status: int
    passes_up: list[str]
    passes_down: list[str]
    code_up: list[str]
    code_down: list[str]


class Step(NamedTuple):
    """One operation that acts: by which change, and what is lost by it."""

    version: str
    change: str
    place: str
    where: str
    says: str
    lost: list[str]


def _done(gateway: Gateway, version: ApiVersion, entry: Entry, role: Role, status: int) -> Done:
    plan = gateway.atlas.plan(version, entry)
    home = gateway.atlas.table(entry.home).twin(entry.endpoint) or entry
    up = [_step(link, "up") for link in reversed(plan.links) if _on_the_way_up(link)]
    down = [_step(link, "down") for link in plan.links if _on_the_way_down(link)]
    passes_up, passes_down = [], []
    for kind, _ in plan.home.bodies():
        compiled, what = (plan.of(kind), f"{kind}: ") if kind else (plan, "")
        if isinstance(compiled, CompiledPlan) and compiled.touches_request:
            passes_up += [what + told for told in passes(compiled.upwards(role))]
        if isinstance(compiled, CompiledPlan) and compiled.touches_response(status):
            passes_down += [what + told for told in passes(compiled.downwards(status))]
    return Done(
        version=str(version),
        route=_named(entry),
        up=up,
        handler=entry.endpoint.label,
        speaks=str(entry.home),
        answers=_named(home),
        down=down,
        role=role.value,
        status=status,
        passes_up=passes_up,
        passes_down=passes_down,
        code_up=[],
        code_down=[],
    )


def _read(file: BinaryIO) -> Any:
    try:
        return loads_any(file.read())
    except Unreadable as error:
        raise click.UsageError(f"{file.name} is {error}. Give a file that holds one JSON document.") from error


def _named(entry: Entry) -> str:
    return f"{entry.route.method or '*'} {entry.route.path}"


def _step(link: Link, direction: str) -> Step:
    lost = [loss.what for loss in link.operation.losses if loss.direction == direction]
    return Step(
        version=str(link.version),
        change=link.change.__name__,
        place=place(link.change),
        where=_where(link, direction),
        says=link.operation.describe(),
        lost=lost,
    )


def _print(done: Done) -> None:
    click.echo(click.style(f"{done.route} of {done.version}", bold=True))
    click.echo("  the request goes up")
    _steps(done.up)
    click.echo(f"  {done.handler} answers {done.answers} of {done.speaks}")
    click.echo("  the response comes down")
    _steps(done.down)
    _section(f"compiled, a request that is to {done.role}", done.passes_up)
    _section("the code for this request", done.code_up)
    _section(f"compiled, an answer of status {done.status}", done.passes_down)
    _section("the code for this answer", done.code_down)


def _section(title: str, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        if not number:
            click.echo(f"  {title}")
        click.echo(f"    {line}")


def _on_the_way_up(link: Link) -> bool:
    if _changed(link, Form.REQUEST):
        return True
    return isinstance(link.operation, RouteOperation) and (
        _has_its_own(link.operation, UP) or not _has_its_own(link.operation, DOWN)
    )


def _on_the_way_down(link: Link) -> bool:
    return _changed(link, Form.RESPONSE) or (
        isinstance(link.operation, RouteOperation) and _has_its_own(link.operation, DOWN)
    )


def _where(link: Link, direction: str) -> str:
    """The kinds of body in which an operation acts, where JSON documents aren't among them."""
    form = Form.REQUEST if direction == "up" else Form.RESPONSE
    kinds = {side.kind for side in link.sides() if side.form is form and side.older is not side.newer}
    return f"; in {' and '.join(sorted(kinds))}" if kinds and "" not in kinds else ""


def _changed(link: Link, form: Form) -> bool:
    """Whether an operation changes a document, or which there are."""
    older, newer = (
        [id(shape) for found, shape in state.shapes() if found is form] for state in (link.older, link.newer)
    )
    return older != newer


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
        click.echo(f"    {step.version}  {step.says}  ({click.style(step.place, dim=True)}{step.where})")
        for lost in step.lost:
            click.echo(f"        {click.style('lost', fg='yellow')}: {lost}")
