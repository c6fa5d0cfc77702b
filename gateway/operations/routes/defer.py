"""A route that did its work at once now takes it on, and does it later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.errors import DeclarationError
from gateway.operations.operation import Loss
from gateway.operations.routes.interface import Answer, Content, Interface
from gateway.operations.routes.route import RouteOperation, RoutePattern
from gateway.shapes.from_pydantic import described
from gateway.shapes.shape import Shape


class Defer(RouteOperation):
    """The route answers 202 Accepted; older clients wait for the result, as they did.

    `Location` names the monitor (RFC 9110, 15.3.3), which is asked until its document bears `done` or it leads to the
    result (303 See Other).

    Args:
        status: what it answered.
        was: the type of the result: a Python type or a JSON Schema.
        done: members of the monitor's document, and the values they have when the work is done.
        failed: those when it won't be done any more.
        within: for how many seconds an older client is kept waiting; then it is told that the work goes on (504).
    """

    kind = "routes.defer"

    def __init__(
        self,
        pattern: RoutePattern,
        status: int,
        was: Any,
        done: Mapping[str, Any],
        failed: Mapping[str, Any],
        within: float,
    ) -> None:
        super().__init__(pattern)
        self.status = status
        self.was = was
        self.done = dict(done)
        self.failed = dict(failed)
        self.within = within
        if not self.done or within <= 0:
            raise DeclarationError(
                f"route({str(pattern)!r}).deferred()",
                "it isn't said what shows that the work is done, or for how long older clients wait.",
                'Write done={"status": "succeeded"}, within=20.',
            )

    def responses_down(self, responses: Mapping[str, Shape]) -> dict[str, Shape]:
        """The older shapes of the answers."""
        kept = {status: shape for status, shape in responses.items() if status != "202"}
        return {str(self.status): described(self.was), **kept}

    def interface_down(self, interface: Interface) -> Interface:
        status = str(self.status)
        kept = [one for one in interface.answers if one.status not in ("202", status)]
        done = Answer(status, status, [Content("application/json")], said={"description": "The work is done."})
        return interface._replace(answers=[done, *kept])

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", f"Older clients wait for {self.within:g} seconds at most."),)

    def describe(self) -> str:
        return f"`{self.pattern}` answers 202 and does its work later, where it answered {self.status} with the result."
