"""A shape: a JSON Schema (2020-12) for one document and the named schemas it refers to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from gateway.shapes.parts import Schema, parts

__all__ = [
    "BASES",
    "REF_PREFIX",
    "TOGETHER",
    "Held",
    "Schema",
    "Shape",
    "bases",
    "names_of",
    "ref",
    "ref_name",
    "referenced",
    "special",
    "written",
]

REF_PREFIX = "#/components/schemas/"

TOGETHER = "x-together"
"""Lists of fields of an object, of which the first can't be said without the others."""
BASES = "x-bases"
"""The names of the schemas of which a schema is a special form, their own bases among them."""


def ref(name: str) -> dict[str, str]:
    """The schema that refers to the named schema `name`."""
    return {"$ref": REF_PREFIX + name}


def ref_name(schema: Schema) -> str | None:
    """The name a schema refers to, or None when it is no reference."""
    target = schema.get("$ref")
    return target[len(REF_PREFIX) :] if isinstance(target, str) and target.startswith(REF_PREFIX) else None


def bases(schema: Schema) -> tuple[str, ...]:
    """The named schemas of which a schema is a special form: what acts on them acts on it."""
    held = schema.get(BASES, ())
    return tuple(held) if isinstance(held, list | tuple) else ()


def special(schema: Schema, names: Iterable[str]) -> dict[str, Any]:
    """The schema as a special form of named ones too."""
    return {**schema, BASES: list(dict.fromkeys((*names, *bases(schema))))}


def written(name: str) -> str:
    """A schema's name as it is in documents, by what its model is called in Python: `Page[Cat]` is `Page_Cat_`."""
    # Whoever derives from str, such as a place without a name, is no model.
    return re.sub(r"[^a-zA-Z0-9.\-_]", "_", name) if type(name) is str and "[" in name else name


class Held(NamedTuple):
    """What is in one schema, at any depth, without what its references lead to.

    Args:
        refs: the names that it refers to.
        bases: those of which it, or something in it, is a special form.
        marks: keywords of the gateway's own that are true (`x-link`), and `discriminator` where there is one.
        unions: the schemas in it that are unions.
    """

    refs: frozenset[str]
    bases: frozenset[str]
    marks: frozenset[str]
    unions: tuple[Schema, ...]


class Shape:
    """One document's schema with the named schemas it may refer to.

    Args:
        root: the document's schema.
        schemas: the named schemas, by name, without the reference prefix.
        kindred: a shape with which it has most of its schemas in common.
    """

    __slots__ = ("_held", "_marks", "_names", "_reaching", "_users", "root", "schemas")

    def __init__(self, root: Schema, schemas: Mapping[str, Schema], kindred: Shape | None = None) -> None:
        self.root = root
        self.schemas = schemas
        # A schema is kept with what is known of it, so that no other gets its identity.
        self._held: dict[int, tuple[Schema, Held]] = {} if kindred is None else kindred._held
        self._names: frozenset[str] | None = None
        self._marks: frozenset[str] | None = None
        self._users: Mapping[str, set[str]] | None = None
        self._reaching: dict[frozenset[str], frozenset[str]] = {}

    def replaced(self, name: str, schema: Schema) -> Shape:
        """A new shape in which the named schema `name` is `schema`."""
        return Shape(self.root, {**self.schemas, name: schema}, self)

    def standalone(self) -> dict[str, Any]:
        """The shape as one JSON Schema, with what it refers to in `$defs`."""
        from gateway.shapes.published import standalone

        return standalone(self)

    def held(self, schema: Schema) -> Held:
        """What is in a schema of this shape."""
        known = self._held.get(id(schema))
        if known is None:
            known = self._held[id(schema)] = schema, _held(schema)
        return known[1]

    @property
    def names(self) -> frozenset[str]:
        """The named schemas of which the document may hold a value somewhere."""
        if self._names is None:
            found: set[str] = set()
            seen: set[str] = set()
            todo = [self.root]
            while todo:
                held = self.held(todo.pop())
                found |= held.refs | held.bases
                new = held.refs - seen
                seen |= new
                todo += [self.schemas[name] for name in new if name in self.schemas]
            self._names = frozenset(found)
        return self._names

    def marks(self) -> frozenset[str]:
        """The marks that a value somewhere in the document may bear."""
        if self._marks is None:
            found = [self.held(self.schemas[name]).marks for name in self.names if name in self.schemas]
            self._marks = self.held(self.root).marks.union(*found)
        return self._marks

    def has(self, target: str) -> bool:
        """Whether the document may hold the named schema `target`, or a special form of it, anywhere."""
        return target in self.schemas and target in self.names

    def reaching(self, target: str | Collection[str]) -> frozenset[str]:
        """The names of all schemas from which one of the targets can be reached, these included."""
        targets = names_of(target)
        known = self._reaching.get(targets)
        if known is None:
            users = self._by_used()
            found, todo = set(targets), list(targets)
            while todo:
                for user in users.get(todo.pop(), ()):
                    if user not in found:
                        found.add(user)
                        todo.append(user)
            known = self._reaching[targets] = frozenset(found)
        return known

    def _by_used(self) -> Mapping[str, set[str]]:
        if self._users is None:
            users: dict[str, set[str]] = {}
            for name, schema in self.schemas.items():
                held = self.held(schema)
                for used in (*held.refs, *held.bases):
                    users.setdefault(used, set()).add(name)
            self._users = users
        return self._users


def names_of(target: str | Collection[str]) -> frozenset[str]:
    """One name or several, as a set."""
    return frozenset((target,)) if isinstance(target, str) else frozenset(target)


def _held(schema: Schema) -> Held:
    refs: set[str] = set()
    found: set[str] = set()
    marks: set[str] = set()
    unions: list[Schema] = []
    todo = [schema]
    while todo:
        one = todo.pop()
        name = ref_name(one)
        if name is not None:
            refs.add(name)
        found.update(bases(one))
        marks.update(key for key, held in one.items() if held is True and key.startswith("x-"))
        if "discriminator" in one:
            marks.add("discriminator")
        if "anyOf" in one or "oneOf" in one:
            unions.append(one)
        todo += parts(one)
    return Held(frozenset(refs), frozenset(found), frozenset(marks), tuple(unions))


def referenced(schema: Any) -> Iterator[str]:
    """The names that a schema refers to, each as often as it does; named schemas aren't entered."""
    if not isinstance(schema, Mapping):
        return
    name = ref_name(schema)
    if name is not None:
        yield name
    for part in parts(schema):
        yield from referenced(part)
