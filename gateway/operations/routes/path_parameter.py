"""A parameter in a route's path has another form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from gateway.errors import ConversionError, DeclarationError, nearest
from gateway.operations.routes.route import RouteOperation, RoutePattern, RouteState

PARAMETER = re.compile(r"{([^}:]*)(:[^}]*)?}")
CONVERTORS: dict[Any, str] = {int: ":int", float: ":float", UUID: ":uuid"}
"""Starlette's convertors by the type that they make of the text in a path."""


class ConvertPathParameter(RouteOperation):
    """A parameter of the path has another form, in requests and in links.

    Args:
        name: its name in the pattern.
        up: a pure function from the older value to the newer; where it raises ValueError there is no such resource.
        down: a pure function from the newer value to the older.
        was: the older values' type.
    """

    kind = "routes.path_parameter"

    def __init__(
        self, pattern: RoutePattern, name: str, up: Callable[[Any], Any], down: Callable[[Any], Any], was: Any
    ) -> None:
        super().__init__(pattern)
        names = [found[1] for found in PARAMETER.finditer(pattern.path)]
        if name not in names:
            raise DeclarationError(
                f"`{pattern}`, {self.kind}",
                f"the path has no parameter {name!r}.",
                f'Name it in the path: route("/orders/{{{name}}}"). {nearest(name, names)}',
            )
        self.name = name
        self.place = names.index(name)
        self._up = up
        self._down = down
        self.was = was

    def route_down(self, newer: RouteState) -> RouteState | None:
        return RouteState(newer.method, self._path_down(newer.path))

    def _path_down(self, path: str) -> str:
        for place, found in enumerate(PARAMETER.finditer(path)):
            if place == self.place:
                older = "{" + found[1] + CONVERTORS.get(self.was, "") + "}"
                return path[: found.start()] + older + path[found.end() :]
        return path

    def value_up(self, value: Any) -> Any:
        """The newer value. Raises ConversionError where an older one can't be converted."""
        try:
            return self._up(value)
        except ValueError as error:
            raise ConversionError(str(error)) from error

    def value_down(self, value: Any) -> Any:
        """The older value."""
        return self._down(value)

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the path parameter `{self.name}` has another form."
