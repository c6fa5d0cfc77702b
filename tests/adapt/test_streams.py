"""Bodies that come piece by piece are translated item by item, wherever they are cut."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapt.streams import LONGEST, Elements, Events, Lines, Stream, TooLong

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def marked(document: Any) -> Any:
    """A stand-in for what a plan does."""
    return {"was": document}


def one(data: bytes) -> bytes:
    """Marks a document."""
    return json.dumps(marked(json.loads(data))).encode()


def each(data: bytes) -> bytes:
    """Marks the elements of a list."""
    return json.dumps([marked(item) for item in json.loads(data)]).encode()


def fed(stream: Stream, data: bytes, cuts: list[int]) -> bytes:
    """What comes of data that comes in pieces."""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    pieces = [data[start:end] for start, end in pairwise(places)]
    return b"".join([*(stream.feed(piece) for piece in pieces), stream.end()])


CUTS = st.lists(st.integers(0, 10_000), max_size=20)


@given(st.lists(VALUES, max_size=6), CUTS, st.booleans(), st.sampled_from([None, 1]))
def test_elements_of_a_list_are_translated_wherever_it_is_cut(
    items: list[Any], cuts: list[int], plain: bool, indent: int | None
) -> None:
    """Whatever is in them: brackets, commas and quotes in texts too."""
    data = json.dumps(items, ensure_ascii=plain, indent=indent).encode("utf-8", "surrogatepass")
    assert json.loads(fed(Elements(each), data, cuts)) == [marked(item) for item in items]


@given(st.lists(VALUES, max_size=6), CUTS, st.booleans())
def test_lines_are_translated_wherever_they_are_cut(items: list[Any], cuts: list[int], last: bool) -> None:
    """With or without an end of the last one."""
    data = b"\n".join(json.dumps(item).encode() for item in items) + (b"\n" if last else b"")
    found = fed(Lines(one), data, cuts)
    assert [json.loads(line) for line in found.split(b"\n") if line] == [marked(item) for item in items]


@given(st.lists(VALUES, max_size=4), CUTS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_events_are_translated_wherever_they_are_cut(items: list[Any], cuts: list[int], end: str) -> None:
    """By any ends of lines; names, ids and comments stay."""
    events = [
        f"event: made{end}id: {place}{end}: a comment{end}data: {json.dumps(item)}" for place, item in enumerate(items)
    ]
    data = "".join(event + end + end for event in events).encode()
    found = fed(Events(one), data, cuts).decode()
    expected = "".join(
        f"event: made{end}id: {place}{end}: a comment{end}data: {json.dumps(marked(item))}{end}{end}"
        for place, item in enumerate(items)
    )
    assert found == expected


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        (b"data: {\ndata: }\n\n", b'data: {"was": {}}\n\n'),
        (b"data:{}\n\n", b'data: {"was": {}}\n\n'),
        (b"data: hello\n\n", b"data: hello\n\n"),
        (b": ping\n\n", b": ping\n\n"),
        (b"retry: 5\n\n", b"retry: 5\n\n"),
    ],
)
def test_what_is_no_json_in_an_event_passes(sent: bytes, seen: bytes) -> None:
    """Several lines of data are one text (WHATWG HTML, 9.2.6)."""
    assert fed(Events(lambda data: one(data) if data != b"hello" else data), sent, []) == seen


def test_elements_go_out_as_they_come() -> None:
    """Before the list has ended."""
    stream = Elements(each)
    assert stream.feed(b'[{"a": 1}, {"b"') == b'[{"was": {"a": 1}}'
    assert stream.feed(b": 2") == b""
    assert stream.feed(b"},") == b',{"was": {"b": 2}}'
    assert stream.feed(b" 3]\n") + stream.end() == b',{"was": 3}]\n'


@pytest.mark.parametrize("stream", [Lines(one), Events(one), Elements(each)])
def test_a_piece_that_does_not_end_is_given_up(stream: Stream) -> None:
    """Before it fills the memory."""
    piece = b'["' + b"x" * (LONGEST - 10)
    stream.feed(piece)
    with pytest.raises(TooLong):
        stream.feed(piece)
