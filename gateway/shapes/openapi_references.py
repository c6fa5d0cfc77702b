"""References of an OpenAPI document, wherever in it they lead (RFC 6901)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from gateway.errors import DeclarationError
from gateway.shapes.parts import Schema, mapped, parts
from gateway.shapes.shape import REF_PREFIX

MOST = 20
"""How many references are followed one after the other."""


class References:
    """Follows the references of one document.

    Args:
        document: the document.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._unread: dict[int, tuple[Schema, str | None]] = {}
        self.schemas: Mapping[str, Schema] = {
            name: schema if isinstance(schema, Mapping) else {}
            for name, schema in document.get("components", {}).get("schemas", {}).items()
        }

    def followed(self, node: Any, place: str) -> Mapping[str, Any]:
        """What a node is, or what its reference leads to, with what stands beside the reference.

        Args:
            node: a path item, a parameter, a response, or any other part of the document.
            place: where it is, for people.

        Raises:
            DeclarationError: the reference can't be read.
        """
        beside: dict[str, Any] = {}
        for _ in range(MOST):
            if not isinstance(node, Mapping):
                break
            target = node.get("$ref")
            if not isinstance(target, str):
                return {**node, **beside} if beside else node
            beside = {**{key: held for key, held in node.items() if key != "$ref"}, **beside}
            node = self._at(target)
        raise DeclarationError(
            f"the OpenAPI document, {place}",
            "a reference leads nowhere, out of the document, or into itself.",
            "Bundle the document into one file.",
        )

    def inlined(self, schema: Schema, open_targets: tuple[str, ...] = ()) -> Schema:
        """A schema in which references lead to named schemas only; what others lead to stands in their place.

        What can't be read stays as it is.
        """
        schema = mapped(schema, lambda part: self.inlined(part, open_targets))
        target = schema.get("$ref")
        if not isinstance(target, str):
            return schema
        beside = {key: held for key, held in schema.items() if key != "$ref"}
        name = unquote(target.removeprefix(REF_PREFIX)).replace("~1", "/").replace("~0", "~")
        if target.startswith(REF_PREFIX) and name in self.schemas:
            return {"$ref": REF_PREFIX + name, **beside}
        held = self._at(target)
        if target in open_targets or not isinstance(held, Mapping):
            return schema
        return {**self.inlined(held, (*open_targets, target)), **beside}

    def unread(self, schema: Schema) -> str | None:
        """The first reference in a schema that leads to no named schema; None where all do."""
        known = self._unread.get(id(schema))
        if known is None:
            known = self._unread[id(schema)] = schema, _first_unread(schema)
        return known[1]

    def _at(self, target: str) -> Any:
        if not target.startswith("#/"):
            return None
        found: Any = self._document
        for part in target[2:].split("/"):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and key.isdecimal() and int(key) < len(found):
                found = found[int(key)]
            else:
                found = found.get(key) if isinstance(found, Mapping) else None
        return found


def _first_unread(schema: Schema) -> str | None:
    target = schema.get("$ref")
    if isinstance(target, str) and not target.startswith(REF_PREFIX):
        return target
    return next((found for part in parts(schema) if (found := _first_unread(part)) is not None), None)
