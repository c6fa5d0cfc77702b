"""Whether the routes are there that changes name, at their point in history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from gateway.changes.change import Change
from gateway.check.mistake import Mistake, caught, in_change
from gateway.check.seen import Seen
from gateway.errors import nearest
from gateway.operations.operation import Operation
from gateway.operations.routes.exist import AddRoute, RemoveRoute
from gateway.operations.routes.route import RouteOperation, RoutePattern, RouteState
from gateway.timeline.version import ApiVersion


def named(seen: Seen) -> Iterator[Mistake]:
    """Each version's routes, and the operations by which they come from the next newer one's."""
    head = seen.timeline.head
    failed = list(caught(head, "the head", partial(seen.atlas.table, head)))
    for older, newer in reversed(list(pairwise(seen.timeline.versions))):
        failed = failed or list(_operations(seen, older, newer))
        failed = failed or list(caught(older, f"the routes of {older}", partial(seen.atlas.table, older)))
    yield from failed


def _operations(seen: Seen, older: ApiVersion, newer: ApiVersion) -> Iterator[Mistake]:
    """Operations on routes that no route has at their point in history."""
    routes = [entry.route for entry in seen.atlas.table(newer).entries]
    frozen = [RouteState(endpoint.method, endpoint.path) for endpoint in seen.endpoints(older)]
    for change in reversed(seen.history.changes(newer)):
        for operation in reversed(change.operations):
            yield from _narrowing(newer, change, operation, routes)
            if not isinstance(operation, RouteOperation):
                continue
            known = frozen if isinstance(operation, RemoveRoute) else routes
            if not any(_means(operation, route) for route in known):
                said, fix = _no_route(operation, older)
                yield in_change(newer, change, said, f"{fix} {nearest(str(operation.pattern), _names(known))}")
            before = [was for route in routes if (was := operation.before(route)) is not None]
            for twice in _twice(routes, before):
                yield in_change(
                    newer,
                    change,
                    f'"{operation.describe()}" would make two routes of older clients `{twice}`.',
                    "Say how the other one came, after this: route(...).added(), or moved() from where it was.",
                )
            routes = before


def _twice(routes: Sequence[RouteState], before: Sequence[RouteState]) -> Iterator[str]:
    """The routes that an operation makes one of two."""
    counts, earlier = Counter(map(_plain, before)), Counter(map(_plain, routes))
    for route, count in counts.items():
        if count > 1 and count > earlier[route]:
            yield f"{route.method} {route.path}" if route.method else route.path


def _plain(route: RouteState) -> RouteState:
    parts = ["{}" if part.startswith("{") else part for part in route.path.split("/")]
    return RouteState(route.method, "/".join(parts))


def _narrowing(
    version: ApiVersion, change: type[Change], operation: Operation, routes: list[RouteState]
) -> Iterator[Mistake]:
    for text in operation.routes:
        if not any(RoutePattern(text).names(route) for route in routes):
            said = f".on({text!r}) names no route."
            fix = f"Name it as it was just before the change. {nearest(text, _names(routes))}"
            yield in_change(version, change, said, fix)


def _means(operation: RouteOperation, route: RouteState) -> bool:
    return operation.pattern.names(route) if isinstance(operation, RemoveRoute) else operation.names(route)


def _no_route(operation: RouteOperation, older: ApiVersion) -> tuple[str, str]:
    """What is wrong where an operation on routes finds none, and the fix."""
    if isinstance(operation, RemoveRoute):
        said = f"`{operation.pattern}` was removed, but no handler of {older} has it."
        return said, f"Keep its handler in the package of {older}, or name a route it has."
    if isinstance(operation, AddRoute):
        said = f"`{operation.pattern}` was added, but no handler has it."
        return said, "Name a route there is, or write its handler."
    return f'no route is what "{operation.describe()}" says.', "Name a route as it was just before the change."


def _names(routes: list[RouteState]) -> list[str]:
    return [f"{route.method} {route.path}" if route.method else route.path for route in routes]
