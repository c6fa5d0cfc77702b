"""One field became several, through a pair of pure conversions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from gateway.errors import ConversionError, DeclarationError
from gateway.operations.conversions import checked, exact
from gateway.operations.objects import dropped, replaced, with_properties
from gateway.operations.operation import NOTHING, Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.operations.trace import Trace
from gateway.shapes.from_pydantic import schema_of
from gateway.shapes.shape import Schema
from gateway.shapes.walk import LocatedError, Location


class SplitField(SchemaOperation):
    """`field` became the fields `into`. Where it was absent or null, so are they.

    Args:
        up: from the older value to the newer ones, in order.
        down: from the newer values, in order, to the older one; a value that is left out is None.
        was: the older type: a Python type or a JSON Schema.
        lost: what older clients don't see, if anything.
        lost_at: newer values of which something is lost, in order.
    """

    kind = "fields.split"

    def __init__(
        self,
        schemas: Iterable[str],
        field: str,
        into: Iterable[str],
        up: Callable[[Any], Iterable[Any]],
        down: Callable[..., Any],
        was: Any,
        lost: str | None,
        lost_at: tuple[Any, ...] | None = None,
    ) -> None:
        super().__init__(schemas)
        self.field = field
        self.into = tuple(into)
        self.was = was
        self.lost = lost
        self.lost_at = lost_at
        self._up = up
        self._down = down
        self.older_fields, self.newer_fields = (field,), self.into
        if not self.into or len(set(self.into)) < len(self.into) or len(lost_at or self.into) != len(self.into):
            raise DeclarationError(
                f"{self.subject}, {self.kind}",
                "the newer fields are none, or one is named twice, or lost_at has another number of values.",
                'Write into=["first", "last"], and lost_at= with a value for each.',
            )

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        if self.field not in self.into:
            yield from self.still(
                sides, self.field, "Take it out of the model, or say after this how another one came."
            )

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        strays = [name for name in self.into if name != self.field]
        if self.field not in value:
            return dropped(value, *strays)
        newer = self._apart(value[self.field])
        return replaced(dropped(value, *strays), self.field, zip(self.into, newer, strict=True))

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        present = [name for name in self.into if name in value]
        if not present:
            return dropped(value, self.field)
        older = self._together(*(value.get(name) for name in self.into))
        kept = dropped(value, *(name for name in (*self.into, self.field) if name != present[0]))
        return replaced(kept, present[0], [(self.field, older)])

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        strays = [name for name in self.into if name != self.field]
        if self.field not in value:
            return dropped(value, *strays)
        newer = trace.apart(trace.call(self._apart, value[self.field]), len(self.into))
        return replaced(dropped(value, *strays), self.field, zip(self.into, newer, strict=True))

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        present = [name for name in self.into if name in value]
        if not present:
            return dropped(value, self.field)
        older = trace.call(self._together, *(value.get(name) for name in self.into))
        kept = dropped(value, *(name for name in (*self.into, self.field) if name != present[0]))
        return replaced(kept, present[0], [(self.field, older)])

    def _apart(self, held: Any) -> tuple[Any, ...]:
        if held is None:
            return (None,) * len(self.into)
        try:
            newer = tuple(self._up(checked(self._older, held)))
        except (ConversionError, ValueError) as error:
            raise LocatedError(str(error), (self.field,)) from error
        if len(newer) != len(self.into):
            raise LocatedError(f"This can't be taken apart into {len(self.into)} values.", (self.field,))
        return newer

    @cached_property
    def _older(self) -> Schema:
        return schema_of(self.was)

    def _together(self, *held: Any) -> Any:
        return None if all(one is None for one in held) else self._down(*map(exact, held))

    def patch_up(self, location: Location, value: Any) -> list[tuple[Location, Any]] | None:
        if location[0] == self.field and (value is NOTHING or len(location) > 1):
            return None
        return super().patch_up(location, value)

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        properties = schema.get("properties", {})
        for name in self.into:
            if name not in properties:
                raise self.misses(schema, name)
        older = replaced(properties, self.into[0], [(self.field, schema_of(self.was))])
        older = dropped(older, *(name for name in self.into[1:] if name != self.field))
        always = self.into[0] in schema.get("required", ())
        return with_properties(schema, older, drop=self.into, require=[self.field] if always else [])

    def location_up(self, location: Location) -> Location:
        return (self.into[0],) if location[:1] == (self.field,) else location

    def location_down(self, location: Location) -> Location:
        return (self.field,) if location and location[0] in self.into else location

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", self.lost),) if self.lost else ()

    def witness(self, loss: Loss) -> Witness:
        return dict(zip(self.into, self.lost_at, strict=True)) if self.lost_at else {}

    def describe(self) -> str:
        into = " and ".join(f"`{name}`" for name in self.into)
        return f"In {self.subject}, `{self.field}` is now {into}."
