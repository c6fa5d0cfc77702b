"""OpenAPI schemas that are told apart by a discriminator without a union: a reference to one means its forms too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.shapes.parts import Schema, mapped, mapped_all
from gateway.shapes.shape import REF_PREFIX, Shape, bases, ref, ref_name


class Forms:
    """The schemas in which a reference to what has special forms is a union of these.

    Args:
        schemas: the named schemas, without `allOf`.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._unions = {name: union for name in schemas if (union := _union(name, schemas)) is not None}
        self.schemas = {name: self.named(name, schema) for name, schema in schemas.items()}

    def named(self, name: str, schema: Schema) -> Schema:
        """A named schema with the references in it spread."""
        return mapped(_alone(schema, self._unions.get(name)), self.of)

    def of(self, schema: Schema) -> Schema:
        """A schema that isn't named with the references in it spread."""
        return mapped_all(schema, self._spread) if self._unions else schema

    def _spread(self, schema: Schema) -> Schema:
        union = self._unions.get(ref_name(schema) or "")
        return schema if union is None else {**union, **{key: held for key, held in schema.items() if key != "$ref"}}


def rooted(shape: Shape, name: str) -> Shape:
    """The shape of nothing but a named schema, with its special forms where a discriminator tells them."""
    schema = shape.schemas[name]
    mapping = schema.get("discriminator", {}).get("mapping", {})
    targets = dict.fromkeys(target for target in mapping.values() if target.removeprefix(REF_PREFIX) in shape.schemas)
    if not targets or "anyOf" in schema or "oneOf" in schema:
        return Shape(ref(name), shape.schemas, shape)
    parts = [{"$ref": target} for target in targets]
    return Shape({"anyOf": parts, "discriminator": schema["discriminator"]}, shape.schemas, shape)


def _union(name: str, schemas: Mapping[str, Schema]) -> Schema | None:
    """The union that a reference to a schema means; None where it means that alone."""
    schema = schemas[name]
    forms = [other for other, held in schemas.items() if name in bases(held) and other != name]
    telling = next((held for one in (name, *bases(schema)) if (held := _discriminator(schemas.get(one, {})))), None)
    own = [ref_name(part) for union in ("oneOf", "anyOf") for part in schema.get(union, ())]
    if not forms or telling is None or not set(own) <= set(forms):
        return None
    said = {tag: _name(target, schemas) for tag, target in telling.get("mapping", {}).items()}
    mapping = {tag: target for tag, target in said.items() if target in {name, *forms}}
    members = [one for one in own if one is not None] or [
        # Where tags are said, and none for the schema itself, it has no values of its own.
        *forms,
        *([name] if name in mapping.values() or not said else []),
    ]
    mapping |= {one: one for one in members if one not in mapping.values()}
    return {
        "anyOf": [ref(one) for one in members],
        "discriminator": {**telling, "mapping": {tag: REF_PREFIX + str(target) for tag, target in mapping.items()}},
    }


def _discriminator(schema: Schema) -> Mapping[str, Any] | None:
    held = schema.get("discriminator")
    return held if isinstance(held, Mapping) and isinstance(held.get("propertyName"), str) else None


def _name(target: Any, schemas: Mapping[str, Schema]) -> str | None:
    name = str(target).removeprefix(REF_PREFIX)
    return name if name in schemas else None


def _alone(schema: Schema, union: Schema | None) -> Schema:
    """A schema with special forms as it is alone, which knows them by its discriminator."""
    if union is None:
        return schema
    plain = {key: held for key, held in schema.items() if key not in ("anyOf", "oneOf")}
    return {**plain, "discriminator": union["discriminator"]}
