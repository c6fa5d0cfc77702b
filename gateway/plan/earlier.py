"""The route table of a version, from that of the next newer one and what that changed."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.changes.change import Change
from gateway.errors import DeclarationError
from gateway.operations.routes.exist import AddRoute
from gateway.operations.routes.path_parameter import ConvertPathParameter
from gateway.operations.routes.pattern import RouteState
from gateway.operations.routes.route import RouteOperation
from gateway.plan.table import Entry, Table
from gateway.timeline.version import ApiVersion


def table_before(version: ApiVersion, changes: Sequence[type[Change]], table: Table, frozen: Sequence[Entry]) -> Table:
    """The routes as they were before a version; the same table where it changed none.

    Args:
        version: the version.
        changes: what it changed, in order.
        table: its routes.
        frozen: the routes that the older version's own handlers serve, which stand first.

    Raises:
        DeclarationError: a route was added that there isn't.
    """
    operations = [
        operation
        for change in reversed(changes)
        for operation in reversed(change.operations)
        if isinstance(operation, RouteOperation)
    ]
    if not operations and not frozen:
        return table
    entries = [older for entry in table.entries if (older := _before(operations, entry)) is not None]
    _check_named(version, operations, table.entries)
    known = {_plain(entry.route) for entry in frozen}
    kept = [entry for entry in entries if _plain(entry.route) not in known]
    if not frozen and len(kept) == len(table.entries) and all(map(_same, kept, table.entries)):
        return table
    return Table([*frozen, *kept])


def _same(one: Entry, other: Entry) -> bool:
    return one is other


def _before(operations: Sequence[RouteOperation], entry: Entry) -> Entry | None:
    """The route as it was before the operations, newest first; None where one of them added it."""
    route, conversions = entry.route, list(entry.conversions)
    for operation in operations:
        if isinstance(operation, ConvertPathParameter) and operation.names(route):
            conversions.append(operation)
        older = operation.before(route)
        if older is None:
            return None
        route = older
    if route == entry.route and len(conversions) == len(entry.conversions):
        return entry
    return Entry(route, entry.endpoint, entry.home, conversions)


def _check_named(version: ApiVersion, operations: Sequence[RouteOperation], entries: Sequence[Entry]) -> None:
    """An operation whose route doesn't exist at its point in history is an error, never skipped."""
    routes = [entry.route for entry in entries]
    for operation in operations:
        named = [route for route in routes if operation.names(route)]
        if isinstance(operation, AddRoute) and not named:
            raise DeclarationError(
                f"{version}, {operation.kind}",
                f"`{operation.pattern}` was added, but no handler has it.",
                "Name a route of the newer version, or write its handler.",
            )
        routes = [older for route in routes if (older := operation.before(route)) is not None]


def _plain(route: RouteState) -> RouteState:
    """The route with its parameters' names left out, by which two are the same."""
    parts = ["{}" if part.startswith("{") else part for part in route.path.split("/")]
    return RouteState(route.method, "/".join(parts))
