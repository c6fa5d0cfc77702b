"""The words of `route(...).header(...)` and `.answer_header(...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.operations.routes.route import RouteOperation, RoutePattern


class HeaderVerbs:
    """What can have happened to a header."""

    def __init__(self, pattern: RoutePattern, name: str, *, of_answer: bool) -> None:
        self._pattern = pattern
        self._name = name
        self._of_answer = of_answer

    def renamed(self, *, to: str) -> RouteOperation:
        """The header got the name `to`."""
        from gateway.operations.routes.header import RenameAnswerHeader, RenameHeader

        return (RenameAnswerHeader if self._of_answer else RenameHeader)(self._pattern, self._name, to)
