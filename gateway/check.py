"""Finds the mistakes in declarations before traffic does."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from gateway.changes.change import Change
from gateway.changes.history import History
from gateway.errors import DeclarationError, GatewayError, nearest
from gateway.exchange.lives import Lives
from gateway.operations.operation import Operation, Role, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.exist import AddRoute, RemoveRoute
from gateway.operations.routes.keep import EraseTheRest, KeepTheRest
from gateway.operations.routes.route import RouteOperation, RoutePattern, RouteState
from gateway.plan.atlas import Atlas
from gateway.plan.endpoint import Endpoint, role_of
from gateway.plan.lineage import Link, State, Step, lineage, state_of
from gateway.plan.patch import Patch
from gateway.plan.table import Entry
from gateway.shapes.alike import alike
from gateway.shapes.shape import Shape
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Mistake(NamedTuple):
    """One thing that is wrong.

    Args:
        version: the version whose declarations are wrong.
        where: the file and line of the change, `adapters/v2025_11_15.py:7`, or what else is meant.
        problem: what is wrong.
        fix: what to do.
    """

    version: str
    where: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} {self.fix}".rstrip()


class Check:
    """Goes through all versions, newest first, as requests would.

    Args:
        timeline: the versions.
        history: their changes.
        atlas: their routes and plans.
        lives: their lives.
        endpoints: gives the endpoints that speak exactly a version's documents.
    """

    def __init__(
        self,
        timeline: Timeline,
        history: History,
        atlas: Atlas,
        lives: Lives,
        endpoints: Callable[[ApiVersion], Sequence[Endpoint]],
    ) -> None:
        self._endpoints = endpoints
        self._timeline = timeline
        self._history = history
        self._atlas = atlas
        self._lives = lives

    def mistakes(self) -> list[Mistake]:
        """Everything that is wrong; empty where nothing is. What would only follow from a mistake isn't told."""
        found: list[Mistake] = []
        for step in (self._loaded, self._routes, self._lineages, self._schema_operations, self._declared_lives):
            found += dict.fromkeys(step())
            if found and step in (self._loaded, self._routes, self._lineages):
                break
        return found

    def _loaded(self) -> Iterator[Mistake]:
        for version in reversed(self._timeline.versions):
            yield from _caught(version, f"the changes of {version}", partial(self._history.changes, version))

    def _routes(self) -> Iterator[Mistake]:
        """Each version's routes, and the operations by which they come from the next newer one's."""
        failed = list(_caught(self._timeline.head, "the head", partial(self._atlas.table, self._timeline.head)))
        for older, newer in reversed(list(pairwise(self._timeline.versions))):
            failed = failed or list(self._route_operations(older, newer))
            failed = failed or list(_caught(older, f"the routes of {older}", partial(self._atlas.table, older)))
        yield from failed

    def _declared_lives(self) -> Iterator[Mistake]:
        for version in self._timeline:
            yield from _caught(version, f"the timeline, {version}", partial(self._lives.of, version, None))

    def _route_operations(self, older: ApiVersion, newer: ApiVersion) -> Iterator[Mistake]:
        """Operations on routes that no route has at their point in history."""
        routes = [entry.route for entry in self._atlas.table(newer).entries]
        frozen = [RouteState(endpoint.method, endpoint.path) for endpoint in self._endpoints(older)]
        for change in reversed(self._history.changes(newer)):
            for operation in reversed(change.operations):
                yield from self._narrowing(newer, change, operation, routes)
                if not isinstance(operation, RouteOperation):
                    continue
                known = frozen if isinstance(operation, RemoveRoute) else routes
                if not any(_means(operation, route) for route in known):
                    said, fix = _no_route(operation, older)
                    yield _mistake(newer, change, said, f"{fix} {nearest(str(operation.pattern), _names(known))}")
                routes = [was for route in routes if (was := operation.before(route)) is not None]

    def _narrowing(
        self, version: ApiVersion, change: type[Change], operation: Operation, routes: list[RouteState]
    ) -> Iterator[Mistake]:
        for text in operation.routes:
            if not any(RoutePattern(text).names(route) for route in routes):
                yield _mistake(
                    version,
                    change,
                    f".on({text!r}) names no route.",
                    "Name it as it was just before the change. " + nearest(text, _names(routes)),
                )

    def _lineages(self) -> Iterator[Mistake]:
        """Operations that say of a schema what isn't so."""
        for entry in self._entries():
            yield from self._lineage(entry)[1]
        for state in self._atlas.messages():
            yield from self._links(state, list(self._atlas.steps(self._timeline.oldest, self._timeline.head)))[1]

    def _schema_operations(self) -> Iterator[Mistake]:
        """Operations on schemas that no document holds at their point in history."""
        touched: set[tuple[int, str]] = set()
        known: set[str] = set()
        for entry in self._entries():
            home = state_of(entry.endpoint)
            known |= {name for shape in _shapes(home) for name in shape.schemas}
            for link in self._lineage(entry)[0]:
                touched |= _touched(link)
        for state in self._atlas.messages():
            known |= {name for shape in _shapes(state) for name in shape.schemas}
            for link in self._links(state, list(self._atlas.steps(self._timeline.oldest, self._timeline.head)))[0]:
                touched |= _touched(link)
        for version in reversed(self._timeline.versions):
            for change in self._history.changes(version):
                for operation in change.operations:
                    for name in getattr(operation, "schemas", ()):
                        if (id(operation), name) not in touched:
                            said = f"no document holds the schema {name!r} at this point in history."
                            fix = f"Name it as its model is called. {nearest(name, known)}"
                            yield _mistake(version, change, said, fix)

    def _entries(self) -> Iterator[Entry]:
        """One route for each handler."""
        seen: set[int] = set()
        for version in reversed(self._timeline.versions):
            for entry in self._atlas.table(version).entries:
                if id(entry.endpoint) not in seen:
                    seen.add(id(entry.endpoint))
                    yield entry

    def _lineage(self, entry: Entry) -> tuple[list[Link], list[Mistake]]:
        steps = list(self._atlas.steps(self._timeline.oldest, entry.home))
        home = f"{entry.endpoint.label}"
        failed = list(_caught(entry.home, home, partial(state_of, entry.endpoint)))
        if failed:
            return [], failed
        state = state_of(entry.endpoint)
        links, mistakes = self._links(state, steps)
        if links and not mistakes:
            mistakes = [*_erased(entry.endpoint, links), *_unpatched(entry.endpoint, state, links)]
        return links, mistakes

    def _links(self, state: State, steps: list[Step]) -> tuple[list[Link], list[Mistake]]:
        try:
            links = lineage(state, steps)
        except GatewayError:
            pass
        else:
            return links, [mistake for link in links for mistake in _look_alike(link)]
        # Again step by step, for the change that it was.
        for length in range(1, len(steps) + 1):
            try:
                lineage(state, steps[:length])
            except GatewayError as error:
                version, change, _ = steps[length - 1]
                problem, fix = _parts(error)
                return [], [_mistake(version, change, problem, fix)]
        return [], []


