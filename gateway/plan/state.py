"""A route with its documents at one point in history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from gateway.operations.role import Form
from gateway.operations.routes.pattern import RouteState
from gateway.shapes.bodies import NO_OTHERS, Bodies

if TYPE_CHECKING:
    from gateway.shapes.shape import Shape

NOWHERE = RouteState(None, "")
"""The route of what has none: operations that are narrowed to routes don't act."""


class State(NamedTuple):
    """A route and the shapes of its documents between two operations.

    Args:
        route: the route.
        request: what it takes as JSON.
        responses: what it answers as JSON, by status.
        others: what it takes and answers as forms and streams, by the kind of body.
    """

    route: RouteState
    request: Shape | None
    responses: Mapping[str, Shape]
    others: Mapping[str, Bodies] = NO_OTHERS

    def bodies(self) -> Iterator[tuple[str, Bodies]]:
        """The documents by the kind of body; JSON is the empty one."""
        yield "", Bodies(self.request, self.responses)
        yield from self.others.items()

    def seen_in(self, kind: str) -> State:
        """The route as if a kind of body were all that it has."""
        request, responses = self.others.get(kind, Bodies(None, {}))
        return State(self.route, request, responses)

    def shapes(self) -> Iterator[tuple[Form, Shape]]:
        """The shapes of all its documents, and whether requests bring them."""
        for _, (request, responses) in self.bodies():
            if request is not None:
                yield Form.REQUEST, request
            yield from ((Form.RESPONSE, shape) for shape in responses.values())
