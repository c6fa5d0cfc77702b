"""Knows of the nodes of two documents: what they say, how they differ, and what that does."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Any, NamedTuple

from gateway.diff.facts import Facts
from gateway.diff.nodes import ALL, Node
from gateway.diff.reading import Reader
from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.registry import RULES
from gateway.diff.schemas import alternatives, arrays, inner, limits, objects, texts, types, values, words
from gateway.diff.schemas.pair import Finding, Inside, Pair

DEEPEST = 12
"""How many judgements may need each other before one is taken for undecided."""
MOST_JUDGED = 2_000
"""How many pairs one judgement may look at before it is taken for undecided."""


class Meeting:
    """Two nodes at the same place of both documents, which are compared once.

    Args:
        old: the older one.
        new: the newer one.
        nouns: what rules call the whole value, and what is inside it.
        is_inside: which of these they are about.
        is_member: whether they are members of unions, of which the nodes that have these are compared already.
        same: what it has in common with the meetings of the same nodes that are used elsewhere.
    """

    __slots__ = ("findings", "inside", "is_clean", "is_inside", "is_member", "new", "nouns", "old", "same")

    def __init__(
        self, old: Node, new: Node, nouns: tuple[str, str], same: object, *, is_inside: bool, is_member: bool
    ) -> None:
        self.old, self.new = old, new
        self.nouns = nouns
        self.is_inside, self.is_member = is_inside, is_member
        self.same = same
        self.is_clean = False
        """Whether it was compared with all inside it, and doesn't differ."""
        self.findings: list[Finding] | None = None
        """How they differ; None while they aren't compared."""
        self.inside: list[tuple[Meeting, str]] = []
        """What is to be compared too, with how the place in the value goes on."""


class Pages(NamedTuple):
    """The two documents.

    Args:
        old: reads the older one.
        new: reads the newer one.
    """

    old: Reader
    new: Reader


class SchemaJudge:
    """Knows of the nodes of two documents, for one direction. What is found out is found out once.

    Args:
        pages: the documents.
        direction: whether clients say or read the values.
    """

    def __init__(self, pages: Pages, direction: Direction) -> None:
        self.direction = direction
        self._pages = pages
        self._facts: tuple[dict[Any, Facts], dict[Any, Facts]] = ({}, {})
        self._meetings: dict[Any, Meeting] = {}
        self._same: dict[Any, object] = {}
        self._judged: dict[Any, Effect] = {}
        self._being_judged: dict[Any, Effect] = {}
        self._depth = 0
        self._asked = 0

    def old_facts(self, node: Node) -> Facts:
        """What a node of the older document says."""
        return _known(self._facts[0], self._pages.old, node)

    def new_facts(self, node: Node) -> Facts:
        """What a node of the newer document says."""
        return _known(self._facts[1], self._pages.new, node)

    def meeting(
        self, old: Node, new: Node, nouns: tuple[str, str], *, is_inside: bool = False, is_member: bool = False
    ) -> Meeting:
        """Two nodes that are to be compared; the same for the same.

        Args:
            old: the older one.
            new: the newer one.
            nouns: what rules call the whole value, and what is inside it.
            is_inside: which of these they are about.
            is_member: whether they are members of unions.
        """
        same = old.key, new.key, is_inside, is_member
        key = nouns, old.pointer, new.pointer, same
        known = self._meetings.get(key)
        if known is None:
            token = self._same.setdefault(same, object())
            known = Meeting(old, new, nouns, token, is_inside=is_inside, is_member=is_member)
            self._meetings[key] = known
        return known

    def compared(self, meeting: Meeting) -> tuple[list[Finding], list[tuple[Meeting, str]]]:
        """Compare two nodes: how they differ, and what is inside them that is to be compared too."""
        if meeting.findings is not None:
            return meeting.findings, meeting.inside
        asked = self._asked
        old, new = self.old_facts(meeting.old), self.new_facts(meeting.new)
        pair = Pair(self, old, new, meeting.nouns, meeting.is_inside, [], [])
        self._compare(pair, is_member=meeting.is_member)
        inside = [(self._inside(meeting, one), one.step) for one in pair.inside]
        # What was judged while something else is being judged may be so only because that is taken for equal.
        if not self._depth or asked == self._asked:
            meeting.findings, meeting.inside = pair.findings, inside
        return pair.findings, inside

    def _inside(self, meeting: Meeting, one: Inside) -> Meeting:
        is_inside = meeting.is_inside or bool(one.step)
        return self.meeting(one.old, one.new, meeting.nouns, is_inside=is_inside, is_member=not one.step)

    def _compare(self, pair: Pair, *, is_member: bool) -> None:
        if not is_member:
            values.compare_defaults(pair)
            words.compare(pair)
        types.compare(pair)
        if not pair.types:
            return
        old, new = pair.old.node, pair.new.node
        if old.unions or new.unions:
            rest = ALL - alternatives.compare(pair)
            pair = replace(
                pair,
                old=self.old_facts(old.without_unions().only(rest).within(pair.old.types & rest)),
                new=self.new_facts(new.without_unions().only(rest).within(pair.new.types & rest)),
            )
        for part in (values, limits, texts, objects, arrays, inner):
            part.compare(pair)

    def judged(self, old: Node, new: Node) -> Effect:
        """What it does that one node stands in another's place."""
        self._asked += 1
        key = old.key, new.key
        known = self._judged.get(key) or self._being_judged.get(key)
        if known is not None:
            return known
        if self._depth >= DEEPEST:
            return Effect.UNKNOWN
        self._being_judged[key] = Effect.NONE  # should it need itself
        self._depth += 1
        try:
            effect = self._being_judged[key] = self._judge(self.meeting(old, new, ("body", "property")))
        finally:
            self._depth -= 1
        if not self._depth:
            self._being_judged.clear()
            self._judged[key] = effect
        return effect

    def _judge(self, meeting: Meeting) -> Effect:
        found: set[Effect] = set()
        todo, seen = deque([meeting]), {meeting.same}
        while todo:
            if len(seen) > MOST_JUDGED:
                return Effect.UNKNOWN
            findings, inside = self.compared(todo.popleft())
            found.update(map(_strictly, findings))
            for one, _ in inside:
                if one.same not in seen and not one.is_clean:
                    seen.add(one.same)
                    todo.append(one)
        return together(found)


def _known(known: dict[Any, Facts], reader: Reader, node: Node) -> Facts:
    key = node.pointer, node.key
    found = known.get(key)
    if found is None:
        found = known[key] = Facts(reader, node)
    return found


def together(effects: set[Effect]) -> Effect:
    """The effect of several differences."""
    left = effects - {Effect.NONE}
    if not left:
        return Effect.NONE
    if Effect.INCOMPARABLE in left or {Effect.WIDENS, Effect.NARROWS} <= left:
        return Effect.INCOMPARABLE
    return Effect.UNKNOWN if Effect.UNKNOWN in left else left.pop()


def _strictly(finding: Finding) -> Effect:
    return RULES[finding.rule].effect if finding.strictly is None else finding.strictly
