"""Members of unions whose values don't show which they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from gateway.shapes.kin import is_kin
from gateway.shapes.parts import Schema
from gateway.shapes.shape import Shape, bases, names_of, ref_name
from gateway.shapes.unions import resolved

EVERY = ("null", "boolean", "number", "string", "array", "object")
"""The types of JSON values, an integer being a number."""


def alike(shape: Shape, target: str | Collection[str]) -> Iterator[tuple[str, str]]:
    """The pairs of members that look alike, though the named schemas are in different places of them."""
    found = _Alike(shape, names_of(target))
    reachable = (shape.schemas[name] for name in shape.names if name in shape.schemas)
    for whole in (shape.root, *reachable):
        if found.reaches(whole):
            for union in shape.held(whole).unions:
                yield from found.pairs(union)


class _Alike:
    def __init__(self, shape: Shape, targets: frozenset[str]) -> None:
        self._shape = shape
        self._targets = targets
        self._reaching = shape.reaching(targets)

    def reaches(self, schema: Schema) -> bool:
        held = self._shape.held(schema)
        return not (self._reaching.isdisjoint(held.refs) and self._targets.isdisjoint(held.bases))

    def pairs(self, union: Schema) -> Iterator[tuple[str, str]]:
        members = [part for key in ("anyOf", "oneOf") for part in union.get(key, ())]
        for one, other in combinations(self._flat(members, ()), 2):
            if self._ways(one) != self._ways(other) and not self._told_apart(union, one, other):
                yield _called(one), _called(other)

    def _flat(self, members: Sequence[Schema], seen: tuple[int, ...]) -> Iterator[Schema]:
        """The members, and in place of one that is a union itself, its members."""
        for part in members:
            plain = resolved(self._shape, part)
            inner = [one for key in ("anyOf", "oneOf") for one in plain.get(key, ())]
            if inner and "properties" not in plain and id(plain) not in seen:
                yield from self._flat(inner, (*seen, id(plain)))
            else:
                yield part

    def _ways(self, part: Schema) -> set[str]:
        """What leads to the target: members, `*` for items or values of any name, nothing where it is the part."""
        name = ref_name(part)
        plain = resolved(self._shape, part)
        if name in self._targets or is_kin(plain, self._targets):
            return {""}
        found = {name for name, inner in plain.get("properties", {}).items() if self.reaches(inner)}
        others = [plain.get("items"), plain.get("additionalProperties"), *plain.get("prefixItems", ())]
        return found | {"*" for inner in others if isinstance(inner, Mapping) and self.reaches(inner)}

    def _told_apart(self, union: Schema, one: Schema, other: Schema) -> bool:
        """As `gateway.shapes.unions.member` tells them: by discriminator, type, constants, then required sets."""
        if "discriminator" in union and all(ref_name(part) or bases(part) for part in (one, other)):
            return True
        mine, yours = resolved(self._shape, one), resolved(self._shape, other)
        return all(self._apart(kind, mine, yours) for kind in _kinds(mine) if kind in _kinds(yours))

    def _apart(self, kind: str, mine: Schema, yours: Schema) -> bool:
        """Whether values of one type are told apart."""
        if kind == "object":
            return self._objects_apart(mine, yours)
        if kind == "array":
            return self._inner_apart(mine.get("items"), yours.get("items"))
        if _disjoint(mine, yours):
            return True
        patterns = {mine.get("pattern"), yours.get("pattern")}
        return kind == "string" and None not in patterns and len(patterns) == 2

    def _objects_apart(self, mine: Schema, yours: Schema) -> bool:
        ours, theirs = mine.get("properties", {}), yours.get("properties", {})
        for name in set(ours) & set(theirs):
            if _disjoint(resolved(self._shape, ours[name]), resolved(self._shape, theirs[name])):
                return True
        if not ours and not theirs:
            return self._inner_apart(mine.get("additionalProperties"), yours.get("additionalProperties"))
        if not ours or not theirs:
            # One whose members have any name is what the other isn't.
            return bool((mine if ours else yours).get("required"))
        return not (set(mine.get("required", ())) <= set(theirs) and set(yours.get("required", ())) <= set(ours))

    def _inner_apart(self, mine: Any, yours: Any) -> bool:
        known = isinstance(mine, Mapping) and isinstance(yours, Mapping)
        return known and self._told_apart({}, mine, yours)


def _called(part: Schema) -> str:
    name = ref_name(part) or next(iter(bases(part)), None) or part.get("title")
    if name is None and isinstance(part.get("items"), Mapping):
        return f"list of {_called(part['items'])}"
    return str(name or part.get("type", "schema without a name"))


def _kinds(schema: Schema) -> Sequence[str]:
    types = schema.get("type")
    if types is not None:
        return [_kind(name) for name in ([types] if isinstance(types, str) else types)]
    allowed = _constants(schema)
    if allowed is not None:
        return list({_kind_of(value) for value in allowed})
    return ("object",) if "properties" in schema else EVERY


def _kind(name: str) -> str:
    return "number" if name == "integer" else name


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    known = {str: "string", list: "array", dict: "object", type(None): "null"}
    return known.get(type(value), "number")


def _disjoint(one: Schema, other: Schema) -> bool:
    """Whether two schemas have no constant in common."""
    mine, yours = _constants(one), _constants(other)
    return mine is not None and yours is not None and not any(value in yours for value in mine)


def _constants(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None
