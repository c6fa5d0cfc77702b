"""A schema can't hold other members than it names any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from gateway.operations.operation import Form, Loss, Role, SchemaOperation, Witness
from gateway.shapes.shape import Schema


class CloseSchema(SchemaOperation):
    """Unknown members were ignored and are refused now; those of older clients are dropped."""

    kind = "schemas.close"
    by_keys = True
    relocates = True

    def __init__(self, schemas: Iterable[str]) -> None:
        super().__init__(schemas)
        self._known: frozenset[str] | None = None

    def fitted(self, schema: Schema) -> Self:
        return self._narrowed(_known=frozenset(schema.get("properties", ())))

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        known = self._known
        if known is None or known.issuperset(value):
            return value
        return {name: held for name, held in value.items() if name in known}

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return {key: held for key, held in schema.items() if key != "additionalProperties"}

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", "Members that no contract names are dropped."),)

    def witness(self, loss: Loss) -> Witness:
        return {"x-unknown": 1}

    def describe(self) -> str:
        return f"{self.subject} can't hold members that aren't named; those of older clients are dropped."
