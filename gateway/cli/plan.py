"""`gateway plan`: what is done for one request of one version."""

from __future__ import annotations

import click

from gateway.app import Gateway
from gateway.check import place
from gateway.cli.loading import find_gateway, find_version, load
from gateway.errors import GatewayError
from gateway.operations.operation import Form
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.route import RouteOperation
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
def plan(app: str, version: str, method: str, path: str) -> None:
    """Print what is done to a request and to its response.

    \b
    Examples:
      gateway plan app:app 2023-10-16 POST /order
    """
    gateway = find_gateway(load(app))
    known = find_version(gateway, version)
    try:
        found = gateway.atlas.table(known).match(method.upper(), path)
        if found is None or found.entry is None:
            allow = f" It has {', '.join(found.allow)}." if found is not None else ""
            raise click.UsageError(f"Version {known} has no {method.upper()} {path}.{allow}")
        _print(gateway, known, found.entry)
    except GatewayError as error:
        raise click.ClickException(str(error)) from error


def _print(gateway: Gateway, version: ApiVersion, entry: Entry) -> None:
    links = gateway.atlas.plan(version, entry).links
    route = entry.route
    click.echo(click.style(f"{route.method or '*'} {route.path} of {version}", bold=True))
    click.echo("  the request goes up")
    _steps([link for link in reversed(links) if _on_the_way_up(link)], "up")
    home = gateway.atlas.table(entry.home).twin(entry.endpoint) or entry
    click.echo(f"  {entry.endpoint.label} answers {home.route.method or '*'} {home.route.path} of {entry.home}")
    click.echo("  the response comes down")
    _steps([link for link in links if _on_the_way_down(link)], "down")


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


def _steps(links: list[Link], direction: str) -> None:
    if not links:
        click.echo("    as it is")
    for link in links:
        click.echo(f"    {link.version}  {link.operation.describe()}  ({place(link.change)}{_where(link, direction)})")
        for loss in link.operation.losses:
            if loss.direction == direction:
                click.echo(f"        lost: {loss.what}")
