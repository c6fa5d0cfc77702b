"""A schema got another name, or can't hold other members than it names any more."""

from __future__ import annotations

from typing import Any

from gateway.operations.operation import Form, Role, SchemaOperation
from gateway.shapes.shape import REF_PREFIX, Schema, Shape


class RenameSchema(SchemaOperation):
    """The schema `name` is called `to`; documents stay as they are, and older changes say the older name."""

    kind = "schemas.rename"

    def __init__(self, name: str, to: str) -> None:
        super().__init__((to,))
        self.name = name
        self.to = to

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        return value

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return schema

    def shape_down(self, shape: Shape) -> Shape:
        """The shape in which the schema has its older name."""
        schemas = {
            (self.name if name == self.to else name): _renamed(schema, self.to, self.name)
            for name, schema in shape.schemas.items()
        }
        return Shape(_renamed(shape.root, self.to, self.name), schemas)

    def describe(self) -> str:
        return f"`{self.name}` is now called `{self.to}`."


def _renamed(node: Any, newer: str, older: str) -> Any:
    if isinstance(node, dict):
        return {
            key: REF_PREFIX + older if key == "$ref" and held == REF_PREFIX + newer else _renamed(held, newer, older)
            for key, held in node.items()
        }
    return [_renamed(held, newer, older) for held in node] if isinstance(node, list) else node
