"""A field went away; older clients still see what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gateway.errors import DeclarationError
from gateway.operations.allowed import allows
from gateway.operations.objects import dropped, told, with_properties
from gateway.operations.operation import Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.operations.trace import Trace
from gateway.shapes.from_pydantic import schema_of
from gateway.shapes.shape import Schema
from gateway.shapes.walk import Location

CARRIED = object()
"""Stands for the value that the handler gives in a field of the same name, which the model marks as `Old`."""


class RemoveField(SchemaOperation):
    """`field` is gone. Older clients may still send it, to no effect, and see `old_sees`.

    Args:
        was: its type: a Python type or a JSON Schema.
        old_sees: what older clients see: a JSON value, a pure function of the newer object, or `CARRIED`.
        required: whether older responses always had it.
    """

    kind = "fields.remove"
    relocates = True

    def __init__(
        self,
        schemas: Iterable[str],
        field: str,
        was: Any,
        old_sees: Any | Callable[[dict[str, Any]], Any],
        required: bool,
    ) -> None:
        super().__init__(schemas)
        self.field = field
        self.was = was
        self.old_sees = old_sees
        self.required = required
        self.by_keys = old_sees is CARRIED or not callable(old_sees)

    @property
    def mentions(self) -> frozenset[str] | None:
        return frozenset((self.field,)) if self.by_keys else None

    @property
    def makes(self) -> frozenset[str] | None:
        return frozenset((self.field,))

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        return self.up(value, role)

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        if self.by_keys:
            return self.down(value)
        return {**dropped(value, self.field), self.field: trace.call(self.old_sees, value)}

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        held = sides.field(self.field)
        if held is not None and held.get("x-old") is not True:
            fix = f"Take it out of the model, or mark what only older clients see: `{self.field}: Annotated[..., Old]`."
            yield from self.still(sides, self.field, fix)
        was = sides.field(self.field, newer=False)
        shown = sides.form is Form.RESPONSE and self.old_sees is not CARRIED and not callable(self.old_sees)
        if shown and was is not None and not allows(sides.older, was, self.old_sees):
            yield Doubt(
                f"older clients would see {told(self.old_sees)} for {self.field!r}, which isn't what it was.",
                "Give old_sees a value of the type that was= says.",
            )

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return dropped(value, self.field)

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        if self.old_sees is CARRIED:
            return value if self.field in value or not self.required else {**value, self.field: None}
        seen = self.old_sees(value) if callable(self.old_sees) else self.old_sees
        return {**dropped(value, self.field), self.field: seen}

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        newer = schema.get("properties", {})
        if self.old_sees is CARRIED and form is Form.RESPONSE and newer.get(self.field, {}).get("x-old") is not True:
            raise DeclarationError(
                f"{self.subject}, {self.kind}",
                f"nothing carries {self.field!r}.",
                f"Let the model have it: `{self.field}: Annotated[..., Old]`.",
            )
        older = {**newer, self.field: schema_of(self.was)}
        require = [self.field] if self.required and form is Form.RESPONSE else []
        return with_properties(schema, older, require=require)

    def location_up(self, location: Location) -> Location:
        return () if location[:1] == (self.field,) else location

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", f"`{self.field}` that an older client sends has no effect."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: lambda _: True}

    def describe(self) -> str:
        return f"In {self.subject}, the field `{self.field}` is gone."
