"""A named schema is of another type altogether, such as text where it was an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gateway.operations.conversions import checked, exact
from gateway.operations.operation import NOTHING, Form, Loss, Role, SchemaOperation, Witness
from gateway.shapes.from_pydantic import schema_of
from gateway.shapes.shape import Schema
from gateway.shapes.walk import Location


class RetypeSchema(SchemaOperation):
    """The values of the schema have another form, wherever they stand; null stays null.

    Args:
        up: a pure function from the older value to the newer; ValueError is a 422 with its message.
        down: a pure function from the newer value to the older.
        was: the older type: a Python type or a JSON Schema.
        lost: what older clients don't see, if anything.
        lost_at: a newer value of which something is lost.
    """

    kind = "schemas.retype"
    on_scalars = None

    def __init__(
        self,
        schemas: Iterable[str],
        up: Callable[[Any], Any],
        down: Callable[[Any], Any],
        was: Any,
        lost: str | None,
        lost_at: Any,
    ) -> None:
        super().__init__(schemas)
        self._up = up
        self._down = down
        self.was = schema_of(was)
        self.lost = lost
        self.lost_at = lost_at

    def up(self, value: Any, role: Role) -> Any:
        return self._up(checked(self.was, value))

    def down(self, value: Any) -> Any:
        return self._down(exact(value))

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return self.was

    def location_up(self, location: Location) -> Location:
        return ()

    def location_down(self, location: Location) -> Location:
        return ()

    def patch_up(self, location: Location, value: Any) -> list[tuple[Location, Any]] | None:
        return None  # a part of what is converted as a whole

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", self.lost),) if self.lost else ()

    def witness(self, loss: Loss) -> Witness:
        return {} if self.lost_at is NOTHING else {"": self.lost_at}

    def describe(self) -> str:
        return f"{self.subject} is of another type."
