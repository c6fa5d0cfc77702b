"""One operation in one direction, as it acts on single values."""

from __future__ import annotations

from typing import Any

from gateway.operations.operation import Role, SchemaOperation
from gateway.operations.trace import Trace
from gateway.shapes.shape import Schema
from gateway.shapes.walk import Location


class Step:
    """What one operation does to the values of a schema.

    Args:
        operation: the operation.
        role: what the request's body does; None on the way down.
        order: which of the operations of its pass it is.
        schema: the schema just before it, to which it is fitted where it is asked to go up.
    """

    __slots__ = ("_declared", "_role", "operation", "order")

    def __init__(
        self, operation: SchemaOperation, role: Role | None, order: int = 0, schema: Schema | None = None
    ) -> None:
        self._declared = operation
        self.operation = operation if role is None or schema is None else operation.fitted(schema)
        self._role = role
        self.order = order

    def fitted(self, schema: Schema) -> Step:
        """The same for another schema."""
        return Step(self._declared, self._role, self.order, schema)

    def act(self, value: Any) -> Any:
        """What becomes of a value."""
        return self.operation.down(value) if self._role is None else self.operation.up(value, self._role)

    def traced(self, value: dict[str, Any], trace: Trace) -> dict[str, Any] | None:
        """What becomes of an object that is followed; None where that can't be told."""
        if self._role is None:
            return self.operation.traced_down(value, trace)
        return self.operation.traced_up(value, self._role, trace)

    def before(self, location: Location) -> Location:
        """Where a place in what it made is in what it was made of."""
        return self.operation.location_up(location) if self._role is None else self.operation.location_down(location)

    @property
    def is_upwards(self) -> bool:
        """Whether it makes the newer form of values."""
        return self._role is not None

    def is_meant(self, value: Any) -> bool:
        """Whether it acts on a value, by its JSON type."""
        return value is not None and isinstance(value, dict) is not self.operation.on_scalars
