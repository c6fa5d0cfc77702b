"""Compares two OpenAPI documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from gateway.diff.difference import Difference
from gateway.diff.document import Document
from gateway.diff.operations import answers, bodies, life, parameters, security, sent
from gateway.diff.operations.sides import At, Sides
from gateway.diff.reading import Reader
from gateway.diff.report import Report
from gateway.diff.rules.direction import Direction
from gateway.diff.schemas.judge import Pages
from gateway.diff.severities import Severities
from gateway.diff.where import Where
from gateway.shapes.from_openapi import METHODS
from gateway.shapes.pointers import pointer

LIFE = ("Deprecation", "Sunset")
"""Headers of answers that tell of the life of what is asked for (RFC 9745, RFC 8594)."""


def compare(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    severities: Mapping[str, str] | None = None,
    today: date | None = None,
    ignored_headers: Collection[str] = LIFE,
    told: Callable[[int, int], None] | None = None,
) -> list[Difference]:
    """All differences between two OpenAPI documents that clients may notice, by operation.

    What is said of requests may only widen, what is said of answers may only narrow. Documents that say the same in
    other words don't differ: inlined or referred to, merged or as `allOf`, of OpenAPI 3.0 or 3.1.

    Args:
        old: the older document, of OpenAPI 3.0 or 3.1. Not altered.
        new: the newer one.
        severities: other severities than the rules have: `error`, `warning`, `info` or `none`, by rule id or by a
            pattern such as `response-*-enum-value-added`.
        today: the day for which it is decided whether a sunset (`x-sunset`) has come. Without it none has.
        ignored_headers: headers of answers that aren't compared, in any case: those that tell of a version's life, as
            clients aren't broken by that.
        told: is told how many of how many paths are compared.

    Returns:
        the differences; those of nothing in particular first, then by path and method.

    Raises:
        DeclarationError: a document is no OpenAPI document, or one of its references leads nowhere.
        ConfigurationError: no rule has a name in `severities`, or there is no such severity.
    """
    report = Report(Severities(severities))
    pages = Pages(Reader(Document(old, "the older document")), Reader(Document(new, "the newer document")))
    _Comparison(Sides(pages, report, today, ignored_headers)).run(told or (lambda _done, _all: None))
    return report.differences()


class _Comparison:
    """Compares the operations of two documents.

    Args:
        sides: the documents.
    """

    def __init__(self, sides: Sides) -> None:
        self._sides = sides

    def run(self, told: Callable[[int, int], None]) -> None:
        """Compare all of them, and what is said beside them."""
        old, new = self._items(self._sides.old), self._items(self._sides.new)
        forms = sorted({*old, *new})
        alike = False
        for number, form in enumerate(forms, start=1):
            alike |= self._compare_path(old.get(form), new.get(form))
            told(number, len(forms))
        if alike:
            security.compare_global(self._sides)
        security.compare_schemes(self._sides)
        sent.compare(self._sides, Where(), "webhook", sent.webhooks(self._sides.old), sent.webhooks(self._sides.new))

    def _items(self, document: Document) -> dict[str, tuple[str, At]]:
        """The paths of a document with what is said of them, by what they are but for the names of their parameters."""
        found = {}
        for path, item in document.part("paths").items():
            if not str(path).startswith("x-"):
                form = re.sub(r"\{[^{}]*\}", "{}", str(path))
                found[form if form not in found else str(path)] = (
                    str(path),
                    At(*document.followed(item, f"/paths{pointer((str(path),))}")),
                )
        return found

    def _compare_path(self, old: tuple[str, At] | None, new: tuple[str, At] | None) -> bool:
        """Compare one path; whether both documents say the same of the security of any operation as of all."""
        operations = [_operations(side[1]) if side else {} for side in (old, new)]
        said = new or old
        assert said is not None
        alike = False
        for method in sorted({*operations[0], *operations[1]}):
            before, after = operations[0].get(method), operations[1].get(method)
            where = Where(method.upper(), said[0])
            if before is None and after is not None:
                self._sides.say("endpoint-added", where, None, after.pointer)
            elif after is None and before is not None:
                life.tell_removed(self._sides, where, before, with_path=not operations[1])
            elif before is not None and after is not None and old is not None and new is not None:
                alike |= self._compare_operation(where, (*old, before), (*new, after))
        return alike

    def _compare_operation(self, where: Where, old: tuple[str, At, At], new: tuple[str, At, At]) -> bool:
        sides, before, after = self._sides, old[2], new[2]
        life.compare(sides, where, before, after)
        both = parameters.parameters(sides.old, *old), parameters.parameters(sides.new, *new)
        parameters.compare(sides, where, *both)
        bodies.compare(sides, where, before, after)
        replies = answers.answers(sides.old, before), answers.answers(sides.new, after)
        answers.compare(sides, where, *replies, Direction.RESPONSE, (before.pointer, after.pointer))
        sent.compare(sides, where, "callback", sent.callbacks(sides.old, before), sent.callbacks(sides.new, after))
        return security.compare(sides, where, before, after)


def _operations(item: At) -> dict[str, At]:
    return {
        method: At(item.node[method], f"{item.pointer}/{method}")
        for method in METHODS
        if isinstance(item.get(method), Mapping)
    }
