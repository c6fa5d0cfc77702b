"""A field was added that older clients neither send nor see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gateway.operations.allowed import allows
from gateway.operations.objects import dropped, told, with_properties
from gateway.operations.operation import NOTHING, Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.shapes.shape import Schema
from gateway.shapes.walk import Location


class AddField(SchemaOperation):
    """`field` is new. What older clients create gets `default`, unless that is `NOTHING`; they never see the field.

    Under replace and merge nothing is filled in: what the client's version can't express stays absent.
    """

    kind = "fields.add"
    breaks_in = (Form.REQUEST,)
    relocates = True
    by_keys = True

    def __init__(self, schemas: Iterable[str], field: str, default: Any) -> None:
        super().__init__(schemas)
        self.field = field
        self.default = default
        self.older_fields, self.newer_fields = (), (field,)

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        held = sides.field(self.field)
        created = sides.form is Form.REQUEST and self.default is not NOTHING and held is not None
        if created and not allows(sides.newer, held or {}, self.default):
            yield Doubt(
                f"the newer field {self.field!r} doesn't allow the default {told(self.default)}.",
                "Give a default that the model takes.",
            )

    def breaks(self, sides: Sides) -> bool:
        return super().breaks(sides) and sides.requires(self.field)

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        older = dropped(value, self.field)
        fills = role is Role.CREATE and self.default is not NOTHING
        return {**older, self.field: self.default} if fills else older

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return dropped(value, self.field)

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        properties = schema.get("properties", {})
        if self.field not in properties:
            raise self.misses(schema, self.field)
        older = {name: inner for name, inner in properties.items() if name != self.field}
        return with_properties(schema, older, drop=[self.field])

    @property
    def makes(self) -> frozenset[str] | None:
        return self.mentions

    def location_down(self, location: Location) -> Location:
        return () if location[:1] == (self.field,) else location

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", f"Older clients don't see `{self.field}`."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: lambda _: True}

    def describe(self) -> str:
        counts = "" if self.default is NOTHING else f"; older requests count as {told(self.default)}"
        return f"In {self.subject}, the field `{self.field}` is new{counts}."
