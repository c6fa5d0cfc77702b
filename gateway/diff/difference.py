"""One difference between two documents."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.registry import RULES
from gateway.diff.rules.severity import Severity
from gateway.diff.where import Where

Value = str | int | float | bool | None | tuple[str | int | float | bool | None, ...]
"""What a difference shows of a document: a JSON scalar, several of them, or JSON as text for what is neither."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between an older document and a newer one.

    Args:
        rule: the id of the rule that found it (docs/diff.md).
        severity: how grave it is.
        direction: whether clients say or read what differs.
        where: where it is.
        before: what the older document says; None where it says nothing.
        after: what the newer document says; None where it says nothing.
        message: a sentence about it, without the operation.
    """

    rule: str
    severity: Severity
    direction: Direction
    where: Where
    before: Value
    after: Value
    message: str

    @property
    def effect(self) -> Effect:
        """What it does to the set of what is allowed."""
        return RULES[self.rule].effect

    def as_data(self) -> dict[str, Any]:
        """The difference as plain data, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        operation = self.where.operation
        return f"{self.severity} [{self.rule}] {operation + ': ' if operation else ''}{self.message}"
