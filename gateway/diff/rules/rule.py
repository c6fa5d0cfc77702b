"""One rule."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.severity import Severity, by_law


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of difference is called, and what it means.

    Args:
        id: its name; that of oasdiff where oasdiff has the same rule.
        direction: whether clients say or read what it is about.
        effect: what it does to the set of what is allowed.
        mirrors: the rules that report the same difference when the documents are swapped.
        said: what a difference says of its subject, with `{before}` and `{after}`.
        unlike: the severity, where it isn't what effect and direction make it.
        why: why it isn't.
    """

    id: str
    direction: Direction
    effect: Effect
    mirrors: frozenset[str]
    said: str
    unlike: Severity | None = None
    why: str = ""

    @property
    def severity(self) -> Severity:
        """How grave it is, unless somebody says otherwise."""
        return by_law(self.effect, self.direction) if self.unlike is None else self.unlike
