"""Where in a document a named schema is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.shapes.shape import Shape, ref_name

LISTED = ("items", "prefixItems")


def reached(shape: Shape, target: str) -> frozenset[bool]:
    """Whether a named schema is reached within a list (True), outside of lists (False), or both."""
    found: set[bool] = set()
    seen: set[tuple[str, bool]] = set()
    todo: list[tuple[Any, bool]] = [(shape.root, False)]
    while todo:
        node, listed = todo.pop()
        name = ref_name(node) if isinstance(node, Mapping) else None
        if name is not None and (name, listed) not in seen:
            seen.add((name, listed))
            if name == target:
                found.add(listed)
            todo.append((shape.schemas.get(name), listed))
        todo += _inner(node, listed)
    return frozenset(found)


def _inner(node: Any, listed: bool) -> Iterator[tuple[Any, bool]]:
    if isinstance(node, Mapping):
        yield from ((held, listed or key in LISTED) for key, held in node.items())
    elif isinstance(node, list):
        yield from ((held, listed) for held in node)
