"""A field got another name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gateway.errors import DeclarationError
from gateway.operations.objects import dropped, replaced, retitled, together_renamed, with_properties
from gateway.operations.operation import Doubt, Form, Role, SchemaOperation, Sides
from gateway.shapes.shape import Schema
from gateway.shapes.walk import Location


class RenameField(SchemaOperation):
    """`field` became `to`; the value, its place among the keys and whether it is required stay."""

    kind = "fields.rename"
    relocates = True
    by_keys = True

    def __init__(self, schemas: Iterable[str], field: str, to: str) -> None:
        super().__init__(schemas)
        self.field = field
        self.to = to
        if field == to:
            raise DeclarationError(
                f"{self.subject}, {self.kind}", f"{field!r} has that name already.", "Name the new one."
            )

    @property
    def mentions(self) -> frozenset[str] | None:
        return frozenset((self.field, self.to))

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        fix = f'Take it out of the model; where another one came later, say so after this: added("{self.field}", ...).'
        yield from self.still(sides, self.field, fix)

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return _renamed(value, self.field, self.to)

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return _renamed(value, self.to, self.field)

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        properties = schema.get("properties", {})
        if self.to not in properties:
            raise self.misses(schema, self.to)
        older = replaced(properties, self.to, [(self.field, retitled(properties[self.to], self.to, self.field))])
        require = [self.field] if self.to in schema.get("required", ()) else []
        older_schema = with_properties(schema, older, drop=[self.to], require=require)
        return together_renamed(older_schema, self.to, self.field)

    def location_up(self, location: Location) -> Location:
        return (self.to, *location[1:]) if location[:1] == (self.field,) else location

    def location_down(self, location: Location) -> Location:
        return (self.field, *location[1:]) if location[:1] == (self.to,) else location

    def describe(self) -> str:
        return f"In {self.subject}, the field `{self.field}` is now called `{self.to}`."


def _renamed(value: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    # A stray that already bears the new name isn't part of the sender's contract: it goes.
    return replaced(value, old, [(new, value[old])]) if old in value else dropped(value, new)
