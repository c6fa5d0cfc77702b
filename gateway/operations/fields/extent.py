"""A field takes more than it did, or less: another type, or other bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gateway.errors import ConversionError, DeclarationError
from gateway.operations.allowed import allows, beyond, comparable, looser
from gateway.operations.conversions import checked, exact
from gateway.operations.fields.field import FieldOperation
from gateway.operations.objects import told
from gateway.operations.operation import NOTHING, Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.operations.trace import Trace
from gateway.shapes.fits import fits
from gateway.shapes.from_pydantic import schema_of
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved
from gateway.shapes.walk import LocatedError

BOUNDS_FIX = 'Name bounds that it has now: was={"maxLength": 500}, or was={"maxLength": None} for one that is new.'


class Unlike:
    """Tells the values that a schema doesn't allow; a witness, which documents at the schema's bounds are made for."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def __call__(self, held: Any) -> bool:
        return not fits(self.schema, exact(held))


class ExtentOperation(SchemaOperation):
    """An operation on what a field takes.

    Args:
        was: its older type: a Python type or a JSON Schema.
    """

    kind = "fields.extent"

    def __init__(self, schemas: Iterable[str], field: str, was: Any) -> None:
        super().__init__(schemas)
        self.field = field
        self.was = schema_of(was)
        self.older_fields = self.newer_fields = (field,)

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return value

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        properties = schema.get("properties", {})
        if self.field not in properties:
            raise self.misses(schema, self.field)
        return {**schema, "properties": {**properties, self.field: self.was}}


