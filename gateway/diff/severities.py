"""How grave each rule's differences are, as somebody wants them."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from gateway.diff.rules.registry import RULES
from gateway.diff.rules.severity import Severity
from gateway.errors import ConfigurationError, nearest

OFF = "none"
"""What is written for a rule whose differences aren't told."""


class Severities:
    """The severity of each rule.

    Args:
        changed: severities other than those that rules have: `error`, `warning`, `info` or `none`, by the rules' ids,
            in which `*` stands for anything. What names a rule in full counts more than what has a `*`; of several
            with one, the last.

    Raises:
        ConfigurationError: no rule has such a name, or there is no such severity.
    """

    def __init__(self, changed: Mapping[str, str] | None = None) -> None:
        self._known: dict[str, Severity | None] = {}
        for name, said in sorted((changed or {}).items(), key=lambda one: "*" not in one[0]):
            severity = self._severity(name, said)
            ids = [rule for rule in RULES if fnmatchcase(rule, name)] if "*" in name else [name]
            if not ids or ids[0] not in RULES:
                close = nearest(name, RULES).rpartition("Did you mean")
                raise ConfigurationError(
                    f"No rule is called {name!r}. {''.join(close[1:]) or 'docs/diff.md lists them.'}"
                )
            self._known |= dict.fromkeys(ids, severity)

    @staticmethod
    def _severity(name: str, said: str) -> Severity | None:
        if said == OFF:
            return None
        try:
            return Severity(said)
        except ValueError as error:
            known = ", ".join([*Severity, OFF])
            raise ConfigurationError(f"The severity of {name!r} is {said!r}. Write one of {known}.") from error

    def of(self, rule: str) -> Severity | None:
        """The severity of a rule's differences; None where they aren't told."""
        return self._known[rule] if rule in self._known else RULES[rule].severity
