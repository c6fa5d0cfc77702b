"""The laws of whole plans: every pair of versions, composed and step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from gateway.errors import ConversionError
from gateway.laws.breach import Broken, same, told
from gateway.laws.documents import documents
from gateway.laws.edges import edges
from gateway.laws.law import Law
from gateway.laws.validity import Validity
from gateway.operations.operation import Role
from gateway.operations.routes.pages import Paginate
from gateway.plan.interpreted import InterpretedPlan
from gateway.plan.lineage import Link, State
from gateway.shapes.marked import OLD, without_marked
from gateway.shapes.shape import Shape
from gateway.timeline.version import ApiVersion

FIX = "Look at the laws of single changes first; else this is a bug of the gateway's."


class Steps:
    """A route from the handler's version back to a client's, as one plan and as one plan for each version's changes.

    Args:
        links: the operations that touch the route, newest first.
        home: the route as its handler speaks it.
    """

    def __init__(self, links: Sequence[Link], home: State) -> None:
        self.whole = InterpretedPlan(links, home)
        self.home = home
        self.client = links[-1].older if links else home
        self.single: list[InterpretedPlan] = []
        for _, of_version in groupby(links, key=lambda link: link.version):
            step = list(of_version)
            self.single.append(InterpretedPlan(step, home))
            home = step[-1].older

    def answers(self) -> Iterator[tuple[str, Law]]:
        """The laws of what each described status answers."""
        for status, newer in self.home.responses.items():
            number = _number(status)
            older = self.client.responses.get(status)
            if number is None or older is None or self._pages():
                continue
            yield status, self._answer(number, newer, Validity(older))

    def _pages(self) -> bool:
        # A page is only the first part of what an older client sees.
        return any(isinstance(link.operation, Paginate) for link in self.whole.links)

    def _answer(self, status: int, newer: Shape, validity: Validity) -> Law:
        older_shape = self.client.responses

        def holds(document: Any) -> None:
            composed = _total(lambda: self.whole.downgrade(document, status), document)
            stepwise = document
            for plan in self.single:
                stepwise = _total(partial(plan.downgrade, stepwise, status), document)
            if not same(composed, stepwise):
                raise Broken("It isn't.", newer=document, composed=composed, stepwise=stepwise)
            shape = next(held for key, held in older_shape.items() if _number(key) == status)
            wrong = validity.wrong(without_marked(shape, OLD, composed))
            if wrong is not None:
                raise Broken(wrong, newer=document, older=composed)

        says = "An answer is the same in one step as in several, and valid."
        return Law(says, documents(newer), holds, FIX, Validity(newer).wrong, edges(newer))

    def request(self) -> Law | None:
        """The law of what clients send."""
        older, newer = self.client.request, self.home.request
        if older is None or newer is None or older is newer:
            return None

        def holds(document: Any) -> None:
            composed = _or_refused(lambda: self.whole.upgrade(document, Role.CREATE))
            stepwise: Any = document
            for plan in reversed(self.single):
                stepwise = _or_refused(partial(plan.upgrade, stepwise, Role.CREATE))
                if stepwise is REFUSED:
                    break
            if not same(composed, stepwise):
                raise Broken("It isn't.", older=document, composed=composed, stepwise=stepwise)

        return Law("A request is the same in one step as in several.", documents(older), holds, FIX, edges=edges(older))


REFUSED = "refused"


def _total(act: Callable[[], Any], document: Any) -> Any:
    try:
        return act()
    except Exception as error:
        raise Broken(told(error.__cause__ or error), newer=document) from error


def _or_refused(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except ConversionError:
        return REFUSED


def _number(status: str) -> int | None:
    """A status that a described one stands for."""
    if status.isdigit():
        return int(status)
    return int(status[0]) * 100 if status[:1].isdigit() else None


def pairs(links: Sequence[Link], versions: Sequence[ApiVersion]) -> Iterator[tuple[ApiVersion, list[Link]]]:
    """Each client's version with the operations that lead to it, where they are others than those of the next.

    Args:
        links: the operations down to the oldest version, newest first.
        versions: the versions before the handler's, newest first.
    """
    seen = 0
    for version in versions:
        upto = [link for link in links if version < link.version]
        if len(upto) > seen:
            seen = len(upto)
            yield version, upto
