"""A schema can't hold other members than it names any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from gateway.operations.operation import Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.shapes.shape import Schema
from gateway.shapes.unions import resolved

CLOSING = ("additionalProperties", "unevaluatedProperties")
OPEN = frozenset({"anyOf", "oneOf", "$ref", "if", "dependentSchemas"})
"""Keywords by which a schema may name members besides its own (JSON Schema core 2020-12, 10.2)."""


class Known:
    """The members that a schema names, by their names or by patterns."""

    __slots__ = ("_names", "_patterns")

    def __init__(self, names: Iterable[str], patterns: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._patterns = [re.compile(pattern) for pattern in patterns]

    def __contains__(self, name: str) -> bool:
        """Whether a member is named."""
        return name in self._names or any(pattern.search(name) for pattern in self._patterns)

    def issuperset(self, names: Iterable[str]) -> bool:
        """Whether all members are named."""
        return all(name in self for name in names)


class CloseSchema(SchemaOperation):
    """Unknown members were ignored and are refused now; those of older clients are dropped."""

    kind = "schemas.close"
    breaks_in = (Form.REQUEST,)
    by_keys = True
    relocates = True

    def __init__(self, schemas: Iterable[str]) -> None:
        super().__init__(schemas)
        self._known: Known | None = None

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        plain = resolved(sides.newer, sides.newer.root)
        if plain.get("additionalProperties") is not False and plain.get("unevaluatedProperties") is not False:
            yield Doubt(
                "the newer schema takes members that it doesn't name.",
                'Close the model, ConfigDict(extra="forbid"), in JSON Schema "additionalProperties": false.',
            )

    def fitted(self, schema: Schema) -> Self:
        # What stands beside a union may be a member of any of it, and a map takes all.
        if OPEN & schema.keys() or isinstance(schema.get("additionalProperties"), Mapping):
            return self
        return self._narrowed(_known=Known(schema.get("properties", ()), schema.get("patternProperties", ())))

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        known = self._known
        if known is None or known.issuperset(value):
            return value
        return {name: held for name, held in value.items() if name in known}

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return {key: held for key, held in schema.items() if key not in CLOSING or held is not False}

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", "Members that no contract names are dropped."),)

    def witness(self, loss: Loss) -> Witness:
        return {"x-unknown": 1}

    def describe(self) -> str:
        return f"{self.subject} can't hold members that aren't named; those of older clients are dropped."
