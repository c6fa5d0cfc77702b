"""The two documents, and what is told of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from gateway.diff.report import Report
from gateway.diff.rules.direction import Direction
from gateway.diff.schemas.judge import Pages, SchemaJudge
from gateway.diff.schemas.pair import Finding
from gateway.diff.schemas.walk import SchemaWalk
from gateway.diff.where import Where


class At(NamedTuple):
    """A part of a document, and where it is.

    Args:
        node: the part, references followed.
        pointer: its JSON Pointer.
    """

    node: Any
    pointer: str

    def get(self, name: str) -> Any:
        """What it holds under a name; None where it holds nothing, or is no object."""
        return self.node.get(name) if isinstance(self.node, Mapping) else None


class Sides:
    """The older document and the newer one.

    Args:
        pages: reads both.
        report: collects what is found.
        today: the day for which it is decided whether a sunset has come; None where none has.
        ignored_headers: headers of answers that aren't compared.
    """

    def __init__(
        self, pages: Pages, report: Report, today: date | None = None, ignored_headers: Collection[str] = ()
    ) -> None:
        self.old, self.new = pages.old.document, pages.new.document
        self.pages = pages
        self.report = report
        self.today = today
        self.ignored_headers = frozenset(name.lower() for name in ignored_headers)
        self.judges = {direction: SchemaJudge(pages, direction) for direction in Direction}

    def say(self, rule: str, where: Where, old: str | None, new: str | None, before: Any = None, after: Any = None,
            name: str = "") -> None:  # fmt: skip
        """Tell of a difference.

        Args:
            rule: the id of the rule.
            where: the part of the operation.
            old: the JSON Pointer into the older document.
            new: the JSON Pointer into the newer document.
            before: what the older document says.
            after: what the newer document says.
            name: what else is named in the sentence.
        """
        self.report.add(rule, replace(where, old=old, new=new), before, after, name=name)

    def compare_schemas(
        self, direction: Direction, noun: str, where: Where, old: tuple[Any, str], new: tuple[Any, str]
    ) -> None:
        """Compare two schemas and all inside them.

        Args:
            direction: whether clients say or read the values.
            noun: what rules call the whole value: `body`, `parameter` or `header`.
            where: the part of the operation.
            old: the older schema and where it is.
            new: the newer schema and where it is.
        """
        inside = "property" if noun == "body" else f"{noun}-property"

        def told(one: Finding, path: str) -> None:
            place = replace(where, property_path=path, old=one.old, new=one.new)
            self.report.add(one.rule, place, one.before, one.after, name=one.name)

        walk = SchemaWalk(self.judges[direction], (noun, inside), told)
        walk.compare(self.pages.old.node(old, at=old[1]), self.pages.new.node(new, at=new[1]))
