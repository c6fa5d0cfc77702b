"""A law, and how one is tried on many documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample, Unsatisfiable

from gateway.laws.breach import Broken
from gateway.laws.documents import Strategy

WITNESSES = 200
"""Among how many documents a declared loss must occur."""


class Law(NamedTuple):
    """Something that holds for every document.

    Args:
        says: the law, in a sentence.
        documents: the documents it is about.
        holds: raises Broken for one that breaks it.
        fix: what to do then.
    """

    says: str
    documents: Strategy
    holds: Callable[[Any], None]
    fix: str


def broken(laws: Sequence[Law], examples: int) -> list[tuple[Law, Broken]]:
    """The laws that break on so many documents, each with the smallest that shows it.

    Args:
        laws: laws that are about the same documents.
        examples: how many.
    """
    found, kept = [], list(laws)
    while kept:
        first = _first(kept, examples)
        if first is None:
            break
        found.append(first)
        kept.remove(first[0])
    return found


def _first(laws: Sequence[Law], examples: int) -> tuple[Law, Broken] | None:
    breaking = laws[0]

    @settings(_quiet(examples), phases=(Phase.generate, Phase.shrink))
    @given(laws[0].documents)
    def every(document: Any) -> None:
        nonlocal breaking
        for law in laws:
            breaking = law
            law.holds(document)

    try:
        every()
    except Broken as said:
        return breaking, said
    except Unsatisfiable:
        return laws[0], Broken("No document keeps to the schema.")
    return None


class Witnessed(NamedTuple):
    """Something that holds for at least one document.

    Args:
        says: the law, in a sentence.
        documents: the documents of which one shows it.
        shows: whether one does.
        fix: what to do where none does.
    """

    says: str
    documents: Strategy
    shows: Callable[[Any], bool]
    fix: str

    def broken(self, examples: int) -> Broken | None:
        """What is wrong where none of so many documents shows it."""
        try:
            # Any one will do, so the smallest isn't looked for.
            looking = settings(_quiet(max(examples, WITNESSES)), phases=(Phase.generate,))
            find(self.documents, self.shows, settings=looking)
        except (NoSuchExample, Unsatisfiable):
            return Broken("No document shows it.")
        return None


def _quiet(examples: int) -> settings:
    # The same documents in every run, so that a breach says something about the change.
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
