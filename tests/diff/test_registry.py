"""The rules as a whole: none lacks its mirror, nor its twin in the other direction, and each is as grave as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from gateway.diff import RULES, Direction, Effect, Severity
from gateway.diff.rules.family import NOUNS
from gateway.diff.rules.of_schemas import families
from gateway.diff.rules.registry import registered
from gateway.diff.rules.rule import Rule
from gateway.diff.rules.severity import by_law
from tests.diff.oasdiff import is_theirs

OTHER_NOUNS = dict(zip(NOUNS[Direction.REQUEST], NOUNS[Direction.RESPONSE], strict=True))


def _without_mirror(rules: Mapping[str, Rule]) -> list[str]:
    """The rules that no rule mirrors, or that don't mirror what mirrors them."""
    return [
        rule.id
        for rule in rules.values()
        if not rule.mirrors or any(rule.id not in rules[name].mirrors for name in rule.mirrors & rules.keys())
        or not rule.mirrors <= rules.keys()
    ]  # fmt: skip


def _without_twin(ids: Iterable[str]) -> list[str]:
    """The rules about schemas of requests that answers lack, and the other way round."""
    known = set(ids)
    missing = []
    for family in families():
        for noun, other in OTHER_NOUNS.items():
            pair = {f"request-{noun}-{family.suffix}", f"response-{other}-{family.suffix}"}
            missing += sorted(pair - known)
    return missing


def test_each_rule_has_its_mirror() -> None:
    """What is found when the documents are swapped: added and removed, widened and narrowed."""
    assert _without_mirror(RULES) == []


def test_each_rule_about_schemas_is_there_in_both_directions() -> None:
    """For requests and for answers, for wholes and for what is inside them."""
    assert _without_twin(RULES) == []


@pytest.mark.parametrize("gone", ["request-property-max-set", "response-media-type-removed", "endpoint-added"])
def test_a_rule_that_is_missing_is_found(gone: str) -> None:
    """By what mirrors it, and by its twin."""
    rest = {name: rule for name, rule in RULES.items() if name != gone}
    assert set(_without_mirror(rest)) == RULES[gone].mirrors
    assert _without_twin(rest) == ([gone] if gone == "request-property-max-set" else [])


def test_a_mirror_that_isnt_mirrored_is_found() -> None:
    """As mirrors go both ways."""
    one = Rule("one", Direction.REQUEST, Effect.WIDENS, frozenset({"other"}), "differs")
    other = Rule("other", Direction.REQUEST, Effect.NARROWS, frozenset({"another"}), "differs")
    another = Rule("another", Direction.REQUEST, Effect.WIDENS, frozenset({"other"}), "differs")
    assert _without_mirror(registered([one, other, another])) == ["one"]


def test_two_rules_of_one_name_are_refused() -> None:
    """As severities are said by names."""
    one = Rule("one", Direction.REQUEST, Effect.NONE, frozenset({"one"}), "differs")
    with pytest.raises(ValueError, match="two rules are called 'one'"):
        registered([one, one])


def test_what_is_as_grave_as_it_isnt_by_law_says_why() -> None:
    """Requests may only widen and answers only narrow; the exceptions have reasons."""
    for rule in RULES.values():
        assert (rule.severity is by_law(rule.effect, rule.direction)) or rule.why, rule.id


@pytest.mark.parametrize(
    ("effect", "direction", "severity"),
    [
        (Effect.NARROWS, Direction.REQUEST, Severity.ERROR),
        (Effect.NARROWS, Direction.NONE, Severity.ERROR),
        (Effect.NARROWS, Direction.RESPONSE, Severity.INFO),
        (Effect.WIDENS, Direction.REQUEST, Severity.INFO),
        (Effect.WIDENS, Direction.RESPONSE, Severity.ERROR),
        (Effect.INCOMPARABLE, Direction.RESPONSE, Severity.ERROR),
        (Effect.UNKNOWN, Direction.REQUEST, Severity.WARNING),
        (Effect.NONE, Direction.REQUEST, Severity.INFO),
    ],
)
def test_the_law_of_severities(effect: Effect, direction: Direction, severity: Severity) -> None:
    """What a difference does, and which way that goes."""
    assert by_law(effect, direction) is severity


def test_names_that_oasdiff_has_too_are_most_of_those_that_it_has_for_the_same() -> None:
    """So that lists of severities can be taken over."""
    theirs = [name for name in RULES if is_theirs(name)]
    assert len(theirs) > 300
