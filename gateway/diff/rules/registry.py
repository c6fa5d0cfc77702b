"""All rules, by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.diff.rules import of_members, of_operations, of_schemas
from gateway.diff.rules.rule import Rule


def registered(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    """The rules by their ids. Raises ValueError where two have one id."""
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in found:
            raise ValueError(f"two rules are called {rule.id!r}.")
        found[rule.id] = rule
    return found


RULES = registered(
    [
        *of_operations.rules(),
        *of_members.rules(),
        *(rule for family in of_schemas.families() for rule in family.rules()),
    ]
)
