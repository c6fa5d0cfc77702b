"""A schema got another name, or became several that are told apart by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from gateway.errors import DeclarationError
from gateway.operations.operation import Form, Role, SchemaOperation
from gateway.shapes.shape import REF_PREFIX, Schema, Shape


class RenameSchema(SchemaOperation):
    """The schema `name` has the names `to` now; documents stay as they are, and older changes say the older name.

    Args:
        name: the older name.
        to: the newer names. Where they are several, their schemas are alike at this point in history.
    """

    kind = "schemas.rename"
    by_keys = True
    relocates = True

    def __init__(self, name: str, to: Sequence[str]) -> None:
        super().__init__(to)
        self.name = name
        self.to = tuple(to)
        if name in to or len(set(to)) < len(self.to):
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
        """The shape in which the schemas have their older name."""
        newer = {REF_PREFIX + name for name in self.to}
        schemas: dict[str, Schema] = {}
        for name, schema in shape.schemas.items():
            older = self.name if name in self.to else name
            renamed = _renamed(schema, newer, REF_PREFIX + self.name)
            if older in schemas and _plain(schemas[older]) != _plain(renamed):
                self._refuse(older, shape)
            schemas[older] = renamed
        return Shape(_renamed(shape.root, newer, REF_PREFIX + self.name), schemas)

    def _refuse(self, name: str, shape: Shape) -> None:
        both = " and ".join(f"`{one}`" for one in self.to if one in shape.schemas)
        if name != self.name or len(self.to) == 1 or self.name in shape.schemas:
            raise DeclarationError(
                f"`{self.name}`, {self.kind}",
                f"another schema is called {self.name!r} at this point in history.",
                "Say after this change how the other one came.",
            )
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


def _renamed(node: Any, newer: set[str], older: str) -> Any:
    if isinstance(node, dict):
        return {key: _reference(key, held, newer, older) for key, held in node.items()}
    return [_renamed(held, newer, older) for held in node] if isinstance(node, list) else node


def _reference(key: str, held: Any, newer: set[str], older: str) -> Any:
    if key == "$ref" and isinstance(held, str):
        return older if held in newer else held
    if key == "mapping" and isinstance(held, dict):  # of a discriminator
        return {tag: older if target in newer else target for tag, target in held.items() if isinstance(target, str)}
    return _renamed(held, newer, older)
