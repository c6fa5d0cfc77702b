"""Puts what an error document says of a request into the words the client used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from gateway.adapt.asked import Asked
from gateway.operations.nothing import NOTHING
from gateway.plan.plan import Plan
from gateway.shapes.along import NO_DOCUMENT, Location, schema_at, without_tags
from gateway.shapes.fits import misfit
from gateway.shapes.pointers import from_pointer, pointer
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved

MESSAGES = ("detail", "msg", "message", "reason", "title", "description")
"""The members of error documents that hold sentences."""
DEEPEST = 8
"""How deep the forms of errors are looked for."""
NOT_ACCEPTED = "Input isn't accepted"


def translated(document: Any, plan: Plan, asked: Asked | None = None) -> Any:
    """The error document in the client's words. Never alters its argument.

    Places are known as JSON Pointers (RFC 9457 `errors[].pointer`, JSON:API `source.pointer`), as pydantic's `loc`, and
    by the names of parameters, headers and fields, wherever in the document they stand. In a sentence beside a place,
    names that are quoted or that no language has are the client's, and what is said of a value is said of the
    value that the client sent. An echoed value is the client's own, or is left out.
    """
    return _Words(plan, asked or Asked()).of(document, 0)


class _Words:
    def __init__(self, plan: Plan, asked: Asked) -> None:
        self._plan = plan
        self._asked = asked
        self._taken, self._sent = plan.home.request, plan.client.request

    def of(self, node: Any, depth: int) -> Any:
        """What the client is told in place of a part of an error document."""
        if depth > DEEPEST:
            return node
        if isinstance(node, list):
            return [self.of(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return node
        told = {
            key: self._sentence(held, ()) if key in MESSAGES and isinstance(held, str) else self.of(held, depth + 1)
            for key, held in node.items()
        }
        return self._placed(told)

    def _placed(self, item: dict[str, Any]) -> dict[str, Any]:
        if isinstance(item.get("loc"), list) and item["loc"]:
            return self._by_loc(item)
        if isinstance(item.get("pointer"), str):
            return self._by_pointer(item)
        for key in ("parameter", "header", "field"):
            if isinstance(item.get(key), str):
                return {**item, key: self._named(key, item[key])}
        return item

    def _named(self, key: str, name: str) -> str:
        if key == "header":
            return self._plan.downgrade_header(name)
        if key == "field":
            location = self._older(tuple(name.split(".")))
            return ".".join(map(str, location)) or name
        if name in self._asked.parameters:
            return self._asked.parameters[name].name
        return self._plan.downgrade_parameter(name)

    def _older(self, location: Location) -> Location:
        if self._asked.is_list and location and isinstance(location[0], int):
            return (location[0], *self._plan.downgrade_location(location[1:], NO_DOCUMENT))
        document = NO_DOCUMENT if self._asked.upgraded is NOTHING else self._asked.upgraded
        return self._plan.downgrade_location(location, document)

    def _by_pointer(self, item: dict[str, Any]) -> dict[str, Any]:
        fragment = "#" if item["pointer"].startswith("#") else ""
        location = from_pointer(item["pointer"].removeprefix("#"))
        return {**self._about(item, location), "pointer": fragment + pointer(self._older(location))}

    def _by_loc(self, item: dict[str, Any]) -> dict[str, Any]:
        place, *rest = item["loc"]
        if place == "body":
            location = tuple(rest)
            return {**self._about(item, location), "loc": ["body", *self._older(location)]}
        if place not in ("query", "path", "header", "cookie") or not rest:
            return item
        name = str(rest[0])
        told = {"query": "parameter", "path": "parameter"}.get(place, "header")
        newer = name if place == "cookie" else self._named(told, name)
        result = {**item, "loc": [place, newer, *rest[1:]]}
        if place == "path" and name in self._asked.parameters and "input" in item:
            result["input"] = self._asked.parameters[name].text
        elif "input" in item and newer != name:
            del result["input"]
        return result

    def _about(self, item: dict[str, Any], location: Location) -> dict[str, Any]:
        """What is said of the value at a place, in the client's terms."""
        if self._taken is None or self._sent is None or not self._plan.touches_request:
            return item
        newer = without_tags(self._taken, location)
        older = without_tags(self._sent, self._older(location))
        sent, got = _at(self._asked.document, older), _at(self._asked.upgraded, newer)
        result = dict(item)
        if "input" in result and (isinstance(result["input"], dict | list) or sent is not got or self._asked.is_list):
            del result["input"]
            if sent is not NOTHING and not isinstance(sent, dict | list):
                result["input"] = sent
        said = self._said(newer, older, sent, got)
        for key in MESSAGES:
            if isinstance(result.get(key), str):
                result[key] = said or self._sentence(result[key], newer)
        if said is not None:
            result.pop("ctx", None)
        return result

    def _said(self, newer: Location, older: Location, sent: Any, got: Any) -> str | None:
        """What is wrong with the value by the client's own schema; None where the handler's sentence holds."""
        if sent is NOTHING or got is NOTHING or not older or isinstance(sent, dict | list):
            return None
        assert self._taken is not None
        assert self._sent is not None
        theirs, ours = schema_at(self._sent, older), schema_at(self._taken, newer)
        if theirs is None or ours is None or _bare(theirs) == _bare(ours):
            return None
        wrong = misfit(_plain(self._sent, theirs), sent)
        return wrong or (None if sent is got or sent == got else NOT_ACCEPTED)

    def _sentence(self, text: str, location: Location) -> str:
        """A sentence with names of the handler's and its texts of the path's parameters in the client's words."""
        for parameter in self._asked.parameters.values():
            if parameter.text != parameter.handlers_text and len(parameter.handlers_text) > 1:
                text = _in_place(text, re.escape(parameter.handlers_text), parameter.text)
        for name, older in self._renamed(location).items():
            form = re.escape(name)
            # A word that some language has may mean something else.
            text = _in_place(text, form, older) if re.search(r"[_A-Z0-9]", name) else _quoted(text, form, older)
        return text

    def _renamed(self, location: Location) -> dict[str, str]:
        """The client's names of the fields beside a place, and of those in it, where they have others."""
        if self._taken is None or not self._plan.touches_request:
            return {}
        found: dict[str, str] = {}
        for holder in (location, location[:-1]):
            schema = schema_at(self._taken, holder)
            for name in _plain(self._taken, schema).get("properties", {}) if schema is not None else ():
                older = self._older((*holder, name))
                if older and isinstance(older[-1], str) and older[-1] != name and len(older) == len(holder) + 1:
                    found[name] = older[-1]
        return found


