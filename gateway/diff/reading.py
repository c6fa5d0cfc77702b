"""Reads the schemas of a document as nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.diff.document import Document
from gateway.diff.forms import Forms
from gateway.diff.nodes import ALL, NUMBERS, Alternative, Conjunct, Node, Types
from gateway.diff.unions import simplified
from gateway.diff.values import type_of
from gateway.errors import DeclarationError
from gateway.shapes.shape import REF_PREFIX

MOST = 20_000
"""How many schemas one place may be made of."""
UNION_KINDS = {"anyOf": "any-of", "oneOf": "one-of"}

Part = tuple[Any, str]
"""A schema as it is written, and its JSON Pointer."""


class Reader:
    """Reads the schemas of one document, each once.

    Args:
        document: the document.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._forms = Forms(document)
        self._nodes: dict[tuple[str, ...], Node] = {}
        self._left = MOST

    def node(self, *parts: Part, at: str | None = None) -> Node:
        """What schemas say together.

        Args:
            parts: the schemas, with where they are.
            at: where they are used, if that is elsewhere.

        Raises:
            DeclarationError: a reference leads nowhere, or the schemas are made of too many others.
        """
        key = tuple(pointer for _, pointer in parts)
        known = self._nodes.get(key)
        if known is None:
            self._left = MOST
            place = key[0] if key else ""
            known = Node(place, ())
            for schema, pointer in parts:
                known = known.joined(self._read(schema, pointer, ALL, frozenset()))
            self._nodes[key] = known
        return known if at is None else known.used_at(at)

    def _read(
        self, schema: Any, pointer: str, scope: Types, open_targets: frozenset[str], *, alone: bool = False
    ) -> Node:
        """One schema.

        Args:
            schema: the schema.
            pointer: where it is.
            scope: the JSON types of the values that it is about.
            open_targets: the pointers of the schemas that are being read, of which this is a part.
            alone: whether it is a part of another by `allOf`, so that its special forms aren't meant.
        """
        self._left -= 1
        if self._left < 0:
            raise DeclarationError(
                f"{self.document.name}, {pointer}",
                f"the schema is made of more than {MOST} others.",
                "Split it.",
            )
        if schema is False:
            return Node(pointer, (_nothing(pointer, scope),))
        if not isinstance(schema, Mapping) or not schema:
            return Node(pointer, ())
        if self.document.is_old and schema.get("nullable") is True:
            # Strictly null is allowed only where `type` stands beside it (OpenAPI 3.0.3, 4.7.24.2), and only where an
            # `enum` names it. What people mean by it is null, and so it is read here as gateway.shapes reads it.
            scope -= {"null"}
        target = schema.get("$ref")
        node = Node(pointer, ())
        if isinstance(target, str):
            node = self._referred(target, pointer, scope, open_targets, alone=alone)
            if self.document.is_old:
                return node  # what stands beside a reference is ignored (OpenAPI 3.0.3, 4.7.23)
            if len(schema) == 1:
                return node
        node = node.joined(Node(pointer, (Conjunct(schema, pointer, scope, self._types(schema)),)))
        return node.joined(self._composed(schema, pointer, scope, open_targets))

    def _composed(self, schema: Mapping[str, Any], pointer: str, scope: Types, open_targets: frozenset[str]) -> Node:
        """What a schema says by others: all of some, and one of others."""
        node = Node(pointer, ())
        for number, part in enumerate(_listed(schema, "allOf")):
            node = node.joined(self._read(part, f"{pointer}/allOf/{number}", scope, open_targets, alone=True))
        for keyword, kind in UNION_KINDS.items():
            if parts := _listed(schema, keyword):
                place = f"{pointer}/{keyword}"
                read = [
                    self._alternative(part, f"{place}/{number}", scope, open_targets, schema.get("discriminator"))
                    for number, part in enumerate(parts)
                ]
                node = node.joined(simplified(kind, read, place, scope, _mapping(schema.get("discriminator"))))
        return node

    def _referred(self, target: str, place: str, scope: Types, open_targets: frozenset[str], *, alone: bool) -> Node:
        found, pointer = self.document.at(target, place)
        if pointer in open_targets:
            # A part of itself, which says nothing; or a member of itself, which adds nothing.
            return Node(pointer, () if alone else (_nothing(pointer, scope),))
        forms = [] if alone else self._forms.of(pointer)
        if not forms:
            return self._read(found, pointer, scope, open_targets | {pointer}, alone=alone)
        discriminator = found["discriminator"]
        read = [
            self._alternative({"$ref": "#" + form}, form, scope, open_targets, discriminator, alone=True)
            for form in forms
        ]
        return simplified("any-of", read, pointer, scope, discriminator)

    def _alternative(
        self,
        part: Any,
        pointer: str,
        scope: Types,
        open_targets: frozenset[str],
        discriminator: Any,
        *,
        alone: bool = False,
    ) -> Alternative:
        node = self._read(part, pointer, scope, open_targets, alone=alone)
        target = part.get("$ref") if isinstance(part, Mapping) else None
        name = ""
        if isinstance(target, str):
            name = target.rpartition("/")[2]
        elif isinstance(part, Mapping):
            name = str(part.get("title", ""))
        return Alternative(node, name, _tag(target, name, discriminator))

    def _types(self, schema: Mapping[str, Any]) -> Types:
        said = schema.get("type")
        names = {said} if isinstance(said, str) else set(said) if isinstance(said, list) else set()
        types = frozenset(names & ALL) | (NUMBERS if "number" in names else frozenset())
        types = types if names & ALL else ALL
        for values in (schema.get("enum"), [schema["const"]] if "const" in schema else None):
            if isinstance(values, list):
                types &= frozenset(map(type_of, values))
        return types


def _nothing(pointer: str, scope: Types) -> Conjunct:
    """What no value of the scope keeps to."""
    return Conjunct({}, pointer, scope, frozenset(), is_made=True)


def _listed(schema: Mapping[str, Any], keyword: str) -> Sequence[Any]:
    held = schema.get(keyword)
    return held if isinstance(held, list) else ()


def _mapping(held: Any) -> Mapping[str, Any] | None:
    return held if isinstance(held, Mapping) else None


def _tag(target: Any, name: str, discriminator: Any) -> str | None:
    """What a discriminator calls an alternative (OpenAPI 3.1, 4.8.25): what its mapping says, or the schema's name."""
    if not isinstance(discriminator, Mapping) or not isinstance(target, str):
        return None
    mapping = _mapping(discriminator.get("mapping")) or {}
    tags = [str(tag) for tag, held in mapping.items() if held in (target, name) or held == REF_PREFIX + name]
    return min(tags, default=name)
