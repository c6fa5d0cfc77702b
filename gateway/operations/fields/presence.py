"""A field became required, optional, nullable, or no longer so; or its default changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gateway.errors import DeclarationError
from gateway.operations.allowed import allows
from gateway.operations.objects import allows_null, nullable, told, with_properties
from gateway.operations.operation import NOTHING, Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.operations.trace import Trace
from gateway.shapes.shape import Schema


class PresenceOperation(SchemaOperation):
    """An operation on whether a field is there; `instead` stands where it isn't."""

    def __init__(self, schemas: Iterable[str], field: str, instead: Any) -> None:
        super().__init__(schemas)
        self.field = field
        self.instead = instead
        self.older_fields = self.newer_fields = (field,)

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return value

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def witness(self, loss: Loss) -> Witness:
        return {self.field: NOTHING}

    def _unfit(self, sides: Sides, *, newer: bool) -> Iterator[Doubt]:
        """The doubt about a value that the side it is put in doesn't allow."""
        held = sides.field(self.field, newer=newer)
        if held is not None and not allows(sides.newer if newer else sides.older, held, self.instead):
            side = "newer" if newer else "older"
            yield Doubt(
                f"the {side} field {self.field!r} doesn't allow {told(self.instead)}.",
                f"Give a value of the {side} type.",
            )

    def _is_null(self, sides: Sides) -> bool:
        held = sides.field(self.field)
        return held is not None and allows(sides.newer, held, None)

    @property
    def looks_into(self) -> frozenset[str] | None:
        return frozenset()

    @property
    def glances_at(self) -> frozenset[str]:
        return frozenset((self.field,))

    def _unless_null(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        if self.field not in value:
            return value
        return {**value, self.field: trace.unless_null(value[self.field], self.instead)}

    def _property(self, schema: Schema) -> Schema:
        properties = schema.get("properties", {})
        if self.field not in properties:
            raise self.misses(schema, self.field)
        found: Schema = properties[self.field]
        return found

    def _with(self, schema: Schema, inner: Schema) -> dict[str, Any]:
        return {**schema, "properties": {**schema["properties"], self.field: inner}}


class RequireField(PresenceOperation):
    """The field became required. What older clients create without it gets `instead`."""

    kind = "fields.presence"
    breaks_in = (Form.REQUEST,)
    by_keys = True

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        if not sides.requires(self.field):
            yield Doubt(
                f"the newer schema doesn't require {self.field!r}.",
                "Take its default out of the model, or take this out; where another default is meant, use default().",
            )
        yield from self._unfit(sides, newer=True)

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return {**value, self.field: self.instead} if role is Role.CREATE and self.field not in value else value

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        self._property(schema)
        return with_properties(schema, schema["properties"], drop=[self.field])

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", f"A missing `{self.field}` counts as {told(self.instead)}."),)

    def describe(self) -> str:
        return f"In {self.subject}, the field `{self.field}` is required; older requests count as {told(self.instead)}."


class ReleaseField(PresenceOperation):
    """The field may be left out. Older clients still see it: `instead`, where it is left out."""

    kind = "fields.presence"
    breaks_in = (Form.RESPONSE,)
    by_keys = True

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        if sides.requires(self.field):
            yield Doubt(
                f"newer answers always have {self.field!r}, as the schema requires it.",
                "Let the model leave it out, or take this out.",
            )
        yield from self._unfit(sides, newer=False)

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value if self.field in value else {**value, self.field: self.instead}

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        self._property(schema)
        return with_properties(schema, schema["properties"], require=[self.field])

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", f"Older clients see {told(self.instead)} where `{self.field}` is left out."),)

    def describe(self) -> str:
        return f"In {self.subject}, the field `{self.field}` may be left out."


class AllowNull(PresenceOperation):
    """The field may be null. Older clients see `instead`."""

    kind = "fields.presence"
    breaks_in = (Form.RESPONSE,)

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        if not self._is_null(sides):
            yield Doubt(f"the newer field {self.field!r} can't be null.", "Let the model allow None, or take this out.")
        if sides.form is Form.RESPONSE:
            yield from self._unfit(sides, newer=False)

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return {**value, self.field: self.instead} if self.field in value and value[self.field] is None else value

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        return value

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        return self._unless_null(value, trace)

    def derive(self, schema: Schema, form: Form, resolve: Callable[[Schema], Schema]) -> Schema:
        held = self._property(schema)
        # Behind a reference there may be a type that is null itself.
        return self._with(schema, _without_null(resolve(held) if allows_null(resolve(held)) else held))

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return self.derive(schema, form, lambda inner: inner)

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", f"Older clients see {told(self.instead)} where `{self.field}` is null."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: None}

    def describe(self) -> str:
        return f"In {self.subject}, the field `{self.field}` may be null; older clients see {told(self.instead)}."


class ForbidNull(PresenceOperation):
    """The field can't be null any more. A null of an older client counts as `instead`."""

    kind = "fields.presence"
    breaks_in = (Form.REQUEST,)

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        if self._is_null(sides):
            yield Doubt(
                f"the newer field {self.field!r} may still be null.", "Take None out of the model, or take this out."
            )
        if sides.form is Form.REQUEST:
            yield from self._unfit(sides, newer=True)

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return {**value, self.field: self.instead} if self.field in value and value[self.field] is None else value

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        return self._unless_null(value, trace)

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        return value

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return self._with(schema, nullable(self._property(schema)))

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", f"Null for `{self.field}` counts as {told(self.instead)}."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: None}

    def describe(self) -> str:
        return (
            f"In {self.subject}, the field `{self.field}` can't be null; older requests count as {told(self.instead)}."
        )


class ChangeDefault(PresenceOperation):
    """What a left-out field means has changed. What older clients create without it gets the older default."""

    kind = "fields.presence"
    breaks_in = (Form.REQUEST,)
    by_keys = True

    def __init__(self, schemas: Iterable[str], field: str, was: Any, now: Any) -> None:
        super().__init__(schemas, field, was)
        self.now = now
        if told(was) == told(now):
            raise DeclarationError(
                f"{self.subject}, {self.kind}", f"the default is {told(now)} as it was.", "Say both."
            )

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        held = sides.field(self.field) or {}
        if sides.requires(self.field):
            yield Doubt(
                f"the newer schema requires {self.field!r}, so that leaving it out means nothing.",
                "Give it its default in the model, or use required().",
            )
        elif "default" in held and told(held["default"]) != told(self.now):
            yield Doubt(
                f"the newer default of {self.field!r} is {told(held['default'])}, not {told(self.now)}.",
                "Write now= as the model has it.",
            )
        yield from self._unfit(sides, newer=True)

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return {**value, self.field: self.instead} if role is Role.CREATE and self.field not in value else value

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return self._with(schema, {**self._property(schema), "default": self.instead})

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", f"A left-out `{self.field}` of an older client arrives as {told(self.instead)}."),)

    def describe(self) -> str:
        return f"In {self.subject}, a left-out `{self.field}` now means {told(self.now)}, not {told(self.instead)}."


def _without_null(schema: Schema) -> dict[str, Any]:
    types = schema.get("type")
    if isinstance(types, list):
        rest = [name for name in types if name != "null"]
        return {**schema, "type": rest[0] if len(rest) == 1 else rest}
    for union in ("anyOf", "oneOf"):
        if union in schema:
            parts = [part for part in schema[union] if part.get("type") != "null"]
            if len(parts) == 1:
                return {**{key: held for key, held in schema.items() if key != union}, **parts[0]}
            return {**schema, union: parts}
    return dict(schema)
