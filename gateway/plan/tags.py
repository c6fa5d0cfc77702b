"""Discriminators as they were before an operation: the tag's name, its values, and what each of them names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.operations.operation import SchemaOperation
from gateway.shapes.parts import Schema, mapped_all
from gateway.shapes.shape import REF_PREFIX, Shape, bases, ref_name
from gateway.shapes.unions import resolved
from gateway.shapes.walk import occurrences_along, rewrite


def retagged(operation: SchemaOperation, newer: Shape, older: Shape) -> Shape:
    """The older shape with its discriminators as they were.

    A discriminator has the tag's older name where all members agree on it, and goes where they don't. The tags of
    members that say them by constants are these; the others are what the operation makes of the newer ones.
    """
    tagging = _Tagging(operation, newer, older)
    root = tagging.within(older.root)
    schemas = {name: tagging.within(schema) for name, schema in older.schemas.items()}
    if root is older.root and all(schemas[name] is schema for name, schema in older.schemas.items()):
        return older
    return Shape(root, schemas, older)


class _Tagging:
    def __init__(self, operation: SchemaOperation, newer: Shape, older: Shape) -> None:
        self._operation = operation
        self._newer = newer
        self._older = older

    def within(self, schema: Schema) -> Schema:
        """A schema with the discriminators that are in it as they were."""
        return mapped_all(schema, self._of_union) if "discriminator" in self._older.held(schema).marks else schema

    def _of_union(self, schema: Schema) -> Schema:
        """A schema with its discriminator as it was, where it has one."""
        discriminator = schema.get("discriminator")
        if not isinstance(discriminator, Mapping):
            return schema
        told = self._told(discriminator, _members(schema, discriminator))
        if told == discriminator:
            return schema
        plain = {key: held for key, held in schema.items() if key != "discriminator"}
        return plain if told is None else {**schema, "discriminator": told}

    def _told(self, discriminator: Mapping[str, Any], members: Sequence[str]) -> Mapping[str, Any] | None:
        name = discriminator.get("propertyName")
        if not isinstance(name, str) or not members:
            return discriminator
        mapping = discriminator.get("mapping")
        if not any(map(self._is_touched, members)):
            return {**discriminator, **_only(mapping, members)}
        older = {self._name_in(member, name) for member in members}
        before = next(iter(older))
        if len(older) > 1 or before is None:
            return None
        told = {"mapping": self._mapping(mapping, members, name, before)} if isinstance(mapping, Mapping) else {}
        return {**discriminator, "propertyName": before, **told}

    def _is_touched(self, member: str) -> bool:
        changed = self._newer.schemas.get(member) is not self._older.schemas.get(member)
        return changed or self._operation.on_scalars is not False

    def _mapping(self, newer: Mapping[str, str], members: Sequence[str], name: str, before: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for member in members:
            target = REF_PREFIX + member
            tags = _constants(self._older, member, before)
            if tags is None:
                tags = [self._tag_in(member, name, before, tag) for tag, to in newer.items() if to == target]
            found |= dict.fromkeys(tags, target)
        return found

    def _name_in(self, member: str, name: str) -> str | None:
        """The tag's older name in a member; None where it had none."""
        operation = self._operation
        if operation.on_scalars is True or not self._is_meant(member):
            return name
        before = operation.location_down((name,))
        return before[0] if len(before) == 1 and isinstance(before[0], str) else None

    def _is_meant(self, member: str) -> bool:
        return 0 in occurrences_along(self._of(member), self._operation.schemas, ("",))

    def _tag_in(self, member: str, name: str, before: str, tag: str) -> str:
        """What the operation makes of a tag in a member that holds nothing else."""
        try:
            older = rewrite(
                self._of(member), self._operation.schemas, {name: tag}, self._operation.down, self._operation.on_scalars
            )
        except Exception:  # noqa: BLE001 - a function of the user's, which may not cope with a tag alone
            return tag
        found = older.get(before, tag) if isinstance(older, dict) else tag
        return found if isinstance(found, str) else tag

    def _of(self, member: str) -> Shape:
        return Shape({"$ref": REF_PREFIX + member}, self._newer.schemas, self._newer)


def _only(mapping: Any, members: Sequence[str]) -> dict[str, Any]:
    """A mapping without tags of what is no member any more."""
    if not isinstance(mapping, Mapping):
        return {}
    return {"mapping": {tag: target for tag, target in mapping.items() if _name(target) in members}}


def _name(target: Any) -> str:
    return str(target).removeprefix(REF_PREFIX)


def _members(schema: Schema, discriminator: Mapping[str, Any]) -> list[str]:
    """The named schemas that a discriminator tells apart."""
    named = [
        ref_name(part) or next(iter(bases(part)), None) for key in ("anyOf", "oneOf") for part in schema.get(key, ())
    ]
    if not named:  # a schema that is told from its own special forms
        mapping = discriminator.get("mapping")
        targets = mapping.values() if isinstance(mapping, Mapping) else ()
        named = [_name(target) for target in targets]
    return list(dict.fromkeys(name for name in named if name is not None))


def _constants(shape: Shape, member: str, name: str) -> list[str] | None:
    """The tags that a member says it has; None where it leaves that open."""
    held = resolved(shape, resolved(shape, shape.schemas.get(member, {})).get("properties", {}).get(name, {}))
    if "const" not in held and "enum" not in held:
        return None
    return [tag for tag in ([held["const"]] if "const" in held else held["enum"]) if isinstance(tag, str)]
