"""Laws that hold of any two documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gateway.diff import RULES, Difference, Effect, Severity, compare
from gateway.laws.documents import documents
from gateway.laws.validity import Validity
from gateway.shapes.shape import Shape
from tests.diff.generated import SCHEMAS, Schema, narrowed, reworded
from tests.diff.made import in_request, in_response, plain, resolved, swapped

EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
PLACES = [in_request, in_response]


def _gravest(differences: list[Difference]) -> Severity | None:
    return max((one.severity for one in differences), key=lambda one: one.rank, default=None)


@pytest.mark.parametrize("placed", PLACES)
@EXAMPLES
@given(SCHEMAS)
def test_a_document_doesnt_differ_from_itself(placed: Callable[..., Any], schema: Schema) -> None:
    """Whatever it says."""
    assert compare(placed(schema), placed(schema)) == []


@pytest.mark.parametrize("placed", PLACES)
@EXAMPLES
@given(SCHEMAS.flatmap(lambda schema: st.tuples(st.just(schema), reworded(schema), reworded(schema))))
def test_the_same_in_other_words_doesnt_differ(placed: Callable[..., Any], all_three: Any) -> None:
    """Inlined or referred to, in parts, in another order, with null or the only member of a union said otherwise."""
    schema, one, other = all_three
    same = placed(one.schema, **one.named)
    assert [str(found) for found in compare(placed(schema), same)] == []
    assert [str(found) for found in compare(same, placed(other.schema, **other.named))] == []


@EXAMPLES
@given(SCHEMAS.flatmap(lambda schema: st.tuples(st.just(schema), narrowed(schema))))
def test_a_narrower_request_is_an_error_and_a_wider_one_is_none(both: tuple[Schema, Schema]) -> None:
    """Each way of narrowing, at each place."""
    wide, narrow = both
    assume(wide != narrow)
    assert _gravest(compare(in_request(wide), in_request(narrow))) is Severity.ERROR
    back = compare(in_request(narrow), in_request(wide))
    assert back
    assert _gravest(back) is Severity.INFO


@EXAMPLES
@given(SCHEMAS.flatmap(lambda schema: st.tuples(st.just(schema), narrowed(schema))))
def test_a_wider_answer_is_an_error_and_a_narrower_one_is_none(both: tuple[Schema, Schema]) -> None:
    """But that an answer may have more properties than are named is only a warning."""
    wide, narrow = both
    assume(wide != narrow)
    forth = compare(in_response(wide), in_response(narrow))
    assert forth
    assert _gravest(forth) is Severity.INFO
    back = compare(in_response(narrow), in_response(wide))
    opened = {one.rule for one in back if one.rule.endswith("additional-properties-opened")}
    assert _gravest(back) is (Severity.WARNING if opened else Severity.ERROR)


@pytest.mark.parametrize("placed", PLACES)
@EXAMPLES
@given(SCHEMAS, SCHEMAS)
def test_what_differs_differs_the_other_way_round_too(placed: Callable[..., Any], one: Schema, other: Schema) -> None:
    """Each difference is found by a mirrored rule at the same place when the documents are swapped."""
    forth, back = compare(placed(one), placed(other)), compare(placed(other), placed(one))
    assert Counter(map(plain, forth)) == Counter(map(swapped, back))
    left = list(back)
    for found in forth:
        mirrored = [
            other for other in left if swapped(other) == plain(found) and other.rule in RULES[found.rule].mirrors
        ]
        assert mirrored, str(found)
        left.remove(mirrored[0])


@pytest.mark.parametrize("placed", PLACES)
@EXAMPLES
@given(SCHEMAS.flatmap(reworded), SCHEMAS.flatmap(reworded))
def test_each_difference_points_at_what_it_is_about(placed: Callable[..., Any], one: Any, other: Any) -> None:
    """In each document in which that is."""
    old, new = placed(one.schema, **one.named), placed(other.schema, **other.named)
    for found in compare(old, new):
        assert found.where.old is not None or found.where.new is not None
        for document, pointer in ((old, found.where.old), (new, found.where.new)):
            assert pointer is None or len(list(resolved(document, pointer))) == 1, (str(found), pointer)


@settings(EXAMPLES, max_examples=100)
@given(st.data())
def test_what_no_rule_finds_broken_is_still_valid(data: st.DataObject) -> None:
    """A document that the older schema of a request allows is allowed by the newer one, unless something was found."""
    old = data.draw(SCHEMAS)
    new = data.draw(st.one_of(SCHEMAS, narrowed(old), reworded(old).map(_inlined)))
    found = compare(in_request(old), in_request(new))
    assume(_gravest(found) in (None, Severity.INFO))
    document = data.draw(documents(Shape(old, {})))
    assume(Validity(Shape(old, {})).wrong(document) is None)
    assert Validity(Shape(new, {})).wrong(document) is None


def _inlined(same: Any) -> Schema:
    def inner(held: Any) -> Any:
        if isinstance(held, dict) and "$ref" in held:
            return inner(same.named[held["$ref"].rpartition("/")[2]])
        if isinstance(held, dict):
            return {key: inner(one) for key, one in held.items()}
        return [inner(one) for one in held] if isinstance(held, list) else held

    found: Schema = inner(same.schema)
    return found


def test_effects_turn_round_with_the_documents() -> None:
    """What widens is mirrored by what narrows, but for objects that refuse properties, which are two things at once."""
    opposite = {Effect.WIDENS: Effect.NARROWS, Effect.NARROWS: Effect.WIDENS}
    for rule in RULES.values():
        for mirror in rule.mirrors:
            effects = {rule.effect, RULES[mirror].effect}
            if "from-closed-object" in rule.id + mirror:
                continue
            undecided = effects & {Effect.NONE, Effect.UNKNOWN}
            assert undecided or RULES[mirror].effect is opposite.get(rule.effect, rule.effect)
