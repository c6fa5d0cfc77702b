"""A schema got another name, or became several that are told apart by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Self

from gateway.errors import DeclarationError
from gateway.operations.operation import Form, Role, SchemaOperation
from gateway.shapes.parts import mapped_all
from gateway.shapes.shape import BASES, REF_PREFIX, Schema, Shape, bases, written


class RenameSchema(SchemaOperation):
    """The schema `name` has the names `to` now; documents stay as they are, and older changes say the older name.

    Args:
        name: the older name.
        to: the newer names. Where they are several, their schemas are alike at this point in history.
    """

    kind = "schemas.rename"
    breaks_in = ()
    by_keys = True
    relocates = True

    def __init__(self, name: str, to: Sequence[str]) -> None:
        super().__init__(to)
        self.name = written(name)
        self.to = self.schemas
        if self.name in self.to or len(set(self.to)) < len(self.to):
            raise DeclarationError(
                f'schema("{name}").called(...)', "a name is said twice.", "Name what it is called now, each name once."
            )

    narrowing: ClassVar[str] = "A schema has one name in all documents of a version: leave the narrowing out."

    def in_requests(self) -> Self:
        return self._unnarrowed("in_requests()")

    def in_responses(self) -> Self:
        return self._unnarrowed("in_responses()")

    def on(self, *routes: str) -> Self:
        return self._unnarrowed("on(...)")

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return value

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return schema

    def shape_down(self, shape: Shape) -> Shape:
        """The shape in which the schemas have their older name; itself where it has none of them."""
        meant = {name for name in self.to if shape.has(name)}
        if shape.has(self.name):
            self._refuse_another()
        if not meant:
            return shape
        older = partial(_older, {REF_PREFIX + name for name in self.to}, self.name)
        schemas: dict[str, Schema] = {}
        for name, schema in shape.schemas.items():
            if name in (self.name, *self.to) and name not in meant:
                continue  # of which no document holds a value any more
            before = self.name if name in meant else name
            renamed = mapped_all(schema, older)
            if name in meant and renamed.get("title") == name:
                renamed = {**renamed, "title": self.name}
            if before in schemas and _plain(schemas[before]) != _plain(renamed):
                self._refuse(meant)
            schemas.setdefault(before, renamed)
        return Shape(mapped_all(shape.root, older), schemas, shape)

    def _refuse_another(self) -> None:
        raise DeclarationError(
            f"`{self.name}`, {self.kind}",
            f"another schema is called {self.name!r} at this point in history.",
            "Say after this change how the other one came: called(), a route that was added, a field.",
        )

    def _refuse(self, meant: set[str]) -> None:
        both = " and ".join(f"`{one}`" for one in self.to if one in meant)
        raise DeclarationError(
            f"`{self.name}`, {self.kind}",
            f"{both} differ, though they were one schema just before.",
            "Say after this change what each of them changed.",
        )

    def describe(self) -> str:
        return f"`{self.name}` is now called {' or '.join(f'`{name}`' for name in self.to)}."


def _plain(schema: Schema) -> Any:
    """The schema without words for people."""
    return {key: held for key, held in schema.items() if key not in ("title", "description")}


def _older(newer: set[str], name: str, schema: Schema) -> Schema:
    """A schema that says the older name wherever it says a newer one."""
    changed: dict[str, Any] = {}
    if schema.get("$ref") in newer:
        changed["$ref"] = REF_PREFIX + name
    if any(REF_PREFIX + base in newer for base in bases(schema)):
        changed[BASES] = list(dict.fromkeys(name if REF_PREFIX + base in newer else base for base in bases(schema)))
    discriminator = schema.get("discriminator")
    if isinstance(discriminator, Mapping) and isinstance(discriminator.get("mapping"), Mapping):
        mapping = {tag: REF_PREFIX + name if to in newer else to for tag, to in discriminator["mapping"].items()}
        if mapping != discriminator["mapping"]:
            changed["discriminator"] = {**discriminator, "mapping": mapping}
    return _each_once({**schema, **changed} if changed else schema)


def _each_once(schema: Schema) -> Schema:
    """A schema whose unions have each member once, as several have become one."""
    for union in ("anyOf", "oneOf"):
        members = schema.get(union, ())
        once = [part for place, part in enumerate(members) if part not in members[:place]]
        if len(once) == len(members):
            continue
        if len(once) > 1:
            return {**schema, union: once}
        return {**{key: held for key, held in schema.items() if key not in (union, "discriminator")}, **once[0]}
    return schema