def _look_alike(link: Link) -> Iterator[Mistake]:
    """Members of unions of which a change means only one, though their values don't show which they are."""
    if not isinstance(link.operation, SchemaOperation):
        return
    sides = [*zip(_shapes(link.older), _shapes(link.newer), strict=True)]
    for shape in (one for older, newer in sides if older is not newer for one in (older, newer)):
        for name in link.operation.schemas:
            for one, other in alike(shape, name):
                said = f"a union's values can't tell a {one} from a {other}, of which the change means only one."
                fix = f"Give each a Literal field of its own, or a field that only {one} or {other} requires."
                yield _mistake(link.version, link.change, said, fix)


def _erased(endpoint: Endpoint, links: list[Link]) -> Iterator[Mistake]:
    """What older clients would erase when they replace a resource, as their version can't express it."""
    said: list[ApiVersion] = []
    for link in links:  # newest first
        operation, route = link.operation, link.older.route
        if isinstance(operation, KeepTheRest | EraseTheRest):
            said.append(link.version)
        if not isinstance(operation, SchemaOperation) or link.older.request is link.newer.request:
            continue
        replaces = role_of(endpoint, route.method or "", b"") is Role.REPLACE
        kept = said or any(
            one.version == link.version and isinstance(one.operation, KeepTheRest | EraseTheRest) for one in links
        )
        if replaces and operation.erases and not kept:
            name = f"{route.method} {route.path}"
            fields = " and ".join(f"`{field}`" for field in operation.newer_fields or ())
            yield _mistake(
                link.version,
                link.change,
                f"`{name}` of an older client would erase what its version can't express of {fields}.",
                f'Add route("{name}").keeps_the_rest(), or erases_the_rest("why") where nothing worth keeping goes.',
            )


