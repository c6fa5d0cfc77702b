"""What happens to a named scalar, such as `OrderId`, wherever it occurs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gateway.operations.operation import Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.walk import LocatedError


class ScalarOperation(SchemaOperation):
    """An operation on values that are no objects, said by one on a field that holds them.

    Args:
        schemas: the names of the schemas.
        acting: an operation on the field of the name `field`.
        field: how the value is called in sentences.
    """

    kind = "schemas.scalar"
    on_scalars = True

    def __init__(self, schemas: tuple[str, ...], acting: SchemaOperation, field: str) -> None:
        super().__init__(schemas)
        self.acting = acting
        self.field = field

    def up(self, value: Any, role: Role) -> Any:
        try:
            return self.acting.up({self.field: value}, role)[self.field]
        except LocatedError as error:
            raise LocatedError(error.message, error.location[1:]) from error

    def down(self, value: Any) -> Any:
        return self.acting.down({self.field: value})[self.field]

    def values_up(self, field: str, value: Any) -> list[Any]:
        return self.acting.values_up(self.field, value)

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        yield from self.acting.doubts(Sides(self._held(sides.older), self._held(sides.newer), sides.form))

    def breaks(self, sides: Sides) -> bool:
        return self.acting.breaks(Sides(self._held(sides.older), self._held(sides.newer), sides.form))

    def _held(self, shape: Shape) -> Shape:
        return Shape(
            {"type": "object", "properties": {self.field: shape.root}, "required": [self.field]}, shape.schemas
        )

    def derive(self, schema: Schema, form: Form, resolve: Callable[[Schema], Schema]) -> Schema:
        holder = {"type": "object", "properties": {self.field: schema}, "required": [self.field]}
        derived: Schema = self.acting.derive(holder, form, resolve)["properties"][self.field]
        return derived

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return self.derive(schema, form, lambda inner: inner)

    @property
    def losses(self) -> tuple[Loss, ...]:
        return self.acting.losses

    def witness(self, loss: Loss) -> Witness:
        held = self.acting.witness(loss)
        return {"": held[self.field]} if self.field in held else {}

    def describe(self) -> str:
        return self.acting.describe()
