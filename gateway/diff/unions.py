"""Unions, made as simple as what they say: what tells their members apart by JSON type needs no union."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.diff.nodes import Alternative, Conjunct, Node, Types, Union
from gateway.diff.values import canonical, type_of
from gateway.shapes.conjunction import ANNOTATIONS

NO_TYPE: Types = frozenset()


def simplified(
    kind: str,
    alternatives: Sequence[Alternative],
    pointer: str,
    scope: Types,
    discriminator: Mapping[str, Any] | None,
) -> Node:
    """What a union says.

    A value of some JSON type keeps to a union when it keeps to one of the members that allow its type. So members that
    share no type with others are said by schemas that are about values of their types only; `null` is one of these.
    Constants are put together as one enumeration, and what another member allows anyway is left out.

    Args:
        kind: `any-of` or `one-of`.
        alternatives: its members, of which each is about values of the scope only.
        pointer: where it is.
        scope: the JSON types of the values that it is about.
        discriminator: its OpenAPI discriminator.
    """
    types = [one.node.types & scope for one in alternatives]
    allowed = NO_TYPE.union(*types)
    node = Node(pointer, (Conjunct({}, pointer, scope, allowed, is_made=True),))
    for group in _groups(types):
        shared = NO_TYPE.union(*(types[place] for place in group))
        members = _fewer([alternatives[place] for place in group], shared, pointer)
        if len(members) == 1:
            node = node.joined(members[0].node.only(shared))
        else:
            kept = tuple(one._replace(node=one.node.only(shared)) for one in members)
            node = node.joined(Node(pointer, (), (Union(kind, kept, pointer, shared, discriminator),)))
    return node


def _groups(types: Sequence[Types]) -> Iterator[list[int]]:
    """The places of members that share types, in the order of the first of each."""
    left = [place for place, some in enumerate(types) if some]
    while left:
        group, reached = [left[0]], types[left[0]]
        while more := [place for place in left if place not in group and types[place] & reached]:
            group += more
            reached = reached.union(*(types[place] for place in more))
        left = [place for place in left if place not in group]
        yield sorted(group)


def _fewer(members: list[Alternative], shared: Types, pointer: str) -> list[Alternative]:
    """Members that say the same together, but fewer."""
    free = next((one for one in members if _is_free(one.node, shared)), None)
    if free is not None:
        return [free]
    once = {_said(one.node): one for one in reversed(members)}
    members = [one for one in members if once[_said(one.node)] is one]
    values = [_constants(one.node, shared) for one in members]
    constants = [value for some in values if some is not None for value in some]
    if sum(some is not None for some in values) > 1:
        types = frozenset(map(type_of, constants))
        whole = Conjunct({"enum": constants}, pointer, shared, types, is_made=True)
        others = [one for one, some in zip(members, values, strict=True) if some is None]
        return [Alternative(Node(pointer, (whole,)), ""), *others]
    return members


def _said(node: Node) -> str:
    """A text that is the same for nodes that are plainly the same."""
    whole = [canonical([_meant(one.schema), sorted(one.scope), sorted(one.types)]) for one in node.conjuncts]
    places = [[one.pointer, sorted(one.scope)] for one in node.unions]
    return canonical([*sorted(whole), *places])


def _meant(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: held for key, held in schema.items() if key not in ANNOTATIONS and not key.startswith("x-")}


def _is_free(node: Node, shared: Types) -> bool:
    """Whether a node allows all values of its types, which are all that its group has."""
    plain = all(set(_meant(one.schema)) <= {"type"} for one in node.conjuncts)
    return plain and not node.unions and node.types >= shared


def _constants(node: Node, shared: Types) -> list[Any] | None:
    """The values of a node that says nothing else; None where it does, or is about others too."""
    if node.unions or len(said := [one for one in node.conjuncts if _meant(one.schema)]) != 1:
        return None
    schema = _meant(said[0].schema)
    if not set(schema) <= {"type", "enum", "const"} or not {"enum", "const"} & set(schema):
        return None
    values = [schema["const"]] if "const" in schema else schema["enum"]
    return [value for value in values if type_of(value) in node.types & shared]
