"""Two nodes that are compared, and what is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from gateway.diff.facts import Facts
from gateway.diff.nodes import NUMBERS, Node, Types
from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.family import named


class Judge(Protocol):
    """What knows of the nodes of both documents."""

    direction: Direction

    def judged(self, old: Node, new: Node) -> Effect:
        """What it does that one node stands in another's place."""

    def old_facts(self, node: Node) -> Facts:
        """What a node of the older document says."""

    def new_facts(self, node: Node) -> Facts:
        """What a node of the newer document says."""


class Finding(NamedTuple):
    """A difference between two nodes.

    Args:
        rule: the id of the rule.
        step: the place in the value that the nodes are about: empty, or that of a property.
        old: the JSON Pointer into the older document; None where it isn't there.
        new: the JSON Pointer into the newer document.
        before: what the older document says.
        after: what the newer document says.
        name: what else is named in the sentence.
        strictly: what it does to the set of values where properties that nobody knows count too; None where that is
            what the rule says.
    """

    rule: str
    step: str
    old: str | None
    new: str | None
    before: Any = None
    after: Any = None
    name: str = ""
    strictly: Effect | None = None


class Inside(NamedTuple):
    """Two nodes inside those that were compared, which are to be compared too.

    Args:
        old: the older one.
        new: the newer one.
        step: how the place in the value goes on: `/name` or `/*`; empty for members of the nodes' unions.
    """

    old: Node
    new: Node
    step: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A node of the older document and one of the newer at the same place, and what is found out about them.

    Args:
        judge: knows of the nodes of both documents.
        old: what the older node says.
        new: what the newer node says.
        nouns: what rules call the whole value, and what is inside it.
        is_inside: which of these the nodes are about.
        findings: takes the differences.
        inside: takes what is to be compared too.
    """

    judge: Judge
    old: Facts
    new: Facts
    nouns: tuple[str, str]
    is_inside: bool
    findings: list[Finding]
    inside: list[Inside]

    @property
    def noun(self) -> str:
        """What rules call what is compared."""
        return self.nouns[self.is_inside]

    @property
    def types(self) -> Types:
        """The JSON types that values have in both."""
        return self.old.types & self.new.types

    @property
    def open_types(self) -> Types:
        """Those of which neither has but some values."""
        return self.types - self.old.values.keys() - self.new.values.keys()

    @property
    def has_numbers(self) -> bool:
        """Whether there are numbers in both, and not only some."""
        return bool(self.open_types & NUMBERS)

    def say(
        self,
        suffix: str,
        *keywords: str,
        old: str | None = "",
        new: str | None = "",
        before: Any = None,
        after: Any = None,
        name: str = "",
    ) -> None:
        """Tell of a difference by the rule of a family.

        Args:
            suffix: the family.
            keywords: whose places are meant, where `old` and `new` don't say them.
            old: the JSON Pointer into the older document; empty where the keywords say it.
            new: the JSON Pointer into the newer document.
            before: what the older document says.
            after: what the newer document says.
            name: what else is named in the sentence.
        """
        self.findings.append(
            Finding(
                named(self.judge.direction, self.noun, suffix),
                "",
                self.old.place(*keywords) if old == "" else old,
                self.new.place(*keywords) if new == "" else new,
                before,
                after,
                name,
            )
        )

    def go_on(self, old: Node, new: Node, step: str = "") -> None:
        """Compare two nodes inside these, later.

        Args:
            old: the older one.
            new: the newer one.
            step: how the place in the value goes on: `/name` or `/*`; empty for members of these nodes' unions.
        """
        self.inside.append(Inside(old, new, step))
