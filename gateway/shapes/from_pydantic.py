"""Shapes of anything pydantic can describe: models, lists of them, unions, dataclasses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from gateway.errors import DeclarationError
from gateway.shapes.merging import merged
from gateway.shapes.parts import mapped_all
from gateway.shapes.shape import REF_PREFIX, Schema, Shape

DEFS = "#/$defs/"


def shape_of(annotation: Any, mode: Literal["validation", "serialization"]) -> Shape:
    """The shape of a type as JSON.

    Args:
        annotation: a type pydantic can describe.
        mode: `validation` for what is read (requests), `serialization` for what is written (responses).

    Raises:
        DeclarationError: two models in it have one name.
    """
    from pydantic import TypeAdapter

    roots, definitions = TypeAdapter.json_schemas(
        [("document", mode, TypeAdapter(annotation))], ref_template=REF_PREFIX + "{model}"
    )
    schemas = definitions.get("$defs", {})
    _named_apart(annotation, schemas)
    return Shape(*merged(roots["document", mode], schemas))


def _named_apart(annotation: Any, schemas: Mapping[str, Schema]) -> None:
    """Refuse two models of one name: pydantic writes their modules in front of it (`shop__orders__Order`)."""
    known: dict[str, str] = {}
    for name, schema in schemas.items():
        if "__" not in name or name == re.sub(r"[^a-zA-Z0-9.\-_]", "_", str(schema.get("title", ""))):
            continue
        stem = re.sub(r"__[0-9]+\Z", "", name).rpartition("__")[2]
        if stem in known:
            both = " and ".join(f"`{one.replace('__', '.')}`" for one in (known[stem], name))
            raise DeclarationError(
                f"`{getattr(annotation, '__name__', annotation)}`",
                f"it holds two models that are called {stem!r}: {both}.",
                "Give one of them another name, as changes call schemas by the names of their models.",
            )
        known[stem] = name


def described(was: Any) -> Shape:
    """The shape of a type that a declaration names, with the schemas it refers to."""
    root, schemas = lifted(schema_of(was))
    return Shape(*merged(root, schemas))


def lifted(schema: Schema) -> tuple[Schema, dict[str, Schema]]:
    """A schema without the definitions that it brings with it, and these."""
    found: dict[str, Schema] = {}

    def without(part: Schema) -> Schema:
        target = part.get("$ref")
        if isinstance(target, str) and target.startswith(DEFS):
            part = {**part, "$ref": REF_PREFIX + target.removeprefix(DEFS)}
        if "$defs" not in part:
            return part
        found.update(part["$defs"])
        return {key: held for key, held in part.items() if key != "$defs"}

    return mapped_all(schema, without), found


def schema_of(was: Any) -> dict[str, Any]:
    """The JSON Schema of a type that a declaration names: a Python type, or a schema that is passed as it is."""
    if isinstance(was, dict):
        return was
    from pydantic import TypeAdapter

    return dict(TypeAdapter(was).json_schema(ref_template=REF_PREFIX + "{model}"))
