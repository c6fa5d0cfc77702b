"""The words of `route(...).query(...)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

        return DefaultQuery(self._pattern, self._name, was, required=False)

    def required(self, *, default: str) -> RouteOperation:
        """The parameter can't be left out any more; older requests without it get `default`."""
        from gateway.operations.routes.parameters import DefaultQuery

        return DefaultQuery(self._pattern, self._name, default, required=True)

    def converted(self, *, up: Callable[[str], object], was: object = str, **_: object) -> RouteOperation:
        """The value has another form, which `up` makes of the older text; what it raises is told to the client.

        Takes the ready-made pairs too, of which it needs one direction: `converted(**prefixed("ord_"))`.
        """
        from gateway.operations.routes.parameters import ConvertQuery

        return ConvertQuery(self._pattern, self._name, up, was)

    def listed(self, separator: str = ",") -> RouteOperation:
        """The parameter was repeated and is now one list: `?tag=a&tag=b` became `?tag=a,b`."""
        from gateway.operations.routes.parameters import ListQuery

        return ListQuery(self._pattern, self._name, separator)

    def repeated(self, separator: str = ",") -> RouteOperation:
        """The parameter was one list and is now repeated: `?tag=a,b` became `?tag=a&tag=b`."""
        from gateway.operations.routes.parameters import RepeatQuery

        return RepeatQuery(self._pattern, self._name, separator)

    def values(self, names: Mapping[str, str]) -> RouteOperation:
        """Values got other names, older to newer, in lists such as `?sort=-name,age` too."""
        from gateway.operations.routes.parameters import MapQuery

        return MapQuery(self._pattern, self._name, names)
