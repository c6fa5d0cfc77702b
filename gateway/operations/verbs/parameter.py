"""The words of `route(...).parameter(...)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.operations.routes.route import RouteOperation, RoutePattern


class ParameterVerbs:
    """What can have happened to a parameter of a path."""

    def __init__(self, pattern: RoutePattern, name: str) -> None:
        self._pattern = pattern
        self._name = name

    def converted(
        self,
        *,
        up: Callable[[Any], Any],
        down: Callable[[Any], Any],
        was: Any = str,
        lost: str | None = None,
        lost_at: Any = None,
    ) -> RouteOperation:
        """The value has another form, in requests and in links; `parameter("id").converted(**prefixed("ord_"))`.

        Where `up` raises, older clients are told that there is no such resource. A path can't lose anything.
        """
        from gateway.errors import DeclarationError
        from gateway.operations.routes.path_parameter import ConvertPathParameter

        if lost is not None:
            raise DeclarationError(
                f"`{self._pattern}`, parameter({self._name!r})",
                "a link made of what is lost would lead elsewhere.",
                "Use a conversion that keeps all of the value.",
            )
        return ConvertPathParameter(self._pattern, self._name, up, down, was)
