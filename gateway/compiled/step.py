"""One operation in one direction, as it acts on single values."""

from __future__ import annotations

from typing import Any

from gateway.operations.operation import Role, SchemaOperation
from gateway.operations.trace import Trace
from gateway.shapes.walk import Location


class Step:
    """What one operation does to the values of a schema.

    Args:
        operation: the operation, fitted to the schema where it is asked to go up.
        role: what the request's body does; None on the way down.
    """

    __slots__ = ("_role", "operation")

    def __init__(self, operation: SchemaOperation, role: Role | None) -> None:
        self.operation = operation
        self._role = role

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

    def is_meant(self, value: Any) -> bool:
        """Whether it acts on a value, by its JSON type."""
        return value is not None and isinstance(value, dict) is not self.operation.on_scalars