def _plain(shape: Shape, schema: Schema) -> Schema:
    """The schema behind references, and of what isn't null."""
    schema = resolved(shape, schema)
    parts = schema.get("anyOf", ())
    if parts and "properties" not in schema:
        plain = [resolved(shape, part) for part in parts]
        return plain[0] if len(plain) == 1 else {**schema, "anyOf": plain}
    return schema


def _bare(node: Any) -> Any:
    """The schema without words for people."""
    if isinstance(node, Mapping):
        return {key: _bare(held) for key, held in node.items() if key not in ("title", "description", "examples")}
    return [_bare(held) for held in node] if isinstance(node, list | tuple) else node


def _at(document: Any, location: Location) -> Any:
    """What stands at a place; `NOTHING` where nothing does."""
    for key in location:
        if isinstance(document, dict) and isinstance(key, str):
            document = document.get(key, NOTHING)
        elif isinstance(document, list) and isinstance(key, int) and 0 <= key < len(document):
            document = document[key]
        else:
            return NOTHING
    return document


def _in_place(text: str, form: str, by: str) -> str:
    return re.sub(rf"(?<![\w-]){form}(?![\w-])", _constant(by), text)


def _quoted(text: str, form: str, by: str) -> str:
    return re.sub(rf"(?<=['\"`]){form}(?=['\"`])", _constant(by), text)


def _constant(by: str) -> Callable[[re.Match[str]], str]:
    return lambda _: by
