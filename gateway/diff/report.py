"""What was found, as it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gateway.diff.difference import Difference
from gateway.diff.rules.registry import RULES
from gateway.diff.severities import Severities
from gateway.diff.values import shown, told
from gateway.diff.where import Where


@dataclass
class Report:
    """Collects the differences of two documents, each once.

    Args:
        severities: how grave each rule's are.
    """

    severities: Severities

    def __post_init__(self) -> None:
        self._found: dict[Any, Difference] = {}

    def add(self, rule: str, where: Where, before: Any = None, after: Any = None, *, name: str = "") -> None:
        """Add a difference.

        Args:
            rule: the id of the rule.
            where: where it is.
            before: what the older document says.
            after: what the newer document says.
            name: what else the rule's sentence names.
        """
        severity = self.severities.of(rule)
        if severity is None:
            return
        said = shown(before), shown(after)
        key = (rule, where, repr(said), name)
        if key not in self._found:
            sentence = RULES[rule].said.format(before=told(said[0]), after=told(said[1]), name=name)
            subject = where.subject
            message = f"{subject}: {sentence}." if subject else f"{sentence}."
            self._found[key] = Difference(
                rule, severity, RULES[rule].direction, where, *said, message[0].upper() + message[1:]
            )

    def differences(self) -> list[Difference]:
        """All differences, by operation, in the order in which they were found."""
        return sorted(
            self._found.values(),
            key=lambda one: (one.where.path is not None, one.where.path or "", one.where.method or ""),
        )
