"""Collects the schemas that the documents of a version hold, and gives each a name that is its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any, NamedTuple

from gateway.operations.role import Form
from gateway.plan.ties import NAMES, VALUES
from gateway.shapes.marked import LINK, OLD
from gateway.shapes.parts import Schema, mapped_all
from gateway.shapes.published import published
from gateway.shapes.shape import REF_PREFIX, Shape, ref_name, referenced, written

SUFFIXES = {Form.REQUEST: "-Input", Form.RESPONSE: "-Output"}
"""What is put to a name whose schema differs between requests and answers, as FastAPI does."""
WORDS = ("title", "description", "example", "examples")
"""What is said of a schema for people; two schemas that differ in nothing else are one."""


Act = Callable[[Schema], Schema]
MARKS = (LINK, OLD, NAMES, VALUES)
"""Keywords by which models and documents speak to the gateway."""


class Different(NamedTuple):
    """Schemas of one name and form that aren't the same.

    Args:
        name: their name.
        form: whether requests or answers hold them.
        holders: what holds each, for people.
        place: where the first two of them differ, as a JSON Pointer.
    """

    name: str
    form: Form
    holders: tuple[str, ...]
    place: str


class _Node(NamedTuple):
    name: str
    schema: Schema
    form: Form
    holder: str


class Components:
    """The named schemas of one document.

    While a document is made, references lead to what is unique; `named` gives them their names at the end.
    """

    def __init__(self) -> None:
        self._nodes: dict[str, _Node] = {}
        # Each is kept with what it was made of, so that nothing else gets its identity.
        self._known: dict[tuple[int, Form], tuple[Mapping[str, Schema], dict[str, str]]] = {}
        self._numbers = count()

    def schema(self, shape: Shape, form: Form, holder: str, exampled: Act = lambda node: node) -> dict[str, Any]:
        """The schema of a document, whose named schemas are collected.

        Args:
            shape: what the document is.
            form: whether it is a request's or an answer's.
            holder: what holds it, for people.
            exampled: gives a schema in it with the examples that it has.
        """

        def told(node: Schema, keys: Mapping[str, str]) -> Schema:
            told = mapped_all(mapped_all(node, exampled), _seen)
            return _redirected(mapped_all(told, _tagged) if form is Form.REQUEST else told, keys)

        plain = published(shape)
        keys = self._known.setdefault((id(shape.schemas), form), (shape.schemas, {}))[1]
        new = [name for name in plain.schemas if name not in keys]
        keys |= {name: f"{name}\0{next(self._numbers)}" for name in new}
        for name in new:
            self._nodes[keys[name]] = _Node(name, told(plain.schemas[name], keys), form, holder)
        return dict(told(plain.root, keys))

    def named(self, document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The document with its references leading to names, and the schemas by name."""
        classes = self._same()
        names = self._names(classes)
        told = {key: names[classes[key]] for key in self._nodes}
        schemas: dict[str, Any] = {}
        for key, node in self._nodes.items():
            schemas.setdefault(told[key], _redirected(node.schema, told))
        return _everywhere(document, told), dict(sorted(schemas.items()))

    def different(self) -> list[Different]:
        """The names that mean several schemas in one form."""
        classes = self._same()
        found: dict[tuple[str, Form], dict[int, _Node]] = {}
        for key, node in self._nodes.items():
            found.setdefault((node.name, node.form), {}).setdefault(classes[key], node)
        return [
            Different(name, form, tuple(node.holder for node in held.values()), _place(*list(held.values())[:2]))
            for (name, form), held in found.items()
            if len(held) > 1
        ]

    def _same(self) -> dict[str, int]:
        """Which schemas are the same, by numbers: those that say the same and refer to the same, at any depth."""
        refs = {key: list(referenced(node.schema)) for key, node in self._nodes.items()}
        plain = {key: (node.name, _plain(node.schema)) for key, node in self._nodes.items()}
        classes = _numbered(plain)
        while True:
            finer = _numbered({key: (classes[key], *(classes[to] for to in refs[key])) for key in self._nodes})
            if len(set(finer.values())) == len(set(classes.values())):
                return classes
            classes = finer

    def _names(self, classes: Mapping[str, int]) -> dict[int, str]:
        """A name for each class, by its schema's name and what holds it."""
        forms: dict[str, dict[int, set[Form]]] = {}
        for key, node in self._nodes.items():
            forms.setdefault(node.name, {}).setdefault(classes[key], set()).add(node.form)
        taken: set[str] = {written(name) for name in forms}
        names: dict[int, str] = {}
        for name, held in forms.items():
            apart = len({frozenset(one) for one in held.values()}) > 1
            own: set[str] = set()
            for number, where in held.items():
                suffix = SUFFIXES[next(iter(where))] if apart and len(where) == 1 else ""
                stem = written(name) + suffix
                names[number] = _free(stem, own | (taken - {written(name)}))
                own.add(names[number])
            taken |= own
        return names


