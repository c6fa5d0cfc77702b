"""A schema can't hold other members than it names any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

from gateway.operations.operation import Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.shapes.shape import Schema
from gateway.shapes.unions import resolved


class CloseSchema(SchemaOperation):
    """Unknown members were ignored and are refused now; those of older clients are dropped."""

    kind = "schemas.close"
    by_keys = True
    relocates = True

    def __init__(self, schemas: Iterable[str]) -> None:
        super().__init__(schemas)
        self._known: frozenset[str] | None = None

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        plain = resolved(sides.newer, sides.newer.root)
        if plain.get("additionalProperties") is not False and plain.get("unevaluatedProperties") is not False:
            yield Doubt(
                "the newer schema takes members that it doesn't name.",
                'Close the model, ConfigDict(extra="forbid"), in JSON Schema "additionalProperties": false.',
            )

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
