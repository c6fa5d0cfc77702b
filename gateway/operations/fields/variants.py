"""A union that a field holds got another member, or lost one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.errors import DeclarationError
from gateway.operations.allowed import allows
from gateway.operations.fields.field import FieldOperation
from gateway.operations.objects import dropped, told
from gateway.operations.operation import Doubt, Form, Loss, Role, Sides, Witness
from gateway.operations.trace import Trace
from gateway.shapes.from_pydantic import schema_of
from gateway.shapes.shape import Schema, bases, ref_name, written
from gateway.shapes.unions import resolved
from gateway.shapes.walk import LocatedError

LEFT_OUT = object()
"""Stands for nothing at all: older clients don't see such items of a list, nor such a field."""


class VariantOperation(FieldOperation):
    """An operation on one member of the union that a field holds, or each item of the field.

    Args:
        field: the field.
        variant: the member's schema, by name.
        where: what tells it from the others: members and their values, `{"type": "card"}`.
    """

    kind = "fields.variants"

    def __init__(self, schemas: Iterable[str], field: str, variant: str, where: Mapping[str, Any]) -> None:
        super().__init__(schemas, field)
        self.variant = written(variant)
        self.where = dict(where)
        if not self.where:
            raise DeclarationError(
                f"{self.subject}, {self.kind}", "nothing tells the variant.", 'Write where={"type": "card"}.'
            )

    refused: str
    """What an older client is told that sends such a member."""

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        self._accepted(value.get(self.field))
        return value

    def _accepted(self, held: Any) -> Any:
        if self._is_it(held):
            raise LocatedError(self.refused, (self.field,))
        for place, item in enumerate(held if isinstance(held, list) else ()):
            if self._is_it(item):
                raise LocatedError(self.refused, (self.field, place))
        return held

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        return {**value, self.field: trace.call(self._accepted, value[self.field])} if self.field in value else value

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def _is_it(self, held: Any) -> bool:
        return isinstance(held, dict) and all(held.get(name, LEFT_OUT) == value for name, value in self.where.items())

    def held_down(self, schema: Schema) -> Schema | None:
        for union in ("oneOf", "anyOf"):
            # A list, or null in its place, is no member that could be another one's neighbour.
            single = any(part.get("type") not in ("array", "null") for part in schema.get(union, ()))
            parts = self.parts_down(list(schema[union])) if single else None
            if parts is not None:
                return _without_mapping({**schema, union: parts}, parts)
        return None

    def unfit(self) -> tuple[str, str]:
        return (
            f"the field {self.field!r} holds no union that fits.",
            f"Name a field with a union, for an added variant one that has {self.variant!r}.",
        )

    def parts_down(self, parts: list[Schema]) -> list[Schema] | None:
        """The older members of the union; None where it isn't the one that is meant."""
        raise NotImplementedError


def _without_mapping(schema: Schema, parts: list[Schema]) -> Schema:
    """The union whose discriminator names no member that it hasn't got."""
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, Mapping) or "mapping" not in discriminator:
        return schema
    known = {part.get("$ref") for part in parts}
    mapping = {tag: target for tag, target in discriminator["mapping"].items() if target in known}
    return {**schema, "discriminator": {**discriminator, "mapping": mapping}}


class AddVariant(VariantOperation):
    """The union has another member; older clients see `old_sees`, a value or a pure function of it, or nothing."""

    breaks_in = (Form.RESPONSE,)

    def __init__(
        self, schemas: Iterable[str], field: str, variant: str, where: Mapping[str, Any], old_sees: Any
    ) -> None:
        super().__init__(schemas, field, variant, where)
        self.old_sees = old_sees
        signs = " and ".join(f"{name} {value!r}" for name, value in self.where.items())
        self.refused = f"Input can't have the {signs} in this version"

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        held = sides.field(self.field, newer=False)
        if sides.form is not Form.RESPONSE or held is None or callable(self.old_sees) or self.old_sees is LEFT_OUT:
            return
        plain = resolved(sides.older, held)
        item = plain.get("items", plain)
        if not allows(sides.older, item, self.old_sees):
            yield Doubt(
                f"older clients would see {told(self.old_sees)} in {self.field!r}, which isn't what it could hold.",
                "Give old_sees a value of the older type, a function, or LEFT_OUT.",
            )

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        held = value.get(self.field)
        seen = self._seen_of(held)
        if seen is held:
            return value
        return dropped(value, self.field) if seen is LEFT_OUT else {**value, self.field: seen}

    def _seen_of(self, held: Any) -> Any:
        """What older clients see of what the field holds; itself where that is no such member."""
        if not isinstance(held, list):
            return self._seen(held) if self._is_it(held) else held
        if not any(map(self._is_it, held)):
            return held
        items = [self._seen(item) if self._is_it(item) else item for item in held]
        return [item for item in items if item is not LEFT_OUT]

    @property
    def looks_for(self) -> frozenset[str] | None:
        return None if callable(self.old_sees) else frozenset(self.where)

    @property
    def makes(self) -> frozenset[str] | None:
        return frozenset() if self.old_sees is LEFT_OUT else self.mentions

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        if self.field not in value:
            return value
        seen = trace.call(self._seen_of, value[self.field])
        if trace.is_marker(seen, LEFT_OUT):
            return dropped(value, self.field)
        return {**value, self.field: seen}

    def _seen(self, held: Any) -> Any:
        return self.old_sees(held) if callable(self.old_sees) else self.old_sees

    def parts_down(self, parts: list[Schema]) -> list[Schema] | None:
        kept = [part for part in parts if self.variant not in (ref_name(part), *bases(part)[:1])]
        return kept if len(kept) < len(parts) else None

    @property
    def losses(self) -> tuple[Loss, ...]:
        instead = "nothing" if self.old_sees is LEFT_OUT else "something else"
        return (Loss("down", f"Older clients see {instead} for a `{self.variant}` in `{self.field}`."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: lambda held: any(map(self._is_it, held if isinstance(held, list) else [held]))}

    def describe(self) -> str:
        return f"In {self.subject}, `{self.field}` may hold a `{self.variant}`."


class RemoveVariant(VariantOperation):
    """The union lost a member; older clients that send one are refused with a message.

    Args:
        was: the member's type: a Python type or a JSON Schema.
        refused: what such a client is told.
    """

    breaks_in = (Form.REQUEST,)

    def __init__(
        self, schemas: Iterable[str], field: str, variant: str, where: Mapping[str, Any], was: Any, refused: str
    ) -> None:
        super().__init__(schemas, field, variant, where)
        self.was = was
        self.refused = refused

    @property
    def looks_for(self) -> frozenset[str] | None:
        return frozenset(self.where)

    @property
    def makes(self) -> frozenset[str] | None:
        return frozenset()

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        return value

    def parts_down(self, parts: list[Schema]) -> list[Schema] | None:
        return [*parts, schema_of(self.was)]

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", f"A `{self.variant}` in `{self.field}` is refused: {self.refused}"),)

    def describe(self) -> str:
        return f"In {self.subject}, `{self.field}` can't hold a `{self.variant}` any more."
