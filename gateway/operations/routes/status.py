"""A route answers with another status."""

from __future__ import annotations

from gateway.errors import DeclarationError
from gateway.operations.routes.interface import Answer, Interface
from gateway.operations.routes.route import RouteOperation, RoutePattern


class ChangeStatus(RouteOperation):
    """Where the route answered `status` it now answers `to`; older clients still get `status`."""

    kind = "routes.status"

    def __init__(self, pattern: RoutePattern, status: int, to: int) -> None:
        super().__init__(pattern)
        if status == to or not (200 <= status < 600 and 200 <= to < 600):
            problem = f"it answers {to} already." if status == to else "a final answer has a status from 200 to 599."
            raise DeclarationError(
                f"route({str(pattern)!r}).status({status}, to={to})",
                problem,
                'Name what it answered and what it answers: route("POST /orders").status(200, to=201).',
            )
        self.status = status
        self.to = to

    def status_down(self, status: int) -> int:
        return self.status if status == self.to else status

    def interface_down(self, interface: Interface) -> Interface:
        newer, older = str(self.to), str(self.status)
        answers = [one._replace(status=older) if one.status == newer else one for one in interface.answers]
        if not any(one.status == newer for one in interface.answers):
            answers += self._of_a_range(interface)
        return interface._replace(answers=answers)

    def _of_a_range(self, interface: Interface) -> list[Answer]:
        """The older answer where the newer one is described with others."""
        known = {one.status: one for one in interface.answers}
        newer = (f"{self.to // 100}XX", "default")
        covering = next((known[name] for name in newer if name in known), None)
        if covering is None or any(name in known for name in (str(self.status), f"{self.status // 100}XX")):
            return []
        return [covering._replace(status=str(self.status))]

    def describe(self) -> str:
        return f"`{self.pattern}` answers {self.to} where it answered {self.status}."
