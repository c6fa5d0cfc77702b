"""One value became a list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gateway.operations.objects import allows_null, dropped, nullable, replaced, with_properties
from gateway.operations.operation import Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.operations.trace import Trace
from gateway.shapes.shape import Schema
from gateway.shapes.unions import resolved
from gateway.shapes.walk import Location

ABSENT = object()
"""Stands for "left out" where null is a value of its own."""


class WrapField(SchemaOperation):
    """`field` became the list `into`. Older clients see its first item.

    Args:
        lost: what older clients don't see of a longer list, for the changelog.
        empty: what an empty list was: `None`, or `ABSENT` where the field was left out.
    """

    kind = "fields.wrap"

    def __init__(self, schemas: Iterable[str], field: str, into: str, lost: str, empty: Any) -> None:
        super().__init__(schemas)
        self.field = field
        self.into = into
        self.lost = lost
        self.empty = empty
        self.older_fields, self.newer_fields = (field,), (into,)

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        held = sides.field(self.into)
        if held is not None and not _is_list(sides, held):
            yield Doubt(
                f"the newer field {self.into!r} is no list.", "Name the list that it became, or use converted()."
            )
        if self.field != self.into:
            yield from self.still(
                sides, self.field, "Take it out of the model, or say after this how another one came."
            )

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        if self.field not in value:
            return dropped(value, self.into)
        return replaced(value, self.field, [(self.into, self._listed(value[self.field]))])

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        if self.into not in value:
            return dropped(value, self.field)
        first = self._first(value[self.into])
        return replaced(value, self.into, [] if first is ABSENT else [(self.field, first)])

    def _listed(self, held: Any) -> list[Any]:
        return [] if held is None and self.empty is None else [held]

    def _first(self, items: Any) -> Any:
        if not isinstance(items, list):
            return items
        return items[0] if items else self.empty

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        if self.field not in value:
            return dropped(value, self.into)
        return replaced(value, self.field, [(self.into, trace.call(self._listed, value[self.field]))])

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        if self.into not in value:
            return dropped(value, self.field)
        first = trace.call(self._first, value[self.into])
        gone = self.empty is ABSENT and trace.is_marker(first, ABSENT)
        return replaced(value, self.into, [] if gone else [(self.field, first)])

    @property
    def looks_into(self) -> frozenset[str] | None:
        return frozenset()

    @property
    def glances_at(self) -> frozenset[str]:
        return frozenset((self.field, self.into))

    @property
    def makes(self) -> frozenset[str] | None:
        return frozenset()

    @property
    def in_patches(self) -> bool:
        return False

    def patch_up(self, location: Location, value: Any) -> list[tuple[Location, Any]] | None:
        return None if location[0] == self.field else [(location, value)]

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return self.derive(schema, form, lambda inner: inner)

    def derive(self, schema: Schema, form: Form, resolve: Callable[[Schema], Schema]) -> Schema:
        properties = schema.get("properties", {})
        if self.into not in properties:
            raise self.misses(schema, self.into)
        held = resolve(properties[self.into])
        listed = next((one for part in held.get("anyOf", ()) if "items" in (one := resolve(part))), held)
        item = listed.get("items", {})
        # A list that is never empty, nor null itself, was never null.
        null = (self.empty is None and listed.get("minItems", 0) < 1) or allows_null(held)
        older = replaced(properties, self.into, [(self.field, nullable(item) if null else item)])
        always = self.into in schema.get("required", ()) and self.empty is not ABSENT
        return with_properties(schema, older, drop=[self.into], require=[self.field] if always else [])

    def location_up(self, location: Location) -> Location:
        return (self.into, 0, *location[1:]) if location[:1] == (self.field,) else location

    def location_down(self, location: Location) -> Location:
        return (self.field, *location[2:]) if location[:1] == (self.into,) else location

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", f"Of `{self.into}`, older clients don't see {self.lost}."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.into: lambda held: isinstance(held, list) and len(held) > 1}

    def describe(self) -> str:
        return f"In {self.subject}, `{self.field}` is now the list `{self.into}`."


def _is_list(sides: Sides, schema: Schema) -> bool:
    plain = resolved(sides.newer, schema)
    parts = [*plain.get("anyOf", ()), *plain.get("oneOf", ())]
    return plain.get("type") == "array" or "items" in plain or any(_is_list(sides, part) for part in parts)
