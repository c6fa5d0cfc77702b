"""The plan of one version and route, interpreted: operation by operation over the shapes between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from gateway.operations.operation import Operation, Role, SchemaOperation
from gateway.operations.routes.route import RouteOperation
from gateway.plan.lineage import Link
from gateway.shapes.shape import Shape
from gateway.shapes.walk import LocatedError, Location, occurrences_along, rewrite


class Plan:
    """What is translated between one client version and one handler.

    Args:
        links: the operations that touch the route, newest first.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        self.links = tuple(links)
        self._body = [link for link in links if isinstance(link.operation, SchemaOperation)]
        self._route = [link.operation for link in links if isinstance(link.operation, RouteOperation)]
        self.touches_request = any(link.older.request is not link.newer.request for link in self._body)
        self._touched = {
            status
            for link in self._body
            for status, shape in link.newer.responses.items()
            if link.older.responses[status] is not shape
        }
        self._statuses = set(self._body[0].newer.responses) if self._body else set()

    @property
    def operations(self) -> list[Operation]:
        """The operations, in the order in which requests meet them."""
        return [link.operation for link in reversed(self.links)]

    def touches_response(self, status: int) -> bool:
        """Whether a response with the handler's `status` is changed in its body."""
        return _key(self._statuses, status) in self._touched

    def upgrade(self, document: Any, role: Role) -> Any:
        """The handler's form of a client's request document. Never alters its argument.

        Raises:
            LocatedError: a value can't be converted; the location is in the client's document.
        """
        passed: list[Link] = []
        for link in reversed(self._body):
            operation, older, newer = link.operation, link.older.request, link.newer.request
            if older is newer or older is None or not isinstance(operation, SchemaOperation):
                continue
            for name in reversed(operation.schemas):
                if not older.has(name):
                    continue
                try:
                    document = rewrite(older, name, document, partial(operation.up, role=role))
                except LocatedError as error:
                    raise LocatedError(error.message, _back(passed, error.location)) from error
            passed.insert(0, link)
        return document

    def downgrade(self, document: Any, status: int) -> Any:
        """The client's form of a response document that the handler answered with `status`."""
        for link in self._body:
            operation = link.operation
            key = _key(link.newer.responses, status)
            if key is None or not isinstance(operation, SchemaOperation):
                continue
            newer, older = link.newer.responses[key], link.older.responses[key]
            if newer is older:
                continue
            for name in operation.schemas:
                if newer.has(name):
                    document = rewrite(newer, name, document, operation.down)
        return document

    def upgrade_query(self, query: bytes) -> bytes:
        """The handler's form of a client's query string."""
        for operation in reversed(self._route):
            query = operation.query_up(query)
        return query

    def downgrade_status(self, status: int) -> int:
        """The status that the client gets for the handler's."""
        for operation in self._route:
            status = operation.status_down(status)
        return status

    def downgrade_parameter(self, name: str) -> str:
        """The client's name of a query parameter."""
        for operation in self._route:
            name = operation.parameter_down(name)
        return name

    def downgrade_location(self, location: Location) -> Location:
        """Where a place in the handler's request document is in the client's."""
        return _back(self._body, location)


def _back(links: Sequence[Link], location: Location) -> Location:
    for link in links:
        operation, newer = link.operation, link.newer.request
        if newer is None or newer is link.older.request or not isinstance(operation, SchemaOperation):
            continue
        for name in operation.schemas:
            if newer.has(name):
                # Innermost first: what an outer object does only moves what is in front.
                for depth in reversed(occurrences_along(newer, name, location)):
                    location = location[:depth] + operation.location_down(location[depth:])
    return location


def _key(responses: Mapping[str, Shape] | set[str], status: int) -> str | None:
    for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
        if key in responses:
            return key
    return None
