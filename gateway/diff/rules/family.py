"""Rules that are the same for bodies, properties, parameters and headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.rule import Rule
from gateway.diff.rules.severity import Severity

NOUNS: Mapping[Direction, tuple[str, ...]] = {
    Direction.REQUEST: ("body", "property", "parameter", "parameter-property"),
    Direction.RESPONSE: ("body", "property", "header", "header-property"),
}
"""What a schema may be of, by direction: the whole of something, or what is inside it."""


@dataclass(frozen=True, slots=True)
class Family:
    """A rule for each noun in both directions: `request-body-max-decreased`, `response-header-max-decreased`.

    Args:
        suffix: how its rules' names end.
        effect: what they do to the set of values.
        mirrors: the suffixes of the families that report the same difference when the documents are swapped.
        said: what a difference says of its subject.
        unlike: severities that aren't what effect and direction make them.
        why: why they aren't.
    """

    suffix: str
    effect: Effect
    mirrors: tuple[str, ...]
    said: str
    unlike: Mapping[Direction, Severity] = field(default_factory=dict)
    why: str = ""

    def rules(self) -> Iterator[Rule]:
        """The family's rules."""
        for direction, nouns in NOUNS.items():
            for noun in nouns:
                yield Rule(
                    named(direction, noun, self.suffix),
                    direction,
                    self.effect,
                    frozenset(named(direction, noun, mirror) for mirror in self.mirrors),
                    self.said,
                    self.unlike.get(direction),
                    self.why if direction in self.unlike else "",
                )


def named(direction: Direction, noun: str, suffix: str) -> str:
    """The id of a family's rule."""
    return f"{direction}-{noun}-{suffix}"
