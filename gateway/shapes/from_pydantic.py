"""Shapes of anything pydantic can describe: models, lists of them, unions, dataclasses."""

from __future__ import annotations

from typing import Any, Literal

from gateway.shapes.shape import REF_PREFIX, Shape


def shape_of(annotation: Any, mode: Literal["validation", "serialization"]) -> Shape:
    """The shape of a type as JSON.

    Args:
        annotation: a type pydantic can describe.
        mode: `validation` for what is read (requests), `serialization` for what is written (responses).
    """
    from pydantic import TypeAdapter

    roots, definitions = TypeAdapter.json_schemas(
        [("document", mode, TypeAdapter(annotation))], ref_template=REF_PREFIX + "{model}"
    )
    return Shape(roots["document", mode], definitions.get("$defs", {}))


def described(was: Any) -> Shape:
    """The shape of a type that a declaration names, with the schemas it refers to."""
    schema = schema_of(was)
    return Shape({key: held for key, held in schema.items() if key != "$defs"}, schema.get("$defs", {}))


def schema_of(was: Any) -> dict[str, Any]:
    """The JSON Schema of a type that a declaration names: a Python type, or a schema that is passed as it is."""
    if isinstance(was, dict):
        return was
    from pydantic import TypeAdapter

    return dict(TypeAdapter(was).json_schema(ref_template=REF_PREFIX + "{model}"))
