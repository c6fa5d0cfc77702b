"""Finds out what is different between two versions, and where clients meet it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from gateway.changelog.notes import Accepted, Days, Difference, Group, Migration, Said, VersionNotes
from gateway.changelog.types import type_in_words
from gateway.changes.change import Change
from gateway.changes.history import History
from gateway.errors import ConfigurationError, nearest
from gateway.operations.behaviour import Accepted as AcceptedOperation
from gateway.operations.inline import Inline
from gateway.operations.operation import Operation, SchemaOperation, Sides
from gateway.operations.routes.route import RouteOperation, RoutePattern, RouteState
from gateway.plan.atlas import Atlas
from gateway.plan.lineage import Link, lineage
from gateway.plan.sides import sides_of
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

MESSAGES = "messages sent to you"
"""How what is sent without being asked for is called among endpoints."""


class _Met(NamedTuple):
    """Where an operation acts.

    Args:
        endpoints: the routes, as its version calls them.
        sides: the schemas on which it acts, before and after.
    """

    endpoints: dict[str, None]
    sides: list[Sides]


class Migrations:
    """Tells what clients must know that move from one version to another.

    Args:
        timeline: the versions.
        history: their changes.
        atlas: their routes and plans.
        now: the present instant, timezone-aware.
    """

    def __init__(self, timeline: Timeline, history: History, atlas: Atlas, now: datetime) -> None:
        self._timeline = timeline
        self._history = history
        self._atlas = atlas
        self._now = now

    def between(self, since: str | None, to: str | None, routes: Sequence[str] = ()) -> Migration:
        """What is different in `to` from `since`.

        Args:
            since: the older version; left out, the whole history up to `to` is told, newest version first.
            to: the newer version; left out, the latest after `since`, or the newest at all for the whole history.
            routes: the routes to tell of, such as `POST /orders`, as any of these versions calls them; all without.

        Raises:
            ConfigurationError: there is no such version or route, `to` isn't newer, or `since` is removed.
            DeclarationError: a declaration is wrong, so that nothing can be derived from it.
        """
        older = None if since is None else self._version(since)
        newer = self._newest(older) if to is None else self._version(to)
        if older is not None and not older < newer:
            raise ConfigurationError(f"{newer} isn't newer than {older}. Name the older version first.")
        for version in (older, newer):
            if version is not None and self._timeline[version].removed:
                kept = ", ".join(map(str, self._timeline.kept))
                raise ConfigurationError(f"Version {version} is removed, with what it changed. Kept: {kept}.")
        first = self._timeline.kept[0] if older is None else older
        told = [version for version in self._timeline if first < version and not newer < version]
        meant = self._meant(routes, [first, *told])
        notes = [self._notes(version, meant) for version in told]
        if older is None:
            notes = [*reversed(notes), VersionNotes(str(first), self._days(first), (), (), ())]
        days = None if older is None else self._days(older)
        return Migration(None if older is None else str(older), str(newer), days, tuple(routes), tuple(notes))

    def _version(self, name: str) -> ApiVersion:
        version = self._timeline.get(name)
        if version is None:
            raise ConfigurationError(f"There is no version {name!r}. {nearest(name, map(str, self._timeline))}")
        return version

    def _newest(self, older: ApiVersion | None) -> ApiVersion:
        latest = self._timeline.latest(self._now)
        return latest if older is not None and older < latest else self._timeline.head

    def _meant(self, routes: Sequence[str], versions: Sequence[ApiVersion]) -> frozenset[int] | None:
        """The endpoints behind the routes; None for all."""
        if not routes:
            return None
        known = [entry for version in versions for entry in self._atlas.table(version).entries]
        found = set()
        for text in routes:
            pattern = RoutePattern(text)
            meant = {id(entry.endpoint) for entry in known if pattern.names(entry.route)}
            if not meant:
                names = dict.fromkeys(_named(entry.route) for entry in known)
                raise ConfigurationError(f"None of these versions has the route {text!r}. {nearest(text, names)}")
            found |= meant
        return frozenset(found)

    def _notes(self, version: ApiVersion, meant: frozenset[int] | None) -> VersionNotes:
        before = max(older for older in self._timeline if older < version)
        met = self._met(before, version, meant)
        declared = [
            (change, operation)
            for change in self._history.changes(version)
            for operation in change.operations
            if meant is None or id(operation) in met or not isinstance(operation, SchemaOperation | RouteOperation)
        ]
        accepted = tuple(
            Accepted(change.__name__, change.summary(), operation.reason)
            for change, operation in declared
            if isinstance(operation, AcceptedOperation)
        )
        differing = [pair for pair in declared if not isinstance(pair[1], AcceptedOperation)]
        groups = tuple(self._groups(differing, met))
        breaking = {one.change for group in groups for one in group.differences if one.breaking}
        changes = dict.fromkeys(change for change, _ in differing)
        said = tuple(Said(change.__name__, change.summary(), change.__name__ in breaking) for change in changes)
        return VersionNotes(str(version), self._days(version), said, groups, accepted)

    def _met(self, before: ApiVersion, version: ApiVersion, meant: frozenset[int] | None) -> Mapping[int, _Met]:
        """Where the operations of a version act, by their ids."""
        found: dict[int, _Met] = {}
        newer = self._atlas.table(version)
        for entry in self._atlas.table(before).entries:
            if meant is not None and id(entry.endpoint) not in meant:
                continue
            here = newer.twin(entry.endpoint)
            name = _named(entry.route if here is None else here.route)
            for link in self._atlas.plan(before, entry).links:
                if link.version == version:
                    _add(found, link, name)
        if meant is None:
            steps = list(self._atlas.past.steps(before, self._timeline.head))
            for state in self._atlas.past.messages():
                for link in lineage(state, steps, self._atlas.past.derived):
                    if link.version == version:
                        _add(found, link, MESSAGES)
        self._add_routes(found, before, version, meant)
        return found

    def _add_routes(
        self, found: dict[int, _Met], before: ApiVersion, version: ApiVersion, meant: frozenset[int] | None
    ) -> None:
        """Routes that came or went are in one of two tables only."""
        for change in self._history.changes(version):
            for operation in change.operations:
                if not isinstance(operation, RouteOperation) or id(operation) in found:
                    continue
                for one in (version, before):
                    for entry in self._atlas.table(one).entries:
                        if operation.pattern.names(entry.route) and (meant is None or id(entry.endpoint) in meant):
                            found.setdefault(id(operation), _Met({}, [])).endpoints[_named(entry.route)] = None

    def _groups(self, declared: Sequence[tuple[type[Change], Operation]], met: Mapping[int, _Met]) -> Iterator[Group]:
        together = _together([operation for _, operation in declared])
        found: dict[tuple[str, tuple[str, ...]], list[tuple[type[Change], Operation]]] = {}
        for change, operation in declared:
            found.setdefault(_subject(operation, together), []).append((change, operation))
        order = {"endpoint": 0, "schema": 1, "errors": 2, "behaviour": 3}
        for (kind, subjects), pairs in sorted(found.items(), key=lambda item: order[item[0][0]]):
            endpoints: dict[str, None] = {}
            if kind == "schema":
                for _, operation in pairs:
                    endpoints |= met[id(operation)].endpoints if id(operation) in met else {}
            differences = tuple(_difference(change, one, met.get(id(one))) for change, one in pairs)
            yield Group(kind, subjects, tuple(endpoints), differences)

    def _days(self, version: ApiVersion) -> Days:
        declared = self._timeline[version]
        dates = {"released": self._timeline.released(version), **declared.dates()}
        written = {name: None if when is None else when.date().isoformat() for name, when in dates.items()}
        windows = tuple((one.start.isoformat(), one.end.isoformat()) for one in declared.brownouts)
        return Days(declared.lifecycle(self._now).value, **written, guide=declared.guide, brownouts=windows)


def _add(found: dict[int, _Met], link: Link, name: str) -> None:
    met = found.setdefault(id(link.operation), _Met({}, []))
    met.endpoints[name] = None
    met.sides.extend(sides for _, sides in sides_of(link))


def _named(route: RouteState) -> str:
    return f"{route.method} {route.path}" if route.method else route.path


def _together(operations: Iterable[Operation]) -> Mapping[str, tuple[str, ...]]:
    """For each schema, the schemas that change together with it, in the order in which they are named."""
    groups: dict[str, dict[str, None]] = {}
    for operation in operations:
        if not isinstance(operation, SchemaOperation):
            continue
        joined: dict[str, None] = {}
        for name in operation.schemas:
            joined |= groups.get(name, {name: None})
        groups |= dict.fromkeys(joined, joined)
    return {name: tuple(joined) for name, joined in groups.items()}


def _subject(operation: Operation, together: Mapping[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
    """At which place of the API something is different."""
    if isinstance(operation, SchemaOperation):
        first = operation.schemas[0]
        if isinstance(first, Inline) and isinstance(first.holder, RoutePattern):
            return "endpoint", (str(first.holder),)
        return "schema", together[first]
    if isinstance(operation, RouteOperation):
        kind = "errors" if getattr(operation, "on_errors", False) else "endpoint"
        pattern = operation.pattern
        everywhere = pattern.below and not pattern.path.strip("/")
        below = " and all below it" if pattern.below else ""
        return kind, ("all routes" if everywhere else f"{pattern}{below}",)
    return "behaviour", ()


def _difference(change: type[Change], operation: Operation, met: _Met | None) -> Difference:
    sides = met.sides if met is not None else []
    breaking, older, newer = operation.breaking, dict[str, str](), dict[str, str]()
    if isinstance(operation, SchemaOperation):
        breaking = any(map(operation.breaks, sides)) if sides else bool(operation.breaks_in)
        older, newer = _retyped(operation, sides)
    losses = tuple(dict.fromkeys(loss.what for loss in operation.losses))
    return Difference(change.__name__, operation.describe(), breaking, older, newer, losses)


def _retyped(operation: SchemaOperation, sides: Sequence[Sides]) -> tuple[dict[str, str], dict[str, str]]:
    """The fields before and after with their types; none where these are the same, or can't be told."""
    for one in sorted(sides, key=lambda one: one.form.value, reverse=True):
        older = _types(one, operation.older_fields or (), newer=False)
        newer = _types(one, operation.newer_fields or (), newer=True)
        if (older or newer) and sorted(older.values()) != sorted(newer.values()):
            return older, newer
    return {}, {}


def _types(sides: Sides, fields: Sequence[str], *, newer: bool) -> dict[str, str]:
    shape = sides.newer if newer else sides.older
    found = {field: sides.field(field, newer=newer) for field in fields}
    return {field: type_in_words(shape, schema) for field, schema in found.items() if schema is not None}