def _unpatched(endpoint: Endpoint, home: State, links: list[Link]) -> Iterator[Mistake]:
    """What the patches (RFC 6902) of older clients can't say any more."""
    if endpoint.role is not Role.PATCH_OPS:
        return
    patch = Patch(
        [link for link in links if isinstance(link.operation, SchemaOperation | DocumentOperation)],
        list(home.responses),
    )
    for link in patch.links:
        name = f"{link.older.route.method} {link.older.route.path}"
        if not isinstance(link.operation, SchemaOperation) or not link.operation.in_patches:
            yield _mistake(
                link.version,
                link.change,
                f"the JSON Patches that `{name}` takes can't say this.",
                f"Narrow it with .on(...) to other routes, or keep the older handler of `{name}` in its package.",
            )
    if patch.status is None and links:
        said = f"`{links[0].older.route.path}` takes JSON Patches, but no success shows what they patch."
        yield _mistake(links[0].version, links[0].change, said, "Answer with the resource.")


def _shapes(state: State) -> list[Shape]:
    return [shape for shape in (state.request, *state.responses.values()) if shape is not None]


def _touched(link: Link) -> set[tuple[int, str]]:
    if not isinstance(link.operation, SchemaOperation):
        return set()
    shapes = _shapes(link.newer)
    return {(id(link.operation), name) for name in link.operation.schemas if any(shape.has(name) for shape in shapes)}


def _means(operation: RouteOperation, route: RouteState) -> bool:
    return operation.pattern.names(route) if isinstance(operation, RemoveRoute) else operation.names(route)


def _no_route(operation: RouteOperation, older: ApiVersion) -> tuple[str, str]:
    """What is wrong where an operation on routes finds none, and the fix."""
    if isinstance(operation, RemoveRoute):
        said = f"`{operation.pattern}` was removed, but no handler of {older} has it."
        return said, f"Keep its handler in the package of {older}, or name a route it has."
    if isinstance(operation, AddRoute):
        return (
            f"`{operation.pattern}` was added, but no handler has it.",
            "Name a route there is, or write its handler.",
        )
    return f'no route is what "{operation.describe()}" says.', "Name a route as it was just before the change."


def _names(routes: list[RouteState]) -> list[str]:
    return [f"{route.method} {route.path}" if route.method else route.path for route in routes]


def _caught(version: ApiVersion, where: str, act: Callable[[], Any]) -> Iterator[Mistake]:
    try:
        act()
    except DeclarationError as error:
        yield Mistake(str(version), error.where, error.problem, error.fix)
    except GatewayError as error:
        yield Mistake(str(version), where, str(error), "")


def _parts(error: GatewayError) -> tuple[str, str]:
    return (error.problem, error.fix) if isinstance(error, DeclarationError) else (str(error), "")


def _mistake(version: ApiVersion, change: type[Change], problem: str, fix: str) -> Mistake:
    return Mistake(str(version), place(change), f"{change.__name__}: {problem}", fix)


def place(change: type[Change]) -> str:
    """The file and line of a change."""
    try:
        path, (_, line) = inspect.getsourcefile(change), inspect.getsourcelines(change)
    except (OSError, TypeError):
        return f"{change.__module__}.{change.__qualname__}"
    shown = Path(path or change.__module__)
    here = Path.cwd()
    return f"{shown.relative_to(here) if shown.is_relative_to(here) else shown}:{line}"
