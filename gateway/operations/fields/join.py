"""Several fields became one, or one field changed its type, through a pair of pure conversions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from gateway.errors import ConversionError, DeclarationError
from gateway.operations.conversions import AS_MEMBER
from gateway.operations.objects import allows_null, dropped, nullable, replaced, together, with_properties
from gateway.operations.operation import NOTHING, Doubt, Form, Loss, Role, SchemaOperation, Sides, Witness
from gateway.operations.trace import Trace
from gateway.shapes.from_pydantic import schema_of
from gateway.shapes.shape import Schema
from gateway.shapes.walk import LocatedError, Location


def _without_null(schema: Schema, resolve: Callable[[Schema], Schema]) -> Schema:
    """The schema of what isn't null."""
    schema = resolve(schema)
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    return parts[0] if len(parts) == 1 else schema


class Conversion(Protocol):
    """Two pure functions between older values and one newer value, and what the older ones were.

    `up` may raise `ValueError` with a message fit for the client, or `LocatedError` at the place of an older value;
    `down` is total on what the newer schema allows.
    """

    @property
    def was(self) -> tuple[Any, ...]:
        """The type of each older value: a Python type, a JSON Schema, or `AS_MEMBER` for that of its newer member."""

    @property
    def members(self) -> tuple[str, ...]:
        """The member of the newer object that each older value became; empty where the newer value is no object."""

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What a direction can't keep."""

    @property
    def older_witness(self) -> tuple[Any, ...] | None:
        """Older values of which `up` loses something; None where nothing is lost."""

    @property
    def newer_witness(self) -> Any:
        """A newer value of which `down` loses something; `NOTHING` where none is known."""

    def up(self, *older: Any) -> Any:
        """The newer value."""

    def down(self, newer: Any) -> tuple[Any, ...]:
        """The older values, in order."""


