"""What a client changed goes into what is there; what it can't express stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.plan.merge import alike, merged, patched

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_what_is_written_back_unchanged_changes_nothing(base: Any, ours: Any) -> None:
    """Whatever the client's version doesn't show."""
    assert merged(base, ours, base) is ours


@given(VALUES, VALUES)
def test_where_all_is_shown_all_is_replaced(ours: Any, theirs: Any) -> None:
    """A version that expresses everything needs nothing kept."""
    assert alike(merged(ours, ours, theirs), theirs)


@given(VALUES, VALUES, VALUES)
def test_nothing_is_altered_that_is_given(base: Any, ours: Any, theirs: Any) -> None:
    """Documents are shared, never changed."""
    kept = repr((base, ours, theirs))
    merged(base, ours, theirs)
    patched(base, ours, theirs)
    assert repr((base, ours, theirs)) == kept


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        # of a longer list only the first item is shown
        (["a"], ["a", "b"], ["n"], ["n", "b"]),
        # a value is shown as another one
        (["a", "a", "b"], ["a", "c", "b"], ["a", "a", "b", "b"], ["a", "c", "b", "b"]),
        # some items aren't shown
        ([{"t": 1}, {"t": 1}], [{"t": 1}, {"t": 2}, {"t": 1}], [{"t": 1}], [{"t": 1}, {"t": 2}]),
        # a member isn't shown, another one is taken away, another one comes
        ({"a": 1, "b": 1}, {"a": 1, "b": 1, "c": 1}, {"a": 2, "d": 1}, {"a": 2, "d": 1, "c": 1}),
        # an amount is shown without its currency
        ({"n": 1, "c": "EUR"}, {"n": 1, "c": "USD"}, {"n": 2, "c": "EUR"}, {"n": 2, "c": "USD"}),
        # items are told by their ids, wherever they stand
        (
            [{"id": 1}, {"id": 2}],
            [{"id": 1, "p": 5}, {"id": 2, "p": 7}],
            [{"id": 3}, {"id": 2}, {"id": 1}],
            [{"id": 3}, {"id": 2, "p": 7}, {"id": 1, "p": 5}],
        ),
        # what was filled in for the client isn't put where nothing is
        ({"a": 1, "b": 0}, {"a": 1}, {"a": 2, "b": 0}, {"a": 2}),
        # true isn't 1
        ({"a": 1}, {"a": 1, "b": 2}, {"a": True}, {"a": True, "b": 2}),
    ],
)
def test_what_the_client_changed_is_changed(base: Any, ours: Any, theirs: Any, result: Any) -> None:
    """And nothing else."""
    found = merged(base, ours, theirs)
    assert alike(found, result)


def test_a_patch_says_only_what_changes() -> None:
    """What it leaves out isn't filled in from what is there (RFC 7396)."""
    ours = {"emails": ["a", "b"], "status": "disputed", "c": 1}
    base = {"emails": ["a"], "status": "paid"}
    assert patched(base, ours, {"emails": ["n"]}) == {"emails": ["n", "b"]}
    assert patched(base, ours, {"status": "paid"}) == {"status": "disputed"}
    assert patched(base, ours, {"status": None}) == {"status": None}


def test_long_lists_are_paired_by_place_alone() -> None:
    """Clients say how long a list is, so comparing all with all is bounded."""
    many = ["x", "y"] * 1000
    assert merged(many, [*many, "z"], [*many, "new"]) == [*many, "z", "new"]
