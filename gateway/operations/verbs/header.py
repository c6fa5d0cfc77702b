"""The words of `route(...).header(...)` and `.answer_header(...)`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.operations.routes.route import RouteOperation, RoutePattern


class HeaderVerbs:
    """What can have happened to a request header."""

    def __init__(self, pattern: RoutePattern, name: str) -> None:
        self._pattern = pattern
        self._name = name

    def renamed(self, *, to: str) -> RouteOperation:
        """The header got the name `to`."""
        from gateway.operations.routes.header import RenameHeader

        return RenameHeader(self._pattern, self._name, to)

    def added(self, *, value: str | None = None) -> RouteOperation:
        """The header is new; older requests get `value`, or nothing."""
        from gateway.operations.routes.header import AddHeader

        return AddHeader(self._pattern, self._name, value)

    def removed(self) -> RouteOperation:
        """The header is gone; what older clients say in it has no effect."""
        from gateway.operations.routes.header import RemoveHeader

        return RemoveHeader(self._pattern, self._name)

    def default(self, *, was: str) -> RouteOperation:
        """Left out, the header meant `was`; older requests without it get that."""
        from gateway.operations.routes.header import DefaultHeader

        return DefaultHeader(self._pattern, self._name, was, required=False)

    def required(self, *, default: str) -> RouteOperation:
        """The header can't be left out any more; older requests without it get `default`."""
        from gateway.operations.routes.header import DefaultHeader

        return DefaultHeader(self._pattern, self._name, default, required=True)

    def values(self, names: Mapping[str, str]) -> RouteOperation:
        """Values got other names, older to newer."""
        from gateway.operations.routes.header import MapHeader

        return MapHeader(self._pattern, self._name, names)


class AnswerHeaderVerbs:
    """What can have happened to a response header."""

    def __init__(self, pattern: RoutePattern, name: str) -> None:
        self._pattern = pattern
        self._name = name

    def renamed(self, *, to: str) -> RouteOperation:
        """The header got the name `to`."""
        from gateway.operations.routes.header import RenameAnswerHeader

        return RenameAnswerHeader(self._pattern, self._name, to)

    def added(self) -> RouteOperation:
        """The header is new; older clients don't get it."""
        from gateway.operations.routes.header import AddAnswerHeader

        return AddAnswerHeader(self._pattern, self._name)

    def removed(self, *, old_sees: str) -> RouteOperation:
        """The header is gone; older clients still get `old_sees` with every success."""
        from gateway.operations.routes.header import RemoveAnswerHeader

        return RemoveAnswerHeader(self._pattern, self._name, old_sees)

    def values(self, names: Mapping[str, str]) -> RouteOperation:
        """Values got other names, older to newer."""
        from gateway.operations.routes.header import MapAnswerHeader

        return MapAnswerHeader(self._pattern, self._name, names)
