"""What a schema says, without references, `allOf`, and unions whose members are told apart by their JSON types."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

Types = frozenset[str]
"""JSON types. `number` are the numbers that aren't whole; those are `integer`."""
ALL: Types = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
NUMBERS: Types = frozenset({"integer", "number"})


class Conjunct(NamedTuple):
    """One of the schemas that a value must keep to.

    Args:
        schema: the schema, of which only the keywords are meant that neither refer nor join.
        pointer: where it is in the document.
        scope: the JSON types of the values that must keep to it; all others do.
        types: the JSON types that it allows.
        is_made: whether it stands for what is said otherwise at that place.
    """

    schema: Mapping[str, Any]
    pointer: str
    scope: Types
    types: Types
    is_made: bool = False

    def place(self, keyword: str) -> str:
        """Where a keyword of it is."""
        return self.pointer if self.is_made else f"{self.pointer}/{keyword}"

    @property
    def allowed(self) -> Types:
        """The JSON types of the values that keep to it."""
        return self.types | (ALL - self.scope)


class Alternative(NamedTuple):
    """One member of a union.

    Args:
        node: what it says.
        name: what it is called: the named schema that it is, or its title.
        tag: what the union's discriminator calls it.
    """

    node: Node
    name: str
    tag: str | None = None


class Union(NamedTuple):
    """`anyOf` or `oneOf` whose members aren't told apart by their JSON types.

    Args:
        kind: `any-of` or `one-of`.
        alternatives: its members.
        pointer: where it is in the document.
        scope: the JSON types of the values that must keep to it.
        discriminator: its OpenAPI discriminator.
    """

    kind: str
    alternatives: tuple[Alternative, ...]
    pointer: str
    scope: Types
    discriminator: Mapping[str, Any] | None


class Node:
    """What is said of a value at one place of a document: all of its conjuncts, and one member of each union.

    Args:
        pointer: where that is said.
        conjuncts: the schemas that it must keep to.
        unions: the unions of which it must keep to a member.
    """

    def __init__(self, pointer: str, conjuncts: tuple[Conjunct, ...], unions: tuple[Union, ...] = ()) -> None:
        self.pointer = pointer
        self.conjuncts = conjuncts
        self.unions = unions

    @cached_property
    def key(self) -> Any:
        """What tells nodes of one document apart, wherever they are used."""
        return (
            tuple((one.pointer, one.scope, one.types) for one in self.conjuncts),
            tuple((one.pointer, one.scope, len(one.alternatives)) for one in self.unions),
        )

    @cached_property
    def types(self) -> Types:
        """The JSON types that its values may have."""
        found = ALL
        for conjunct in self.conjuncts:
            found &= conjunct.allowed
        for union in self.unions:
            found &= frozenset().union(*(one.node.types for one in union.alternatives)) | (ALL - union.scope)
        return found

    def only(self, scope: Types) -> Node:
        """What it says of values of some JSON types; it allows all values of others."""
        return Node(
            self.pointer,
            tuple(one._replace(scope=one.scope & scope) for one in self.conjuncts if one.scope & scope),
            tuple(one._replace(scope=one.scope & scope) for one in self.unions if one.scope & scope),
        )

    def within(self, types: Types) -> Node:
        """The same for values of some JSON types; it allows none of others."""
        return self.joined(Node(self.pointer, (Conjunct({}, self.pointer, ALL, types, is_made=True),)))

    def joined(self, other: Node) -> Node:
        """What this and another say together."""
        return Node(self.pointer, (*self.conjuncts, *other.conjuncts), (*self.unions, *other.unions))

    def used_at(self, pointer: str) -> Node:
        """The same, said elsewhere."""
        return Node(pointer, self.conjuncts, self.unions)

    def without_unions(self) -> Node:
        """What it says besides its unions."""
        return Node(self.pointer, self.conjuncts)
