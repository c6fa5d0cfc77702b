"""The one interface of every operation, whatever runs it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, Self

from gateway.errors import DeclarationError
from gateway.operations.nothing import NOTHING
from gateway.operations.role import Form, Role
from gateway.operations.trace import Trace
from gateway.shapes.shape import Schema, Shape, written
from gateway.shapes.unions import resolved
from gateway.shapes.walk import Location

__all__ = ["NOTHING", "Doubt", "Form", "Loss", "Operation", "Role", "SchemaOperation", "Sides", "Witness"]


class Loss(NamedTuple):
    """Something that one direction can't keep.

    Args:
        direction: `up` or `down`.
        what: a sentence fit for the changelog.
    """

    direction: str
    what: str


class Doubt(NamedTuple):
    """Something that an operation says and a schema doesn't.

    Args:
        problem: what isn't so.
        fix: what to do.
    """

    problem: str
    fix: str


class Sides(NamedTuple):
    """A named schema just before and just after an operation.

    Args:
        older: its shape before, with the schema itself at the root.
        newer: its shape after.
        form: whether it is that of requests or of responses.
    """

    older: Shape
    newer: Shape
    form: Form

    def field(self, name: str, *, newer: bool = True) -> Schema | None:
        """The schema of a field; None where there is no such field."""
        shape = self.newer if newer else self.older
        found: Schema | None = resolved(shape, shape.root).get("properties", {}).get(name)
        return found

    def requires(self, name: str) -> bool:
        """Whether the newer schema requires a field."""
        return name in resolved(self.newer, self.newer.root).get("required", ())


class Operation:
    """One difference between two neighbouring versions, with both directions.

    `up` makes the newer form of a value from the older one, `down` the older from the newer; `schema_down` derives
    the older schema; `location_up` and `location_down` translate places in the value; `describe` is the sentence
    for client developers. Instances never change; methods never alter their arguments.
    """

    kind: ClassVar[str] = ""
    """The operation's module path below `gateway.operations`, such as `fields.rename`."""

    routes: tuple[str, ...] = ()
    """The routes this operation is narrowed to, named as just before it; empty means everywhere."""
    forms: tuple[Form, ...] = (Form.REQUEST, Form.RESPONSE)
    """Where it acts: in requests, in responses, or both."""
    breaking: bool = True
    """Whether clients that move to the newer version, themselves unchanged, may break by it."""

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What can't be kept, by direction. An undeclared loss fails the laws."""
        return ()

    def describe(self) -> str:
        """One sentence for the client developer, in the words of both versions."""
        raise NotImplementedError

    def in_requests(self) -> Self:
        """The same operation, acting in requests only."""
        return self._unnarrowed("in_requests()")

    def in_responses(self) -> Self:
        """The same operation, acting in responses only."""
        return self._unnarrowed("in_responses()")

    def on(self, *routes: str) -> Self:
        """The same operation, acting on these routes only (`POST /orders`), named as just before it."""
        return self._unnarrowed("on(...)")

    def _unnarrowed(self, verb: str) -> Self:
        raise DeclarationError(self.kind, f"{self.describe()} It can't be narrowed with .{verb}.", self.narrowing)

    narrowing: ClassVar[str] = "It says how all of the API is: leave the narrowing out."
    """What to do where somebody wants to narrow what can't be narrowed."""

    def _narrowed(self, **attributes: Any) -> Self:
        narrowed = copy.copy(self)
        for name, value in attributes.items():
            setattr(narrowed, name, value)
        return narrowed

    def __repr__(self) -> str:
        return f"<{self.kind}: {self.describe()}>"


Witness = Mapping[str, Any]
"""What is so of a document that shows a loss."""


