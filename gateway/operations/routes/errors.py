"""A member of what errors answer changed."""

from __future__ import annotations

import copy
from functools import partial
from typing import Any

from gateway.operations.operation import Form, Loss, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.route import RoutePattern
from gateway.shapes.kin import opened
from gateway.shapes.shape import Shape, ref_name
from gateway.shapes.unions import resolved


class ErrorMember(DocumentOperation):
    """An operation on the object that an error answers, said by one on schemas.

    Error documents that have no such member stay as they are: one route may have errors of several forms.
    """

    kind = "routes.errors"
    on_errors = True

    def __init__(self, pattern: RoutePattern, acting: SchemaOperation) -> None:
        super().__init__(pattern)
        self.acting = copy.copy(acting)
        self.acting.said = f"the errors of {pattern.subject}"
        self.breaking = Form.RESPONSE in self.acting.breaks_in

    def response_down(self, shape: Shape) -> Shape:
        older = self.acting.derive(resolved(shape, shape.root), Form.RESPONSE, partial(opened, shape))
        name = ref_name(shape.root)
        return Shape(older, shape.schemas) if name is None else shape.replaced(name, older)

    def document_down(self, document: Any) -> Any:
        return self.acting.down(document) if isinstance(document, dict) else document

    @property
    def losses(self) -> tuple[Loss, ...]:
        return tuple(loss for loss in self.acting.losses if loss.direction == "down")

    def describe(self) -> str:
        return self.acting.describe()
