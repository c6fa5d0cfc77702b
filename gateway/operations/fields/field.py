"""The base of operations on what one field holds: its schema is looked for behind references, lists and unions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from gateway.errors import DeclarationError
from gateway.operations.operation import NOTHING, Form, Role, SchemaOperation
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved
from gateway.shapes.walk import Location


class FieldOperation(SchemaOperation):
    """An operation on what one field holds, each item of it where it is a list."""

    def __init__(self, schemas: Iterable[str], field: str) -> None:
        super().__init__(schemas)
        self.field = field
        self.older_fields = self.newer_fields = (field,)

    def patch_up(self, location: Location, value: Any) -> list[tuple[Location, Any]] | None:
        if location[0] == self.field and len(location) == 2 and value is not NOTHING:
            # An item of a list, or a member of an object, which this operation tells apart by itself.
            holder = [value] if isinstance(location[1], int) or location[1] == "-" else {location[1]: value}
            newer = self.up({self.field: holder}, Role.MERGE)[self.field]
            return [(location, held) for held in (newer if isinstance(newer, list) else newer.values())]
        return super().patch_up(location, value)

    def held_down(self, schema: Schema) -> Schema | None:
        """The older schema of what the field holds; None where it isn't this that is meant."""
        raise NotImplementedError

    everywhere: ClassVar[bool] = False
    """Whether it is looked for in the values of maps and the places of tuples too, as no value is changed."""

    def unfit(self) -> tuple[str, str]:
        """The problem and its fix where nothing in the field is meant."""
        raise NotImplementedError

    def meant(self, shape: Shape, schema: Schema) -> Schema | None:
        """The newer schema in a field that this is about: behind references, in lists and unions."""
        plain = resolved(shape, schema)
        if self.held_down(plain) is not None:
            return plain
        inner = [plain.get("items"), *plain.get("oneOf", ()), *plain.get("anyOf", ())]
        found = (self.meant(shape, part) for part in inner if isinstance(part, Mapping))
        return next((one for one in found if one is not None), None)

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return self.derive(schema, form, lambda inner: inner)

    def derive(self, schema: Schema, form: Form, resolve: Callable[[Schema], Schema]) -> Schema:
        properties = schema.get("properties", {})
        if self.field not in properties:
            raise self.misses(schema, self.field)
        older = self._find(properties[self.field], resolve)
        if older is None:
            held = resolve(properties[self.field])
            raise DeclarationError(f"{self.subject}, {self.kind}", *self._why(held, resolve))
        return {**schema, "properties": {**properties, self.field: older}}

    def _why(self, held: Schema, resolve: Callable[[Schema], Schema]) -> tuple[str, str]:
        """The problem and its fix, by what the field holds."""
        said = {"prefixItems": "a tuple", "additionalProperties": "a map"}
        found = next((told for keyword, told in said.items() if isinstance(held.get(keyword), Mapping | list)), None)
        if isinstance(held.get("items"), Mapping) and "items" in resolve(held["items"]):
            found = "lists in a list"
        if found is None:
            return self.unfit()
        problem = f"the field {self.field!r} holds {found}, into which no operation on a field looks."
        return problem, 'Give what is in it a type with a name: scalar("Status").values(...). Or use converted().'

    def _find(self, schema: Schema, resolve: Callable[[Schema], Schema], *, listed: bool = False) -> Schema | None:
        """The older schema of what a field holds, or of the items of its list; None where nothing in it is meant."""
        plain = resolve(schema)
        older = self.held_down(plain)
        if older is not None:
            return older
        for keyword in ("items", "additionalProperties") if self.everywhere else ("items",):
            if isinstance(plain.get(keyword), Mapping):
                # Values are changed in a list, not in the lists that it holds.
                found = None if listed and not self.everywhere else self._find(plain[keyword], resolve, listed=True)
                return None if found is None else {**plain, keyword: found}
        for keyword in ("oneOf", "anyOf", *(["prefixItems"] if self.everywhere else [])):
            parts = self._each_part(plain.get(keyword, ()), resolve, listed=listed)
            if parts is not None:
                return {**plain, keyword: parts}
        return None

    def _each_part(
        self, parts: Sequence[Schema], resolve: Callable[[Schema], Schema], *, listed: bool
    ) -> list[Schema] | None:
        """The older parts of a union; None where none is meant. A part that lacks what is meant stays as it is."""
        found: list[Schema] = []
        failed: DeclarationError | None = None
        for part in parts:
            try:
                inner = self._find(part, resolve, listed=listed)
            except DeclarationError as error:
                inner, failed = None, failed or error
            found.append(part if inner is None else inner)
        if any(new is not part for new, part in zip(found, parts, strict=True)):
            return found
        if failed is not None:
            raise failed
        return None
