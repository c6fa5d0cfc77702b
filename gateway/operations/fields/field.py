"""The base of operations on what one field holds: its schema is looked for behind references, lists and unions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

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
            raise DeclarationError(f"{self.subject}, {self.kind}", *self.unfit())
        return {**schema, "properties": {**properties, self.field: older}}

    def _find(self, schema: Schema, resolve: Callable[[Schema], Schema]) -> Schema | None:
        plain = resolve(schema)
        older = self.held_down(plain)
        if older is not None:
            return older
        if isinstance(plain.get("items"), Mapping):
            inner = self._find(plain["items"], resolve)
            return None if inner is None else {**plain, "items": inner}
        for union in ("oneOf", "anyOf"):
            for place, part in enumerate(plain.get(union, ())):
                inner = self._find(part, resolve)
                if inner is not None:
                    return {**plain, union: [*plain[union][:place], inner, *plain[union][place + 1 :]]}
        return None