class SchemaOperation(Operation):
    """An operation on the objects of one or more named schemas. The plan finds them; this sees one at a time.

    Args:
        schemas: the names of the schemas, as just before the operation.
    """

    on_scalars: ClassVar[bool | None] = False
    """Whether it sees values that are no objects; None where it sees all."""
    refuses: ClassVar[bool] = False
    """Whether what `up` makes may be refused by the newer schema, as older clients could send more."""

    relocates: ClassVar[bool] = False
    """Whether values stay what they are, wherever they go."""
    breaks_in: ClassVar[tuple[Form, ...]] = (Form.REQUEST, Form.RESPONSE)
    """In which documents clients that move to the newer version, themselves unchanged, may break by it."""

    by_keys: bool = False
    """Whether `up` and `down` look at an object's keys alone, never at a value."""

    @property
    def mentions(self) -> frozenset[str] | None:
        """The fields it reads, makes or takes away, older and newer; None where that may be any."""
        if self.older_fields is None or self.newer_fields is None:
            return None
        return frozenset((*self.older_fields, *self.newer_fields))

    @property
    def looks_into(self) -> frozenset[str] | None:
        """The fields of which it looks at what is inside the value; None where that may be any.

        What is in them must have its form of just this point in history, whatever order changes are run in.
        """
        return frozenset() if self.by_keys else self.mentions

    @property
    def looks_for(self) -> frozenset[str] | None:
        """The members that it looks for inside those values; None where that may be any."""
        return None

    @property
    def glances_at(self) -> frozenset[str]:
        """The fields of which it only looks whether the value is null, a list, or neither."""
        return frozenset()

    @property
    def makes(self) -> frozenset[str] | None:
        """The fields whose values it makes, where others stay what they are; None where that may be any."""
        return frozenset() if self.relocates else self.mentions

    @property
    def in_patches(self) -> bool:
        """Whether a JSON Patch of the older object can be said of the newer one."""
        return True

    older_fields: tuple[str, ...] | None = None
    """The fields of an older object that it reads."""
    newer_fields: tuple[str, ...] | None = None
    """The fields of a newer object that it makes; None where they can't be told, so that nothing of them is kept."""

    def __init__(self, schemas: Iterable[str]) -> None:
        self.schemas = tuple(map(written, schemas))

    def in_requests(self) -> Self:
        return self._acting_in(Form.REQUEST)

    def in_responses(self) -> Self:
        return self._acting_in(Form.RESPONSE)

    def on(self, *routes: str) -> Self:
        if not routes or self.routes:
            problem = "it is narrowed twice." if routes else "no route is named."
            raise DeclarationError(f"{self.subject}, {self.kind}", problem, 'Write .on("GET /a", "POST /a") once.')
        return self._narrowed(routes=routes)

    def _acting_in(self, form: Form) -> Self:
        if form not in self.forms:
            acts = "requests" if form is Form.RESPONSE else "responses"
            raise DeclarationError(
                f"{self.subject}, {self.kind}",
                f"it acts in {acts} only, so that nothing is left of it.",
                f"Leave .in_{'responses' if form is Form.RESPONSE else 'requests'}() out, or say what happened there.",
            )
        return self._narrowed(forms=(form,))

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        """What it says that the schemas don't, where that can be told without documents."""
        yield from ()

    def breaks(self, sides: Sides) -> bool:
        """Whether clients that move to the newer version, themselves unchanged, may break by what these schemas say."""
        return sides.form in self.breaks_in

    def still(self, sides: Sides, field: str, fix: str) -> Iterator[Doubt]:
        """The doubt about a field that should have gone."""
        if sides.field(field) is not None:
            yield Doubt(f"the newer schema still has the field {field!r}.", fix)

    @property
    def erases(self) -> bool:
        """Whether what an older client can't express would be gone when it replaces the object."""
        return self.newer_fields != () and any(loss.direction == "down" for loss in self.losses)

    def fitted(self, schema: Schema) -> Self:
        """The same operation for requests of one schema, given as just before it."""
        return self

    said: str | None = None
    """How what it acts on is named in sentences, where that isn't by schemas."""

    @property
    def subject(self) -> str:
        """The schemas as they are named in sentences."""
        names = [f"`{name}`" for name in self.schemas]
        return self.said or " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        """The newer form of an older client's object. Raises ConversionError where there is none."""
        raise NotImplementedError

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        """The older form of a newer object. Total: never raises on what the newer schema allows."""
        raise NotImplementedError

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any] | None:
        """What `up` makes of an object whose values aren't known; None where that can't be told without them."""
        return self.up(value, role) if self.by_keys else None

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any] | None:
        """What `down` makes of an object whose values aren't known; None where that can't be told without them."""
        return self.down(value) if self.by_keys else None

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        """The older schema, derived from the newer one.

        Raises:
            DeclarationError: the newer schema hasn't what the operation says it has.
        """
        raise NotImplementedError

    def derive(self, schema: Schema, form: Form, resolve: Callable[[Schema], Schema]) -> Schema:
        """`schema_down` for operations that look into nested schemas; `resolve` follows references."""
        return self.schema_down(schema, form)

    def witness(self, loss: Loss) -> Witness:
        """What a document is like of which a loss takes something: of an older one for `up`, a newer one for `down`.

        Returns:
            members with their values, or with predicates of them, or `NOTHING` for one that is left out; under the
            empty name the value itself, where that is no object. Empty where nothing can be told.
        """
        return {}

    def settled(self, value: dict[str, Any], *, newer: bool) -> dict[str, Any]:
        """An object in the one of several forms that mean the same by this operation; itself where there is one."""
        return value

    def location_up(self, location: Location) -> Location:
        """Where a place in the older object is in the newer one; `()` is the object itself."""
        return location

    def location_down(self, location: Location) -> Location:
        """Where a place in the newer object is in the older one; `()` where it has no place there."""
        return location

    def patch_up(self, location: Location, value: Any) -> list[tuple[Location, Any]] | None:
        """What a JSON Patch (RFC 6902) of the older object at a place says of the newer one.

        Args:
            location: the place, which isn't the object itself.
            value: what is put there; `NOTHING` where a place alone is said.

        Returns:
            places with their values; none where it has no effect; None where it can't be said.

        Raises:
            ConversionError: the value has no newer form.
        """
        if len(location) > 1 or value is NOTHING:
            target = self.location_up(location)
            return [(target, value)] if target else []
        newer = self.up({str(location[0]): value}, Role.MERGE)
        return [((name,), held) for name, held in newer.items()]

    def values_up(self, field: str, value: Any) -> list[Any]:
        """All newer values that look like an older one of a field to older clients; itself where it is none of them."""
        return [value]

    def misses(self, schema: Schema, field: str) -> DeclarationError:
        """The error for a field that the newer schema should have."""
        from gateway.errors import nearest

        known = schema.get("properties", {})
        return DeclarationError(
            f"{self.subject}, {self.kind}",
            f"the newer schema has no field {field!r}.",
            f"Name a field it has. {nearest(field, known)}",
        )
