"""The values that a field may have were renamed, added to, or reduced; also those of a list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from gateway.errors import DeclarationError
from gateway.operations.fields.field import FieldOperation
from gateway.operations.operation import Doubt, Form, Loss, Role, Sides, Witness
from gateway.operations.trace import REFUSED, Trace
from gateway.shapes.shape import Schema
from gateway.shapes.walk import LocatedError


class ValueOperation(FieldOperation):
    """An operation on the values of one field, each item of it where it is a list."""

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return self._each(value, self.value_up)

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return self._each(value, self.value_down)

    def value_up(self, value: Any) -> Any:
        """The newer value of an older one."""
        return value

    def value_down(self, value: Any) -> Any:
        """The older value of a newer one."""
        return value

    def _older(self, value: Any, later: bool) -> Any:
        """The value of an older client. Raises LocatedError where it came later, so that no such client can mean it."""
        if later:
            raise LocatedError(f"Input can't be {value!r} in this version", (self.field,))
        return value

    def newer_values(self, sides: Sides) -> list[Any]:
        """The values that the newer field may have."""
        held = sides.field(self.field)
        found = None if held is None else self.meant(sides.newer, held)
        if found is None:
            return []
        return [found["const"]] if "const" in found else list(found["enum"])

    def values_down(self, values: list[Any]) -> list[Any]:
        """The older set of values of the newer one."""
        raise NotImplementedError

    def _each(self, value: dict[str, Any], act: Callable[[Any], Any]) -> dict[str, Any]:
        if self.field not in value:
            return value
        new = _each(act, value[self.field])
        return value if new is value[self.field] else {**value, self.field: new}

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any]:
        return self._traced(value, self.value_up, trace)

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        return self._traced(value, self.value_down, trace)

    def _traced(self, value: dict[str, Any], act: Callable[[Any], Any], trace: Trace) -> dict[str, Any]:
        if self.field not in value:
            return value
        table: dict[str, Any] = {}
        for text in self.texts:
            try:
                table[text] = act(text)
            except LocatedError:
                table[text] = REFUSED
        return {**value, self.field: trace.mapped(table, partial(_each, act), value[self.field])}

    @property
    def texts(self) -> list[str]:
        """The texts that become others, in either direction."""
        raise NotImplementedError

    @property
    def makes(self) -> frozenset[str] | None:
        return frozenset()  # an enum's values hold nothing

    def held_down(self, schema: Schema) -> Schema | None:
        if "const" in schema:
            return self._enumerated(schema, [schema["const"]])
        return self._enumerated(schema, list(schema["enum"])) if "enum" in schema else None

    def unfit(self) -> tuple[str, str]:
        return (
            f"the field {self.field!r} has no enumerated values.",
            "Name a field with an enum or Literal type, or use converted().",
        )

    def _enumerated(self, schema: Schema, values: list[Any]) -> dict[str, Any]:
        return {**{key: held for key, held in schema.items() if key != "const"}, "enum": self.values_down(values)}

    def _needs(self, values: list[Any], value: Any) -> None:
        if value not in values:
            raise DeclarationError(
                f"{self.subject}, {self.kind}",
                f"the newer field {self.field!r} has no value {value!r}.",
                f"It has {', '.join(map(repr, values))}.",
            )


def _each(act: Callable[[Any], Any], held: Any) -> Any:
    """What becomes of a value, or of each item of a list; itself where nothing does."""
    if not isinstance(held, list):
        new = act(held)
        return held if new == held and type(new) is type(held) else new
    items = [act(item) for item in held]
    return held if items == held and list(map(type, items)) == list(map(type, held)) else items


class MapValues(ValueOperation):
    """Values got other names, one to one."""

    kind = "fields.values"

    def __init__(self, schemas: Iterable[str], field: str, names: Mapping[Any, Any]) -> None:
        super().__init__(schemas, field)
        self.names = dict(names)
        self._back = {newer: older for older, newer in self.names.items()}
        if not names or len(self._back) < len(self.names):
            raise DeclarationError(
                f"{self.subject}, {self.kind}",
                "two values became one, or none is named.",
                "Use value_removed() for one that went, and map the others.",
            )

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        for older in self.names:
            if older not in self._back and older in self.newer_values(sides):
                yield Doubt(
                    f"the newer field {self.field!r} still has the value {older!r}.",
                    "Take it out of the model, or use value_removed() where one value became another that was there.",
                )

    def value_up(self, value: Any) -> Any:
        if not isinstance(value, str | int) or value in self.names:
            return self.names.get(value, value) if isinstance(value, str | int) else value
        return self._older(value, value in self._back)

    def value_down(self, value: Any) -> Any:
        return self._back.get(value, value) if isinstance(value, str | int) else value

    @property
    def texts(self) -> list[str]:
        return [name for name in (*self.names, *self._back) if isinstance(name, str)]

    def values_down(self, values: list[Any]) -> list[Any]:
        for newer in self._back:
            self._needs(values, newer)
        return [self._back.get(value, value) for value in values]

    def describe(self) -> str:
        names = ", ".join(f"`{older}` is now `{newer}`" for older, newer in self.names.items())
        return f"In {self.subject}, the values of `{self.field}` have other names: {names}."


class AddValue(ValueOperation):
    """A value is new; older clients see another one in its place."""

    kind = "fields.values"
    breaks_in = (Form.RESPONSE,)

    def __init__(self, schemas: Iterable[str], field: str, value: Any, old_sees: Any) -> None:
        super().__init__(schemas, field)
        self.value = value
        self.old_sees = old_sees
        _differ(self, value, old_sees, "old_sees")

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        values = self.newer_values(sides)
        if sides.form is Form.REQUEST and values and self.old_sees not in values:
            yield Doubt(
                f"the newer field {self.field!r} has no value {self.old_sees!r}, which older clients send back.",
                f"Give an older value that it still has as old_sees ({', '.join(map(repr, values))}), or narrow this "
                "with .in_responses().",
            )

    def value_up(self, value: Any) -> Any:
        return self._older(value, value == self.value and type(value) is type(self.value))

    def value_down(self, value: Any) -> Any:
        return self.old_sees if value == self.value and type(value) is type(self.value) else value

    @property
    def texts(self) -> list[str]:
        return [self.value] if isinstance(self.value, str) else []

    def values_down(self, values: list[Any]) -> list[Any]:
        self._needs(values, self.value)
        older = [value for value in values if value != self.value]
        return older if self.old_sees in older else [*older, self.old_sees]

    def values_up(self, field: str, value: Any) -> list[Any]:
        return [value, self.value] if field == self.field and value == self.old_sees else [value]

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", f"Older clients see `{self.old_sees}` for the value `{self.value}` of `{self.field}`."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: self.value}

    def describe(self) -> str:
        return f"In {self.subject}, `{self.field}` may be `{self.value}`; older clients see `{self.old_sees}`."


class RemoveValue(ValueOperation):
    """A value is gone; what older clients send of it counts as another one."""

    kind = "fields.values"
    breaks_in = (Form.REQUEST,)

    def __init__(self, schemas: Iterable[str], field: str, value: Any, counts_as: Any) -> None:
        super().__init__(schemas, field)
        self.value = value
        self.counts_as = counts_as
        _differ(self, value, counts_as, "counts_as")

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        if self.value in self.newer_values(sides):
            yield Doubt(
                f"the newer field {self.field!r} still has the value {self.value!r}.",
                "Take it out of the model, or take this out.",
            )

    def value_up(self, value: Any) -> Any:
        return self.counts_as if value == self.value and type(value) is type(self.value) else value

    @property
    def texts(self) -> list[str]:
        return [self.value] if isinstance(self.value, str) else []

    def values_down(self, values: list[Any]) -> list[Any]:
        self._needs(values, self.counts_as)
        return [*values, self.value]

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", f"`{self.value}` of an older client counts as `{self.counts_as}`."),)

    def witness(self, loss: Loss) -> Witness:
        return {self.field: self.value}

    def describe(self) -> str:
        return f"In {self.subject}, `{self.field}` can't be `{self.value}` any more; it counts as `{self.counts_as}`."


def _differ(operation: ValueOperation, value: Any, other: Any, word: str) -> None:
    if value == other and type(value) is type(other):
        raise DeclarationError(
            f"{operation.subject}, {operation.kind}",
            f"{value!r} stands for itself.",
            f"Give another value as {word}: one that both versions have.",
        )
