"""A law, and how one is tried on many documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis.errors import Flaky, InvalidArgument, NoSuchExample, Unsatisfiable

from gateway.laws.breach import Broken, told
from gateway.laws.smallest import smallest
from gateway.laws.values import Strategy

WITNESSES = 200
"""Among how many documents a declared loss must occur."""
ROUND = 500
"""How many documents are made at a time: hypothesis compares each with those before it, and slows down."""
EDGES = 3
"""To how many documents there is one at the edges, until there are no more of those."""


def nothing_wrong(_document: Any) -> str | None:
    """What is wrong with a document of which nothing is known."""
    return None


class Law(NamedTuple):
    """Something that holds for every document.

    Args:
        says: the law, in a sentence.
        documents: the documents it is about.
        holds: raises Broken for one that breaks it.
        fix: what to do then.
        wrong: what is wrong with a document, so that the law isn't about it; None where nothing is.
        edges: documents on which it is tried before others.
    """

    says: str
    documents: Strategy
    holds: Callable[[Any], None]
    fix: str
    wrong: Callable[[Any], str | None] = nothing_wrong
    edges: Sequence[Any] = ()


def broken(laws: Sequence[Law], examples: int) -> list[tuple[Law, Broken]]:
    """The laws that break on so many documents, each with the smallest that shows it.

    Args:
        laws: laws that are about the same documents.
        examples: how many.
    """
    found, kept = [], list(laws)
    while kept:
        first = _at_edges(kept, examples) or _first(kept, examples)
        if first is None:
            break
        found.append(first)
        kept.remove(first[0])
    return found


def _at_edges(laws: Sequence[Law], examples: int) -> tuple[Law, Broken] | None:
    for document in laws[0].edges[: max(examples // EDGES, 1)]:
        for law in laws:
            said = _broken(law, document)
            if said is not None:
                return law, smallest(document, said, partial(_broken, law))
    return None


def _broken(law: Law, document: Any) -> Broken | None:
    try:
        _tried(law, document)
    except Broken as said:
        # Not all that JSON Schema can say is kept to when documents are made, such as `not`.
        return said if law.wrong(document) is None else None
    return None


def _first(laws: Sequence[Law], examples: int) -> tuple[Law, Broken] | None:
    rounds = range(-(-examples // ROUND))
    found = (_in_round(laws, min(ROUND, examples - ROUND * number), number) for number in rounds)
    return next((one for one in found if one is not None), None)


def _in_round(laws: Sequence[Law], examples: int, number: int) -> tuple[Law, Broken] | None:
    breaking = laws[0]

    @seed(number)
    @settings(_quiet(examples), derandomize=False, phases=(Phase.generate, Phase.shrink))
    @given(laws[0].documents.map(_Held))
    def every(held: _Held) -> None:
        nonlocal breaking
        for law in laws:
            breaking = law
            said = _broken(law, held.document)
            if said is not None:
                raise said

    try:
        every()
    except Broken as said:
        return breaking, said
    except Flaky as error:
        return breaking, _fickle(error)
    except (Unsatisfiable, InvalidArgument, re.error) as error:
        return laws[0], _unmade(error)
    return None


def _tried(law: Law, document: Any) -> None:
    """Raises Broken also where a function of a user's can't cope with what another one made."""
    try:
        law.holds(document)
    except Broken:
        raise
    except Exception as error:
        raise Broken(told(error), document=document) from error


class Witnessed(NamedTuple):
    """Something that holds for at least one document.

    Args:
        says: the law, in a sentence.
        documents: the documents of which one shows it.
        shows: whether one does.
        fix: what to do where none does.
        wrong: what is wrong with a document, so that it shows nothing; None where nothing is.
        edges: documents that are asked before others.
    """

    says: str
    documents: Strategy
    shows: Callable[[Any], bool]
    fix: str
    wrong: Callable[[Any], str | None] = nothing_wrong
    edges: Sequence[Any] = ()

    def broken(self, examples: int) -> Broken | None:
        """What is wrong where none of so many documents shows it."""
        refused: list[Broken] = []

        def shows(held: _Held) -> bool:
            if not self.shows(held.document):
                return False
            wrong = self.wrong(held.document)
            if wrong is not None and not refused:
                said = f"What would show it isn't what the schema allows: {wrong}"
                refused.append(Broken(said, document=held.document))
            return wrong is None

        try:
            if any(shows(_Held(document)) for document in self.edges):
                return None
            # Any one will do, so the smallest isn't looked for.
            looking = settings(_quiet(max(examples, WITNESSES)), phases=(Phase.generate,))
            find(self.documents.map(_Held), shows, settings=looking)
        except Broken as said:
            return said
        except (NoSuchExample, Unsatisfiable):
            return refused[0] if refused else Broken("No document shows it.")
        except Flaky as error:
            return _fickle(error)
        except (InvalidArgument, re.error) as error:
            return _unmade(error)
        return None


class Cases(NamedTuple):
    """Something that holds for each of a few cases.

    Args:
        says: the law, in a sentence.
        cases: the cases.
        holds: raises Broken for one that breaks it.
        fix: what to do then.
    """

    says: str
    cases: Sequence[Any]
    holds: Callable[[Any], None]
    fix: str

    def broken(self, _examples: int) -> Broken | None:
        """What is wrong in the first case that breaks it."""
        for case in self.cases:
            try:
                self.holds(case)
            except Broken as said:
                return said
        return None


class _Held:
    """A document that hypothesis needn't write out, as some are long."""

    __slots__ = ("document",)

    def __init__(self, document: Any) -> None:
        self.document = document

    def __repr__(self) -> str:
        return "a document"


def _fickle(error: Flaky) -> Broken:
    """What is told of a law that broke once and held when it was tried again."""
    seen = [one for one in getattr(error, "exceptions", ()) if isinstance(one, Broken)]
    return Broken("It gives another result each time.", **(seen[0].documents if seen else {}))


def _unmade(error: Exception) -> Broken:
    if isinstance(error, Unsatisfiable):
        return Broken("No document keeps to the schema.")
    return Broken(f"No document can be made of the schema: {error}.")


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