class JoinFields(SchemaOperation):
    """`fields` became the one field `into`. The first of them decides: where it is absent or null, so is `into`."""

    kind = "fields.join"

    def __init__(self, schemas: Iterable[str], fields: Iterable[str], into: str, by: Conversion) -> None:
        super().__init__(schemas)
        self.fields = tuple(fields)
        self.into = into
        self.by = by
        self.older_fields, self.newer_fields = self.fields, (into,)
        if not self.fields or len(set(self.fields)) < len(self.fields) or len(by.was) != len(self.fields):
            raise DeclarationError(
                f"{self.subject}, {self.kind}",
                f"{len(by.was)} older values are converted, and {', '.join(self.fields) or 'none'} named.",
                "Name each older field once, in the order of the conversion.",
            )

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        for field in self.fields:
            if field != self.into:
                yield from self.still(sides, field, "Take it out of the model, or say after this how another one came.")

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        first = self.fields[0]
        self._whole(value, role)
        if value.get(first) is None:
            bare = dropped(value, *self.fields[1:], *([] if self.into == first else [self.into]))
            return replaced(bare, first, [(self.into, None)]) if first in bare else bare
        for field in self.fields:
            if field not in value:
                raise LocatedError(f"`{field}` is required with `{first}`.", (field,))
        try:
            newer = self.by.up(*(value[field] for field in self.fields))
        except LocatedError as error:
            place = error.location[0] if error.location else 0
            raise LocatedError(error.message, (self.fields[int(place)], *error.location[1:])) from error
        except (ConversionError, ValueError) as error:
            raise LocatedError(str(error), (first,)) from error
        return dropped(replaced(value, first, [(self.into, newer)]), *(set(self.fields) - {self.into}))

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        strays = [field for field in self.fields if field != self.into]
        value = dropped(value, *strays)
        if self.into not in value:
            return value
        if value[self.into] is None:
            return replaced(value, self.into, [(self.fields[0], None)])
        older = self.by.down(value[self.into])
        return replaced(value, self.into, zip(self.fields, older, strict=True))

    def _whole(self, value: dict[str, Any], role: Role) -> None:
        """Refuse a patch of some of what is one now: nothing says what the rest is."""
        if role is not Role.MERGE or self.fields[0] in value:
            return
        for field in self.fields[1:]:
            if field in value and field != self.into:
                raise LocatedError(f"`{field}` can only be changed with `{self.fields[0]}`.", (field,))

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any] | None:
        first = self.fields[0]
        if role is Role.MERGE and first not in value and any(field in value for field in self.fields[1:]):
            return None  # which is refused
        if first not in value or (len(self.fields) > 1 and trace.is_null(value[first])):
            bare = dropped(value, *self.fields[1:], *([] if self.into == first else [self.into]))
            return replaced(bare, first, [(self.into, bare[first])]) if first in bare else bare
        if any(field not in value for field in self.fields):
            return None  # which is refused
        if len(self.fields) == 1:
            act, quick = self._one("one_up", self._one_up), getattr(self.by, "quick_up", None)
            newer = trace.call(act, value[first], quick=quick)
        else:
            newer = trace.call(self._together, *(value[field] for field in self.fields))
        return dropped(replaced(value, first, [(self.into, newer)]), *(set(self.fields) - {self.into}))

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        value = dropped(value, *(field for field in self.fields if field != self.into))
        if self.into not in value:
            return value
        held = value[self.into]
        if len(self.fields) == 1:
            act, quick = self._one("one_down", self._alone), getattr(self.by, "quick_down", None)
            return replaced(value, self.into, [(self.fields[0], trace.call(act, held, quick=quick))])
        if trace.is_null(held):
            return replaced(value, self.into, [(self.fields[0], held)])
        older = trace.apart(trace.call(self.by.down, held), len(self.fields))
        return replaced(value, self.into, zip(self.fields, older, strict=True))

    def _together(self, *older: Any) -> Any:
        return None if older[0] is None else self.by.up(*older)

    def _one(self, name: str, other: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """What the conversion has for one value, where it has something shorter."""
        found: Callable[[Any], Any] = getattr(self.by, name, other)
        return found

    def _one_up(self, older: Any) -> Any:
        return None if older is None else self.by.up(older)

    def _alone(self, newer: Any) -> Any:
        return None if newer is None else self.by.down(newer)[0]

    @property
    def in_patches(self) -> bool:
        return len(self.fields) == 1

    def patch_up(self, location: Location, value: Any) -> list[tuple[Location, Any]] | None:
        if location[0] not in self.fields:
            return [(location, value)]
        return None if len(self.fields) > 1 or len(location) > 1 else super().patch_up(location, value)

    def derive(self, schema: Schema, form: Form, resolve: Callable[[Schema], Schema]) -> Schema:
        held = schema.get("properties", {}).get(self.into)
        if held is not None and allows_null(resolve(held)):
            schema = {**schema, "properties": {**schema["properties"], self.into: resolve(held)}}
        older = self.schema_down(schema, form)
        newer = resolve(_without_null(schema["properties"][self.into], resolve)).get("properties", {})
        for field, was, member in zip(self.fields, self.by.was, self.by.members, strict=False):
            if was is AS_MEMBER and member in newer:
                null = allows_null(older["properties"][field])
                held = nullable(newer[member]) if null else newer[member]
                older = {**older, "properties": {**older["properties"], field: held}}
        return older

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        properties = schema.get("properties", {})
        if self.into not in properties:
            raise self.misses(schema, self.into)
        optional = allows_null(properties[self.into])
        plain = [{"type": "string"} if was is AS_MEMBER else schema_of(was) for was in self.by.was]
        types = [nullable(was) if optional else was for was in plain]
        older = replaced(properties, self.into, zip(self.fields, types, strict=True))
        always = self.into in schema.get("required", ())
        require = ([self.fields[0]] if optional else self.fields) if always else []
        derived = with_properties(schema, older, drop=[self.into], require=require)
        if form is Form.RESPONSE or len(self.fields) == 1 or (always and not optional):
            return derived
        return together(derived, self.fields)

    def location_up(self, location: Location) -> Location:
        if not location or location[0] not in self.fields:
            return location
        place = self.fields.index(str(location[0]))
        return (self.into, *self.by.members[place : place + 1], *location[1:])

    def location_down(self, location: Location) -> Location:
        if location[:1] != (self.into,):
            return location
        if len(location) > 1 and location[1] in self.by.members:
            return (self.fields[self.by.members.index(str(location[1]))],)
        return (self.fields[0],)

    @property
    def losses(self) -> tuple[Loss, ...]:
        return self.by.losses

    def witness(self, loss: Loss) -> Witness:
        if loss.direction == "down":
            return {} if self.by.newer_witness is NOTHING else {self.into: self.by.newer_witness}
        return {} if self.by.older_witness is None else dict(zip(self.fields, self.by.older_witness, strict=True))

    def describe(self) -> str:
        fields = " and ".join(f"`{field}`" for field in self.fields)
        if self.fields == (self.into,):
            return f"In {self.subject}, {fields} has another form."
        verb = "is" if len(self.fields) == 1 else "are"
        return f"In {self.subject}, {fields} {verb} now `{self.into}`, in another form."
