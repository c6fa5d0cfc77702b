"""Leads through two schemas, and tells of all that differs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gateway.diff.facts import Facts
from gateway.diff.nodes import ALL, Node
from gateway.diff.reading import Reader
from gateway.diff.report import Report
from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.registry import RULES
from gateway.diff.schemas import alternatives, arrays, inner, limits, objects, texts, types, values, words
from gateway.diff.schemas.pair import Finding, Pair
from gateway.diff.where import Where

DEEPEST = 12
"""How many judgements may need each other before one is taken for undecided."""
MOST_JUDGED = 2_000
"""How many pairs one judgement may look at before it is taken for undecided."""


class Readers:
    """The two documents' readers, and what is known of their nodes.

    Args:
        old: reads the older document.
        new: reads the newer one.
    """

    def __init__(self, old: Reader, new: Reader) -> None:
        self.old, self.new = old, new
        self._facts: dict[Any, Facts] = {}
        self.judged: dict[Any, Effect] = {}
        self.being_judged: dict[Any, Effect] = {}
        self.depth = 0

    def old_facts(self, node: Node) -> Facts:
        """What a node of the older document says."""
        return self._known(self.old, node)

    def new_facts(self, node: Node) -> Facts:
        """What a node of the newer document says."""
        return self._known(self.new, node)

    def _known(self, reader: Reader, node: Node) -> Facts:
        key = (reader is self.old, node.pointer, node.key)
        known = self._facts.get(key)
        if known is None:
            known = self._facts[key] = Facts(reader, node)
        return known


class SchemaWalk:
    """Leads through two schemas at one place of two operations.

    A pair of schemas that is reached again, as where a schema holds itself or is used twice, is compared once.

    Args:
        readers: the documents' readers.
        direction: whether clients say or read the values.
        nouns: what rules call the whole value, and what is inside it.
        told: what takes each difference.
    """

    def __init__(
        self, readers: Readers, direction: Direction, nouns: tuple[str, str], told: Callable[[Finding], None]
    ) -> None:
        self.direction = direction
        self._readers = readers
        self._nouns = nouns
        self._told = told
        self._todo: deque[tuple[Node, Node, str, bool]] = deque()
        self._seen: set[Any] = set()
        self.old_facts = readers.old_facts
        self.new_facts = readers.new_facts

    def compare(self, old: Node, new: Node, most: int | None = None) -> bool:
        """Compare two nodes and all inside them, what is nearer first.

        Args:
            old: the older one.
            new: the newer one.
            most: how many pairs are looked at.

        Returns:
            whether all were.
        """
        self.go_on(old, new, "")
        count = 0
        while self._todo:
            count += 1
            if most is not None and count > most:
                return False
            self._compare(*self._todo.popleft())
        return True

    def go_on(self, old: Node, new: Node, property_path: str, *, is_member: bool = False) -> None:
        """Compare two nodes later, unless they were already.

        Args:
            old: the older one.
            new: the newer one.
            property_path: the place in the value.
            is_member: whether they are members of unions, of which the nodes that have these are compared already.
        """
        key = (old.key, new.key, bool(property_path))
        if key not in self._seen:
            self._seen.add(key)
            self._todo.append((old, new, property_path, is_member))

    def say(self, finding: Finding) -> None:
        """Tell of a difference."""
        self._told(finding)

    def judged(self, old: Node, new: Node) -> Effect:
        """What it does that one node stands in another's place."""
        readers, key = self._readers, (self.direction, old.key, new.key)
        known = readers.judged.get(key) or readers.being_judged.get(key)
        if known is not None:
            return known
        if readers.depth >= DEEPEST:
            return Effect.UNKNOWN
        found: set[Effect] = set()
        walk = SchemaWalk(readers, self.direction, ("body", "property"), lambda one: found.add(_strictly(one)))
        readers.being_judged[key] = Effect.NONE  # should it need itself
        readers.depth += 1
        try:
            done = walk.compare(old, new, MOST_JUDGED)
        finally:
            readers.depth -= 1
        effect = readers.being_judged[key] = together(found) if done else Effect.UNKNOWN
        if not readers.depth:
            # What was judged on the way may have been taken for equal only because this was.
            readers.being_judged.clear()
            readers.judged[key] = effect
        return effect

    def _compare(self, old: Node, new: Node, property_path: str, is_member: bool) -> None:
        pair = Pair(self, self.old_facts(old), self.new_facts(new), self._nouns, property_path)
        if not is_member:
            values.compare_defaults(pair)
            words.compare(pair)
        types.compare(pair)
        if not pair.types:
            return
        if old.unions or new.unions:
            rest = ALL - alternatives.compare(pair)
            pair = replace(
                pair,
                old=self.old_facts(old.without_unions().only(rest).within(pair.old.types & rest)),
                new=self.new_facts(new.without_unions().only(rest).within(pair.new.types & rest)),
            )
        for part in (values, limits, texts, objects, arrays, inner):
            part.compare(pair)


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


def walk_of(readers: Readers, direction: Direction, nouns: tuple[str, str], report: Report, where: Where) -> SchemaWalk:
    """What leads through the schemas of one part of an operation.

    Args:
        readers: the documents' readers.
        direction: whether clients say or read the values.
        nouns: what rules call the whole value, and what is inside it.
        report: collects what is found.
        where: the part of the operation.
    """

    def told(one: Finding) -> None:
        place = replace(where, property_path=one.property_path, old=one.old, new=one.new)
        report.add(one.rule, place, one.before, one.after, name=one.name)

    return SchemaWalk(readers, direction, nouns, told)
