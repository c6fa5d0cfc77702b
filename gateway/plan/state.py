"""A route with its documents at one point in history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from gateway.operations.routes.pattern import RouteState

if TYPE_CHECKING:
    from gateway.shapes.shape import Shape

NOWHERE = RouteState(None, "")
"""The route of what has none: operations that are narrowed to routes don't act."""


class State(NamedTuple):
    """A route and the shapes of its documents between two operations."""

    route: RouteState
    request: Shape | None
    responses: Mapping[str, Shape]
