"""What a document's shape was like before an operation, derived from what it is like after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from functools import partial

from gateway.errors import DeclarationError
from gateway.operations.operation import Form, SchemaOperation
from gateway.plan.tags import retagged
from gateway.shapes.from_pydantic import lifted
from gateway.shapes.kin import is_kin, opened
from gateway.shapes.merging import Merging, has_parts
from gateway.shapes.parts import mapped
from gateway.shapes.shape import Schema, Shape, bases, ref, special

DEEPEST = 40
"""How deep special forms are looked for in each other."""


class Derived:
    """Remembers what was derived, so that whoever has the same shape shares what was before it."""

    def __init__(self) -> None:
        # Each is kept with what it was made of, so that nothing else gets their identities.
        self._known: dict[tuple[int, int, Hashable], tuple[object, Shape, Shape]] = {}
        self._same: dict[tuple[str, str], Shape] = {}
        self._texts: dict[int, tuple[Mapping[str, Schema], str]] = {}

    def before(self, operation: SchemaOperation, shape: Shape, form: Form) -> Shape:
        """The shape before an operation; the same object where it isn't touched.

        Raises:
            DeclarationError: the operation says something of a schema that isn't so.
        """
        if not any(map(shape.has, operation.schemas)):
            return shape
        return self.once(operation, shape, form, lambda: older_shape(operation, shape, form))

    def once(self, why: object, shape: Shape, what: Hashable, make: Callable[[], Shape]) -> Shape:
        """What is made of a shape for a reason, made once."""
        key = (id(why), id(shape), what)
        if key not in self._known:
            self._known[key] = why, shape, make()
        return self._known[key][2]

    def shared(self, shape: Shape) -> Shape:
        """The shape, or one that is the same and was there before."""
        if id(shape.schemas) not in self._texts:
            self._texts[id(shape.schemas)] = shape.schemas, json.dumps(shape.schemas, default=repr)
        key = json.dumps(shape.root, default=repr), self._texts[id(shape.schemas)][1]
        return self._same.setdefault(key, shape)


def older_shape(operation: SchemaOperation, shape: Shape, form: Form) -> Shape:
    """The shape before an operation. Raises DeclarationError."""
    return _Derivation(operation, shape, form).older()


class _Derivation:
    """Derives each schema that an operation is on: the named ones, and all special forms of them, named or not."""

    def __init__(self, operation: SchemaOperation, shape: Shape, form: Form) -> None:
        self._operation = operation
        self._shape = shape
        self._form = form
        self._targets = frozenset(filter(shape.has, operation.schemas))
        self._schemas: dict[str, Schema] = dict(shape.schemas)
        self._stack: list[tuple[Schema, list[str]]] = []
        self._is_done = False
        self._failed: DeclarationError | None = None

    def older(self) -> Shape:
        for name, schema in self._shape.schemas.items():
            older = self._named(name, schema)
            if older is not schema:
                self._schemas[name] = older
        root = self._inside(self._shape.root)
        if self._failed is not None and not self._is_done:
            raise self._failed
        return retagged(self._operation, self._shape, Shape(root, self._schemas, self._shape))

    def _named(self, name: str, schema: Schema) -> Schema:
        if name not in self._targets:
            return self._inside(schema)
        plain = opened(self._shape, schema)
        return mapped(self._derived(plain), self._inside)

    def _inside(self, schema: Schema) -> Schema:
        """A schema that isn't meant by its name, with the special forms in it derived, itself among them."""
        if self._targets.isdisjoint(self._shape.held(schema).bases) or len(self._stack) > DEEPEST:
            return schema
        if not is_kin(schema, self._targets):
            return mapped(schema, self._inside)
        for newer, given in self._stack:
            if newer == schema:  # it holds itself
                given[:] = given or [self._new_name(schema)]
                return ref(given[0])
        names: list[str] = []
        self._stack.append((schema, names))
        older = mapped(self._form_derived(schema), self._inside)
        self._stack.pop()
        if not names:
            return older
        self._schemas[names[0]] = older
        return ref(names[0])

    def _form_derived(self, schema: Schema) -> Schema:
        try:
            return self._derived(schema)
        except DeclarationError as error:
            # A special form may lack what the operation is about, as it was moved away or narrowed down there.
            self._failed = error
            return schema

    def _derived(self, schema: Schema) -> Schema:
        older = self._operation.derive(schema, self._form, partial(opened, self._shape))
        self._is_done = True
        older, brought = lifted(older)
        # What a declaration brings of its own is called as just before it, where those names have their own forms.
        self._schemas = {**brought, **self._schemas}
        if has_parts(older):
            older = Merging(self._schemas).inside(older)
        return special(older, bases(schema)) if bases(schema) else older

    def _new_name(self, schema: Schema) -> str:
        stem = bases(schema)[0]
        number = 2
        while f"{stem}_{number}" in self._schemas:
            number += 1
        self._schemas[f"{stem}_{number}"] = {}
        return f"{stem}_{number}"