class WidenField(ExtentOperation):
    """The field takes more. Where that isn't what it `was`, older clients see `old_sees`, a value or a function."""

    breaks_in = (Form.RESPONSE,)

    def __init__(
        self,
        schemas: Iterable[str],
        field: str,
        was: Any,
        old_sees: Any | Callable[[Any], Any],
        lost_at: Any = NOTHING,
    ) -> None:
        super().__init__(schemas, field, was)
        self.old_sees = old_sees
        self.lost_at = lost_at

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        older, newer = sides.field(self.field, newer=False), sides.field(self.field)
        if older is None or newer is None:
            return
        gone = beyond(sides.older, older, sides.newer, newer)
        if gone is not None:
            yield Doubt(
                f"the newer field {self.field!r} takes less than was= says: not {gone}.",
                "Use narrowed() for what it doesn't take any more, or mend was=.",
            )
        elif _same_extent(sides, newer, older, beyond(sides.newer, newer, sides.older, older)):
            yield Doubt(f"the newer field {self.field!r} takes no more than it did.", "Say in was= what it took.")
        shown = sides.form is Form.RESPONSE and not callable(self.old_sees)
        if shown and not allows(sides.older, older, self.old_sees):
            yield Doubt(
                f"older clients would see {told(self.old_sees)} for {self.field!r}, which isn't what it was.",
                "Give old_sees a value of the type that was= says, or a function.",
            )

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        if self.field not in value:
            return value
        seen = self._seen(value[self.field])
        return value if seen is value[self.field] else {**value, self.field: seen}

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        if self.field in value:
            self._taken(value[self.field])
        return value

    def _taken(self, older: Any) -> Any:
        # What it takes besides came later, and doesn't exist for older clients.
        try:
            checked(self.was, older)
        except ConversionError as error:
            raise LocatedError(str(error), (self.field,)) from error
        return older

    def _seen(self, newer: Any) -> Any:
        held = exact(newer)
        if fits(self.was, held):
            return newer
        return self.old_sees(held) if callable(self.old_sees) else self.old_sees

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        return {**value, self.field: trace.call(self._taken, value[self.field])} if self.field in value else value

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        return {**value, self.field: trace.call(self._seen, value[self.field])} if self.field in value else value

    @property
    def losses(self) -> tuple[Loss, ...]:
        instead = "another value" if callable(self.old_sees) else f"`{self.old_sees}`"
        return (Loss("down", f"Older clients see {instead} where `{self.field}` isn't what it could be."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: Unlike(self.was) if self.lost_at is NOTHING else self.lost_at}

    def describe(self) -> str:
        return f"In {self.subject}, the field `{self.field}` may be more than it could be."


class NarrowField(ExtentOperation):
    """The field takes less. `counts_as` makes the newer value of an older one; without it, what doesn't fit is refused.

    It is given every older value, and gives one that fits as it is.
    """

    refuses = True
    breaks_in = (Form.REQUEST,)

    def __init__(self, schemas: Iterable[str], field: str, was: Any, counts_as: Callable[[Any], Any] | None) -> None:
        super().__init__(schemas, field, was)
        self.counts_as = counts_as

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        older, newer = sides.field(self.field, newer=False), sides.field(self.field)
        if older is None or newer is None:
            return
        more = beyond(sides.newer, newer, sides.older, older)
        if more is not None:
            yield Doubt(
                f"the newer field {self.field!r} takes more than was= says: {more}.",
                "Use widened() for what it takes besides, or mend was=.",
            )
        elif _same_extent(sides, newer, older, beyond(sides.older, older, sides.newer, newer)):
            yield Doubt(f"the newer field {self.field!r} takes no less than it did.", "Say in was= what it took.")

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        if self.counts_as is None or self.field not in value:
            return value
        newer = self._counted(value[self.field])
        return value if newer is value[self.field] else {**value, self.field: newer}

    def _counted(self, older: Any) -> Any:
        assert self.counts_as is not None
        try:
            held = checked(self.was, older)
            newer = self.counts_as(held)
        except (ConversionError, ValueError) as error:
            raise LocatedError(str(error), (self.field,)) from error
        return older if newer == held and type(newer) is type(held) else newer

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        if self.counts_as is None or self.field not in value:
            return value
        return {**value, self.field: trace.call(self._counted, value[self.field])}

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        return value

    @property
    def losses(self) -> tuple[Loss, ...]:
        if self.counts_as is None:
            return ()
        return (Loss("up", f"A `{self.field}` that doesn't fit any more counts as another."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: self._counts_as_another}

    def _counts_as_another(self, held: Any) -> bool:
        try:
            return self.counts_as is not None and bool(self.counts_as(exact(held)) != exact(held))
        except Exception:  # noqa: BLE001 - a function that can't cope shows nothing
            return False

    def describe(self) -> str:
        refused = "counts as another" if self.counts_as else "is refused"
        return f"In {self.subject}, the field `{self.field}` takes less than it did; what doesn't fit {refused}."


class ConstrainField(FieldOperation):
    """Some bounds of what the field holds, or each item of it, are tighter; what doesn't fit is refused.

    Args:
        was: the older keywords of JSON Schema, `{"maxLength": 500}`; None for one that wasn't there.
    """

    kind = "fields.extent"
    breaks_in = (Form.REQUEST,)
    refuses = True
    by_keys = True
    relocates = True
    everywhere = True

    def __init__(self, schemas: Iterable[str], field: str, was: Mapping[str, Any]) -> None:
        super().__init__(schemas, field)
        self.was = dict(was)
        if not self.was:
            raise DeclarationError(f"{self.subject}, {self.kind}", "no bound is named.", BOUNDS_FIX)

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        newer = self._bounded(sides.newer, sides.field(self.field))
        for word, bound in self.was.items() if newer is not None else ():
            now = newer.get(word) if newer is not None else None
            numbers = all(isinstance(one, int | float | None) for one in (bound, now))
            if bound == now or (numbers and not looser(word, bound, now)):
                yield Doubt(
                    f"the newer field {self.field!r} isn't tighter: {word} was {bound} and is {now}.",
                    "Name in was= what was looser; for what takes more now, use widened().",
                )

    def _bounded(self, shape: Shape, schema: Schema | None) -> Schema | None:
        """The schema in which the bounds are."""
        if schema is None:
            return None
        plain = resolved(shape, schema)
        if any(word in plain for word in self.was):
            return plain
        inner = [plain.get("items"), *plain.get("anyOf", ()), *plain.get("oneOf", ())]
        found = (self._bounded(shape, part) for part in inner if isinstance(part, Mapping))
        return next((one for one in found if one is not None), None)

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return value

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def held_down(self, schema: Schema) -> Schema | None:
        if not any(keyword in schema for keyword in self.was):
            return None
        merged = {**schema, **self.was}
        return {keyword: held for keyword, held in merged.items() if held is not None}

    def unfit(self) -> tuple[str, str]:
        return (
            f"the field {self.field!r} has none of {', '.join(self.was)}.",
            BOUNDS_FIX,
        )

    def describe(self) -> str:
        bounds = ", ".join(f"{keyword} was {held}" for keyword, held in self.was.items())
        return f"In {self.subject}, the field `{self.field}` takes less than it did ({bounds}); the rest is refused."


def _same_extent(sides: Sides, newer: Schema, older: Schema, more: str | None) -> bool:
    """Whether both sides surely take the same."""
    return more is None and comparable(sides.newer, newer) and comparable(sides.older, older)