def _seen(node: Schema) -> Schema:
    """A schema without the fields that only older clients see, and without what is said to the gateway."""
    hidden = [
        name for name, held in node.get("properties", {}).items() if isinstance(held, Mapping) and held.get(OLD) is True
    ]
    if hidden:
        properties = {name: held for name, held in node["properties"].items() if name not in hidden}
        required = [name for name in node.get("required", ()) if name not in hidden]
        node = {**{key: held for key, held in node.items() if key != "required"}, "properties": properties}
        node = {**node, "required": required} if required else node
    return {key: held for key, held in node.items() if key not in MARKS} if any(map(node.get, MARKS)) else node


def _tagged(node: Schema) -> Schema:
    """A union of which a value must say by its tag what it is, though the tag has a default where that is known."""
    discriminator = node.get("discriminator")
    tag = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    if tag is None or not ("oneOf" in node or "anyOf" in node) or tag in node.get("required", ()):
        return node
    return {**node, "required": [*node.get("required", ()), tag]}


def _free(stem: str, taken: Iterable[str]) -> str:
    taken, number = set(taken), 2
    name = stem
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def _numbered(told: Mapping[str, Any]) -> dict[str, int]:
    numbers: dict[Any, int] = {}
    return {key: numbers.setdefault(held, len(numbers)) for key, held in told.items()}


def _plain(schema: Schema) -> str:
    """What a schema says to programs, with the names of what it refers to."""

    def told(part: Schema) -> Schema:
        held = {key: one for key, one in part.items() if key not in WORDS}
        if isinstance(held.get("required"), list):
            held["required"] = sorted(held["required"])
        return _retargeted(held, lambda name: name.partition("\0")[0])

    return json.dumps(mapped_all(schema, told), sort_keys=True, default=str)


def _place(one: _Node, other: _Node) -> str:
    """Where two schemas say other things; their own place where only what they refer to differs."""
    return _differing(json.loads(_plain(one.schema)), json.loads(_plain(other.schema))) or "/"


def _differing(one: Any, other: Any) -> str | None:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if key not in one or key not in other:
                return f"/{key}"
            found = _differing(one[key], other[key])
            if found is not None:
                return f"/{key}{found}"
        return None
    return None if one == other else ""


def _redirected(schema: Schema, names: Mapping[str, str]) -> Schema:
    return mapped_all(schema, lambda part: _retargeted(part, names.get))


def _retargeted(part: Schema, act: Callable[[str], str | None]) -> Schema:
    """One schema with other names in its reference and in what its discriminator says; what has none is left out."""
    changed: dict[str, Any] = {}
    name = ref_name(part)
    if name is not None:
        changed["$ref"] = REF_PREFIX + (act(name) or name)
    discriminator = part.get("discriminator")
    if isinstance(discriminator, Mapping) and isinstance(discriminator.get("mapping"), Mapping):
        named = {tag: act(target.removeprefix(REF_PREFIX)) for tag, target in discriminator["mapping"].items()}
        mapping = {tag: REF_PREFIX + to for tag, to in named.items() if to is not None}
        changed["discriminator"] = {**discriminator, "mapping": mapping}
    return {**part, **changed} if changed else part


def _everywhere(node: Any, names: Mapping[str, str]) -> Any:
    """Any part of a document with its references leading to names."""
    if isinstance(node, Mapping):
        return {key: _everywhere(held, names) for key, held in node.items()}
    if isinstance(node, list | tuple):
        return [_everywhere(held, names) for held in node]
    # No other text holds what unique names do.
    if isinstance(node, str) and "\0" in node and node.startswith(REF_PREFIX):
        return REF_PREFIX + names.get(node.removeprefix(REF_PREFIX), "")
    return node
