"""Members of unions whose values don't show which they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from gateway.shapes.shape import Schema, Shape, ref_name, referenced
from gateway.shapes.unions import resolved


def alike(shape: Shape, target: str) -> Iterator[tuple[str, str]]:
    """The pairs of members that look alike, though the named schema `target` is in different places of them."""
    for union in _unions([shape.root, *shape.schemas.values()]):
        for parts in (union.get("anyOf", ()), union.get("oneOf", ())):
            for one, other in combinations(parts, 2):
                if _ways(shape, one, target) != _ways(shape, other, target) and not _told_apart(
                    shape, union, one, other
                ):
                    yield _called(one), _called(other)


def _unions(node: Any) -> Iterator[Schema]:
    if isinstance(node, Mapping):
        if "anyOf" in node or "oneOf" in node:
            yield node
        for inner in node.values():
            yield from _unions(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _unions(inner)


def _ways(shape: Shape, part: Schema, target: str) -> set[str]:
    """The members through which the target is reached; the empty one where it is the part itself."""
    if ref_name(part) == target:
        return {""}
    reaching = shape.reaching(target)
    properties = resolved(shape, part).get("properties", {})
    return {name for name, inner in properties.items() if any(used in reaching for used in referenced(inner))}


def _called(part: Schema) -> str:
    return ref_name(part) or str(part.get("title", "schema without a name"))


def _told_apart(shape: Shape, union: Schema, one: Schema, other: Schema) -> bool:
    """As `gateway.shapes.unions.member` tells them: by discriminator, constants, then required sets."""
    if "discriminator" in union and ref_name(one) is not None and ref_name(other) is not None:
        return True
    ours, theirs = resolved(shape, one), resolved(shape, other)
    mine, yours = (held.get("properties", {}) for held in (ours, theirs))
    if not mine or not yours:
        return True
    for name in set(mine) & set(yours):
        allowed = [_constants(resolved(shape, properties[name])) for properties in (mine, yours)]
        if allowed[0] is not None and allowed[1] is not None and not any(value in allowed[1] for value in allowed[0]):
            return True
    return not (set(ours.get("required", ())) <= set(yours) and set(theirs.get("required", ())) <= set(mine))


def _constants(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None
