"""One direction of a plan for the documents of one shape, compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gateway.compiled.objects import located, tried
from gateway.compiled.runs import Passed, Run, runs
from gateway.compiled.step import Step
from gateway.compiled.visitor import Visitor
from gateway.compiled.visitors import Visitors
from gateway.operations.operation import Role, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.shapes.budget import Budget
from gateway.shapes.walk import LocatedError


class Transform:
    """What becomes of a document.

    Args:
        passed: the operations that act on it, in order.
        role: what a request's body does; None for answers.
    """

    def __init__(self, passed: Sequence[Passed], role: Role | None) -> None:
        self._role = role
        self.parts = list(runs(passed, upwards=role is not None))
        self._passes: list[tuple[Run | Passed, Visitor]] = [
            (part, found) for part in self.parts if (found := self._visitor(part)) is not None
        ]

    @property
    def visitor(self) -> Visitor | None:
        """What goes over the documents, where that is all that is done to them."""
        return self._passes[0][1] if len(self._passes) == 1 else None

    def __call__(self, document: Any, *, bounded: bool = False) -> Any:
        """The document in its new form; itself where nothing becomes of it. Never alters its argument.

        With `bounded`, so much is done for it and no more.

        Raises:
            Exception: whatever an operation raises.
        """
        if bounded:
            with Budget():
                return self(document)
        for _, visitor in self._passes:
            document = visitor.visit(document)
        return document

    def find(self, document: Any) -> tuple[LocatedError, list[Passed]] | None:
        """The error of a document of which this raised, and the operations that its place came through already."""
        before: list[Passed] = []
        for part, visitor in self._passes:
            error = tried(visitor, document)
            if error is not None:
                return error, before
            document = visitor.visit(document)
            before += part.passed if isinstance(part, Run) else [part]
        return None

    def _visitor(self, part: Run | Passed) -> Visitor | None:
        if isinstance(part, Passed):
            assert isinstance(part.operation, DocumentOperation)
            return _of_document(part.operation, self._role)
        if self._role is Role.MERGE:
            # A patch replaces lists as wholes (RFC 7396), so what is in them is created.
            listed = Visitors(part.shape, self._steps(part, Role.CREATE))
            return Visitors(part.shape, self._steps(part, Role.MERGE), listed).of(part.shape.root)
        return Visitors(part.shape, self._steps(part, self._role)).of(part.shape.root)

    def _steps(self, run: Run, role: Role | None) -> dict[str, list[Step]]:
        found = {}
        for first, acting in run.acting.items():
            steps = []
            for order, passed, name in acting:
                assert isinstance(passed.operation, SchemaOperation)
                steps.append(Step(passed.operation, role, order, passed.source.schemas.get(name)))
            found[first] = steps
        return found


def _of_document(operation: DocumentOperation, role: Role | None) -> Visitor:
    act: Callable[[Any], Any] = operation.document_down

    def up(document: Any) -> Any:
        assert role is not None
        return operation.document_up(document, role)

    visit = act if role is None else up

    def find(document: Any) -> LocatedError | None:
        try:
            visit(document)
        except Exception as error:  # noqa: BLE001 - of the user's functions
            return located(error)
        return None

    return Visitor(visit, find)
