"""Which changes a place in an answer has to do with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.app import Gateway
from gateway.check import place as place_of
from gateway.conform.fault import Fault
from gateway.conform.operation import Operation
from gateway.operations.operation import SchemaOperation
from gateway.operations.routes.route import RouteOperation
from gateway.plan.lineage import Link
from gateway.plan.plan import key_of
from gateway.plan.table import Entry
from gateway.shapes.along import occurrences_along, schema_at
from gateway.shapes.pointers import from_pointer
from gateway.shapes.shape import Shape
from gateway.shapes.walk import Location


class Blame:
    """Finds, for one version, the changes that touch what is wrong.

    Args:
        gateway: the gateway.
        version: the version.
    """

    def __init__(self, gateway: Gateway, version: str) -> None:
        self._gateway = gateway
        known = gateway.timeline.get(version)
        assert known is not None
        self._version = known

    def of_answer(self, operation: Operation, status: int, fault: Fault) -> list[str]:
        """The changes that touch what a fault is about, oldest first, each with its place."""
        location = from_pointer(fault.place) if fault.part == "body" else None
        return self.of(operation.method, operation.path, status, fault.part, location)

    def of(self, method: str, path: str, status: int, part: str, location: Location | None) -> list[str]:
        """The changes that touch a part of a route's answers.

        Args:
            method: the route's method.
            path: its path template, or a path of it.
            status: the answer's status.
            part: `body`, `status`, or what is in its headers.
            location: where in the body.
        """
        entry = self._entry(method, path)
        if entry is None:
            return []
        links = self._gateway.atlas.plan(self._version, entry).links
        if location is not None:
            found = list(_touching(links, status, location))
        else:
            name = "status_down" if part == "status" else "headers_down"
            found = [link for link in reversed(links) if _has_its_own(link, name)]
        return _listed(found)

    def told_at(self, operation: Operation, location: Location) -> Location:
        """Where an error points when the handler finds the mistake that a client made at a place.

        Of several older members that are one newer member, it is one.
        """
        entry = self._entry(operation.method, operation.path)
        if entry is None:
            return location
        plan = self._gateway.atlas.plan(self._version, entry)
        for link in reversed(plan.links):
            older, newer = link.older.request, link.newer.request
            if older is not None and newer is not None and older is not newer:
                location = _moved(link, older, location)
        return plan.downgrade_location(location)

    def renamers(self, operation: Operation, word: str) -> list[str]:
        """The changes to a route that brought a name."""
        entry = self._entry(operation.method, operation.path)
        links = () if entry is None else self._gateway.atlas.plan(self._version, entry).links
        found = [link for link in reversed(links) if f"`{word}`" in link.operation.describe()]
        return _listed(found)

    def fix(self, method: str, path: str, changes: Sequence[str]) -> str:
        """Where to look."""
        entry = self._entry(method, path)
        if entry is None:
            return ""
        label, head = entry.endpoint.label, entry.home
        if changes:
            return f"The handler is {label}. Mend what it answers, or the change."
        if self._version == head:
            return f"The handler is {label}. Mend what it answers, or what it says of it."
        return (
            f"No change from {self._version} to {head} touches it. The handler is {label}: "
            "mend what it answers, or declare what changed."
        )

    def _entry(self, method: str, path: str) -> Entry | None:
        table = self._gateway.atlas.table(self._version)
        plain = _plain(path)
        for entry in table.entries:
            if _plain(entry.route.path) == plain and entry.route.method in (method, None):
                return entry
        found = table.match(method, path)
        return found.entry if found is not None else None


def _listed(links: Sequence[Link]) -> list[str]:
    changes = dict.fromkeys((link.version, link.change) for link in links)
    return [f"{version} {change.__name__} ({place_of(change)})" for version, change in changes]


def _plain(path: str) -> list[str]:
    return ["{}" if part.startswith("{") else part for part in path.strip("/").split("/")]


def _touching(links: Sequence[Link], status: int, location: Location) -> Iterator[Link]:
    """The operations that act on a place in an answer, oldest first, the place being followed through them."""
    for link in reversed(links):
        older, newer = (_shape(state.responses, status) for state in (link.older, link.newer))
        if older is None or newer is None or older is newer:
            continue
        moved = _moved(link, older, location)
        if moved != location or schema_at(older, location) != schema_at(newer, moved):
            yield link
        location = moved


def _shape(responses: object, status: int) -> Shape | None:
    assert isinstance(responses, dict)
    key = key_of(responses, status)
    return None if key is None else responses[key]


def _moved(link: Link, older: Shape, location: Location) -> Location:
    """Where a place of the older form is in the newer one."""
    operation = link.operation
    if isinstance(operation, SchemaOperation):
        for depth in reversed(occurrences_along(older, operation.schemas, location)):
            location = location[:depth] + operation.location_up(location[depth:])
    return location


def _has_its_own(link: Link, name: str) -> bool:
    """Whether an operation does something to statuses, or to headers."""
    operation = link.operation
    return isinstance(operation, RouteOperation) and getattr(type(operation), name) is not getattr(RouteOperation, name)
