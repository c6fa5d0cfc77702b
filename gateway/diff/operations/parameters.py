"""Parameters: in the path, the query, headers and cookies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gateway.diff.document import Document
from gateway.diff.operations.contents import contents
from gateway.diff.operations.life import has_passed, sunset
from gateway.diff.operations.sides import At, Sides
from gateway.diff.rules.direction import Direction
from gateway.diff.where import Where

IGNORED = frozenset({"accept", "content-type", "authorization"})
"""Headers that a document says elsewhere (OpenAPI 3.1, 4.8.12.2)."""
STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
"""How parameters are written where nothing says it (OpenAPI 3.1, 4.8.12.2)."""
NAMES = re.compile(r"\{([^{}]*)\}")

Parameters = Mapping[tuple[str, str], At]
"""Parameters by where they are, and by name; those in the path by their number, as their names aren't sent."""


def parameters(document: Document, path: str, item: At, operation: At) -> dict[tuple[str, str], At]:
    """The parameters of an operation, those of its path among them.

    Args:
        document: the document.
        path: the operation's path.
        item: what is said of the path.
        operation: what is said of the operation.
    """
    numbers = {name: str(number) for number, name in enumerate(NAMES.findall(path))}
    found = {}
    for holder in (item, operation):
        listed = holder.get("parameters")
        for number, one in enumerate(listed if isinstance(listed, list) else ()):
            node, pointer = document.followed(one, f"{holder.pointer}/parameters/{number}")
            place, name = str(node.get("in")), str(node.get("name"))
            if place == "header":
                name = name.lower()
            elif place == "path":
                name = numbers.get(name, name)
            if place in STYLES and not (place == "header" and name in IGNORED):
                found[place, name] = At(node, pointer)
    return found


def compare(sides: Sides, where: Where, old: Parameters, new: Parameters) -> None:
    """Compare an operation's parameters.

    Args:
        sides: the documents.
        where: the operation.
        old: the older parameters.
        new: the newer ones.
    """
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        said = after or before
        assert said is not None
        place = replace(where, place=key[0], name=str(said.get("name")))
        if before is None and after is not None:
            _tell_added(sides, place, after)
        elif after is None and before is not None:
            _tell_removed(sides, place, before)
        elif before is not None and after is not None:
            _Parameter(sides, place, before, after).compare()


def _tell_added(sides: Sides, where: Where, new: At) -> None:
    rule = f"new-{'required' if new.get('required') is True else 'optional'}-request-parameter"
    sides.say("new-request-path-parameter" if where.place == "path" else rule, where, None, new.pointer)


def _tell_removed(sides: Sides, where: Where, old: At) -> None:
    rule, date = "request-parameter-removed", sunset(old.node)
    if old.get("deprecated") is True:
        rule += "-with-deprecation" if date is None or has_passed(date, sides.today) else "-before-sunset"
    sides.say(rule, where, old.pointer, None, name=date or "")


class _Parameter:
    """A parameter that both documents have.

    Args:
        sides: the documents.
        where: the parameter.
        old: what the older document says of it.
        new: what the newer document says of it.
    """

    def __init__(self, sides: Sides, where: Where, old: At, new: At) -> None:
        self._sides = sides
        self._where = where
        self._old, self._new = old, new

    def compare(self) -> None:
        """Compare it."""
        old, new = self._old, self._new
        if self._where.place == "path":
            if old.get("name") != new.get("name"):
                self._say("request-path-parameter-renamed", old.get("name"), new.get("name"))
        elif (old.get("required") is True) != (new.get("required") is True):
            self._say(f"request-parameter-became-{'required' if new.get('required') is True else 'optional'}")
        self._compare_flag("deprecated", "request-parameter-deprecated", "request-parameter-reactivated")
        self._compare_schemas()

    def _compare_flag(self, keyword: str, became: str, became_not: str) -> None:
        was_so, is_so = self._old.get(keyword) is True, self._new.get(keyword) is True
        if was_so != is_so:
            self._say(became if is_so else became_not)

    def _compare_schemas(self) -> None:
        (old_type, *before), (new_type, *after) = map(_schema, (self._old, self._new))
        if old_type != new_type:
            self._say("request-parameter-media-type-changed", old_type, new_type)
            return
        if old_type is None:
            self._compare_writing()
        one, other = (before[0], before[1]), (after[0], after[1])
        self._sides.compare_schemas(Direction.REQUEST, "parameter", self._where, one, other)

    def _compare_writing(self) -> None:
        """Compare how the parameter is written."""
        (old_style, old_explode), (new_style, new_explode) = (self._style(one) for one in (self._old, self._new))
        if old_style != new_style:
            self._say("request-parameter-style-changed", old_style, new_style)
        elif old_explode != new_explode and not all(self._is_scalar(one) for one in (self._old, self._new)):
            self._say("request-parameter-explode-changed", old_explode, new_explode)
        if self._where.place == "query":
            for keyword, name in (("allowReserved", "allow-reserved"), ("allowEmptyValue", "allow-empty-value")):
                self._compare_flag(keyword, f"request-parameter-became-{name}", f"request-parameter-became-not-{name}")

    def _style(self, one: At) -> tuple[str, bool]:
        style = str(one.get("style") or STYLES[str(self._where.place)])
        explode = one.get("explode")
        return style, explode if isinstance(explode, bool) else style == "form"

    def _is_scalar(self, one: At) -> bool:
        """Whether its values are neither lists nor objects, so that it doesn't matter how these are written."""
        judge, pages = self._sides.judges[Direction.REQUEST], self._sides.pages
        reader, facts = (pages.old, judge.old_facts) if one is self._old else (pages.new, judge.new_facts)
        return not facts(reader.node((one.get("schema"), f"{one.pointer}/schema"))).types & {"array", "object"}

    def _say(self, rule: str, before: Any = None, after: Any = None) -> None:
        self._sides.say(rule, self._where, self._old.pointer, self._new.pointer, before, after)


def _schema(one: At) -> tuple[str | None, Any, str]:
    """The media type of a parameter's text, if it has one; its schema; and where that is."""
    held = contents(one.node, one.pointer)
    for name, (said, pointer) in held.items():
        return name, said.get("schema", {}), f"{pointer}/schema"
    return None, one.get("schema") or {}, f"{one.pointer}/schema"
