"""Each rule finds what it is about, wherever that may be, and its mirror finds it when the documents are swapped."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.diff import RULES, Direction, compare
from gateway.diff.rules.family import named
from tests.diff.examples import DOCUMENTS, MEMBERS, SCHEMAS, TAGGED
from tests.diff.made import PLACES, placed, plain, rules, swapped


def _has_mirror(old: Any, new: Any, rule: str) -> bool:
    """Whether the swapped documents differ by mirrored rules, each at the swapped place."""
    forth, back = compare(old, new), compare(new, old)
    assert sorted(map(plain, forth)) == sorted(map(swapped, back))
    return any(one.rule in RULES[rule].mirrors for one in back)


@pytest.mark.parametrize("suffix", SCHEMAS)
def test_a_rule_about_schemas_finds_its_example(suffix: str) -> None:
    """In bodies, parameters and headers, and in properties of them."""
    components = {"components": {"schemas": TAGGED}}
    for direction, noun in PLACES:
        old, new = (placed(direction, noun, schema, **components) for schema in SCHEMAS[suffix])
        rule = named(direction, noun, suffix)
        assert rule in rules(old, new)
        assert _has_mirror(old, new, rule)


@pytest.mark.parametrize("rule", MEMBERS)
def test_a_rule_about_properties_finds_its_example(rule: str) -> None:
    """In bodies, and in parameters or headers that hold objects."""
    direction = Direction.RESPONSE if rule.startswith("response") else Direction.REQUEST
    whole = "header" if direction is Direction.RESPONSE else "parameter"
    for noun, name in (("body", "property"), (whole, f"{whole}-property")):
        old, new = (placed(direction, noun, schema) for schema in MEMBERS[rule])
        assert rules(old, new) == [rule.format(name)]
        assert _has_mirror(old, new, rule.format(name))


@pytest.mark.parametrize("rule", DOCUMENTS)
def test_a_rule_about_operations_finds_its_example(rule: str) -> None:
    """And nothing else does."""
    old, new = DOCUMENTS[rule]
    assert rules(old, new) == [rule]
    assert _has_mirror(old, new, rule)


def test_no_rule_lacks_an_example() -> None:
    """Each has one, or its mirror has it."""
    shown = {named(direction, noun, suffix) for direction, noun in PLACES for suffix in SCHEMAS}
    for rule in MEMBERS:
        whole = "header" if rule.startswith("response") else "parameter"
        shown |= {rule.format("property"), rule.format(f"{whole}-property")}
    shown |= DOCUMENTS.keys()
    assert sorted(rule.id for rule in RULES.values() if not {rule.id, *rule.mirrors} & shown) == []
