"""The words of `route(...).query(...)`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.operations.routes.route import RouteOperation, RoutePattern


class QueryVerbs:
    """What can have happened to a query parameter."""

    def __init__(self, pattern: RoutePattern, name: str) -> None:
        self._pattern = pattern
        self._name = name

    def renamed(self, *, to: str) -> RouteOperation:
        """The parameter got the name `to`."""
        from gateway.operations.routes.query import RenameQuery

        return RenameQuery(self._pattern, self._name, to)

    def added(self, *, value: str | None = None) -> RouteOperation:
        """The parameter is new; older requests get `value`, or nothing."""
        from gateway.operations.routes.parameters import AddQuery

        return AddQuery(self._pattern, self._name, value)

    def removed(self) -> RouteOperation:
        """The parameter is gone; what older clients say under its name has no effect."""
        from gateway.operations.routes.parameters import RemoveQuery

        return RemoveQuery(self._pattern, self._name)

    def default(self, *, was: str) -> RouteOperation:
        """Left out, the parameter meant `was`; older requests without it get that."""
        from gateway.operations.routes.parameters import DefaultQuery

        return DefaultQuery(self._pattern, self._name, was)

    def values(self, names: Mapping[str, str]) -> RouteOperation:
        """Values got other names, older to newer, in lists such as `?sort=-name,age` too."""
        from gateway.operations.routes.parameters import MapQuery

        return MapQuery(self._pattern, self._name, names)
