"""How grave a rule is can be said otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.diff import Severity, compare
from gateway.errors import ConfigurationError
from tests.diff.made import in_response

OLD, NEW = in_response({"enum": ["a"]}), in_response({"enum": ["a", "b"]})
RULE = "response-body-enum-value-added"


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        (None, Severity.ERROR),
        ({RULE: "info"}, Severity.INFO),
        ({"response-*-enum-value-added": "warning"}, Severity.WARNING),
        ({RULE: "info", "response-*": "warning"}, Severity.INFO),
        ({"response-*": "warning", "*-added": "info"}, Severity.INFO),
        ({RULE: Severity.WARNING}, Severity.WARNING),
        ({RULE: "none"}, None),
    ],
)
def test_by_name_or_by_pattern(severities: Any, expected: Severity | None) -> None:
    """A full name counts more than a pattern, and a later pattern more than an earlier one; `none` tells nothing."""
    assert [one.severity for one in compare(OLD, NEW, severities=severities)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ({"response-body-enum-value-aded": "info"}, 'Did you mean "response-body-enum-value-added"'),
        ({"*-enum-value-aded": "info"}, "No rule is called '*-enum-value-aded'"),
        ({RULE: "fatal"}, "Write one of error, warning, info, none"),
        ({RULE: 3}, "is 3. Write one of"),
    ],
)
def test_a_mistake_names_the_fix(severities: Any, said: str) -> None:
    """The nearest rule, or the severities that there are."""
    with pytest.raises(ConfigurationError) as told:
        compare(OLD, NEW, severities=severities)
    assert said in str(told.value)
