"""A shape: a JSON Schema (2020-12) for one document and the named schemas it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
"""A JSON Schema as plain data. Treated as immutable: whoever changes one makes a new dict."""

REF_PREFIX = "#/components/schemas/"


def ref(name: str) -> dict[str, str]:
    """The schema that refers to the named schema `name`."""
    return {"$ref": REF_PREFIX + name}


def ref_name(schema: Schema) -> str | None:
    """The name a schema refers to, or None when it is no reference."""
    target = schema.get("$ref")
    return target[len(REF_PREFIX) :] if isinstance(target, str) and target.startswith(REF_PREFIX) else None


class Shape:
    """One document's schema with the named schemas it may refer to.

    Args:
        root: the document's schema.
        schemas: the named schemas, by name, without the reference prefix.
    """

    __slots__ = ("_reaching", "root", "schemas")

    def __init__(self, root: Schema, schemas: Mapping[str, Schema]) -> None:
        self.root = root
        self.schemas = schemas
        self._reaching: dict[str, frozenset[str]] = {}

    def replaced(self, name: str, schema: Schema) -> Shape:
        """A new shape in which the named schema `name` is `schema`."""
        return Shape(self.root, {**self.schemas, name: schema})

    def standalone(self) -> dict[str, Any]:
        """The shape as one JSON Schema, with what it refers to in `$defs`."""
        needed: dict[str, None] = {}
        todo = list(referenced(self.root))
        while todo:
            name = todo.pop(0)
            if name not in needed and name in self.schemas:
                needed[name] = None
                todo += referenced(self.schemas[name])
        defined = {name: _local(self.schemas[name]) for name in needed}
        root = dict(_local(self.root))
        return {**root, "$defs": defined} if defined else root

    def reaching(self, target: str) -> frozenset[str]:
        """The names of all schemas from which `target` can be reached, itself included."""
        known = self._reaching.get(target)
        if known is None:
            users: dict[str, set[str]] = {}
            for name, schema in self.schemas.items():
                for used in referenced(schema):
                    users.setdefault(used, set()).add(name)
            found, todo = {target}, [target]
            while todo:
                for user in users.get(todo.pop(), ()):
                    if user not in found:
                        found.add(user)
                        todo.append(user)
            known = self._reaching[target] = frozenset(found)
        return known

    def has(self, target: str) -> bool:
        """Whether the document may hold the named schema `target` anywhere."""
        return target in self.schemas and any(name in self.reaching(target) for name in referenced(self.root))


def _local(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {
            key: "#/$defs/" + held.removeprefix(REF_PREFIX)
            if isinstance(held, str) and held.startswith(REF_PREFIX)
            else _local(held)
            for key, held in node.items()
        }
    return [_local(held) for held in node] if isinstance(node, list | tuple) else node


def referenced(schema: Any) -> Iterator[str]:
    """The names that a schema refers to, each as often as it does; named schemas aren't entered."""
    if isinstance(schema, Mapping):
        name = ref_name(schema)
        if name is not None:
            yield name
        for value in schema.values():
            yield from referenced(value)
    elif isinstance(schema, list | tuple):
        for value in schema:
            yield from referenced(value)
