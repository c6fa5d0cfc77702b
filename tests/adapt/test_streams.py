"""Bodies that come piece by piece are translated item by item, wherever they are cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapt.elements import Elements
from gateway.adapt.events import Events
from gateway.adapt.streams import Lines, Records, Stream, TooLong, Translate
from gateway.lossless import Unreadable

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
CUTS = st.lists(st.integers(0, 10_000), max_size=20)
MADE: list[Callable[..., Stream]] = [Lines, Records, Events, Elements]


def marked(document: Any) -> Any:
    """A stand-in for what a plan does."""
    return {"was": document}


def one(data: bytes) -> bytes:
    """Marks a document."""
    try:
        return json.dumps(marked(json.loads(data))).encode()
    except ValueError:
        raise Unreadable(lax=False) from None


def each(data: bytes) -> bytes:
    """Marks the elements of a list."""
    try:
        return json.dumps([marked(item) for item in json.loads(data)]).encode()
    except ValueError:
        raise Unreadable(lax=False) from None


def fed(stream: Stream, data: bytes, cuts: list[int]) -> bytes:
    """What comes of data that comes in pieces."""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    pieces = [data[start:end] for start, end in pairwise(places)]
    return b"".join([*(stream.feed(piece) for piece in pieces), stream.end()])


@given(st.lists(VALUES, max_size=6), CUTS, st.booleans(), st.sampled_from([None, 1]))
def test_elements_of_a_list_are_translated_wherever_it_is_cut(
    items: list[Any], cuts: list[int], plain: bool, indent: int | None
) -> None:
    """Whatever is in them: brackets, commas and quotes in texts too."""
    data = json.dumps(items, ensure_ascii=plain, indent=indent).encode("utf-8", "surrogatepass")
    assert json.loads(fed(Elements(each), data, cuts)) == json.loads(each(data))


RECORDS = st.lists(
    st.fixed_dictionaries({"id": VALUES, "in": st.lists(st.fixed_dictionaries({"id": VALUES}), max_size=2)}), max_size=6
) | st.lists(st.just({"id": ',{"id": "},{'}) | st.just({"x": [{"id": 1}, {"id": 2}]}), max_size=6)


@given(RECORDS, CUTS, st.sampled_from([None, 1]), st.sampled_from([(",", ":"), (", ", ": ")]), st.integers(1, 40))
def test_elements_that_begin_alike_are_found_at_once(
    items: list[Any], cuts: list[int], indent: int | None, separators: tuple[str, str], many: int
) -> None:
    """Which is no other result, though what is in them begins so too."""
    data = json.dumps(items, indent=indent, separators=separators).encode()
    assert json.loads(fed(Elements(each, many=many), data, cuts)) == json.loads(each(data))


@given(st.lists(VALUES, max_size=6), CUTS, st.booleans())
def test_lines_are_translated_wherever_they_are_cut(items: list[Any], cuts: list[int], last: bool) -> None:
    """With or without an end of the last one."""
    data = b"\n".join(json.dumps(item).encode() for item in items) + (b"\n" if last else b"")
    found = fed(Lines(one), data, cuts)
    assert found == b"\n".join(one(line) if line else b"" for line in data.split(b"\n"))


@given(st.lists(VALUES, max_size=6), CUTS, st.sampled_from([None, 1]))
def test_records_are_translated_wherever_they_are_cut(items: list[Any], cuts: list[int], indent: int | None) -> None:
    """A line feed may stand within one."""
    data = b"".join(b"\x1e" + json.dumps(item, indent=indent).encode() + b"\n" for item in items)
    expected = b"".join(b"\x1e" + one(json.dumps(item).encode()) + b"\n" for item in items)
    assert fed(Records(one), data, cuts) == expected


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


TEXTS = st.lists(st.sampled_from(["\n", "\r", "\x1e", "data:", "data: ", "1", "[", "]", '"', "{", "}", ",", "\\", "x"]))


@pytest.mark.parametrize("made", [Lines, Events])
@given(TEXTS, CUTS)
def test_what_comes_out_does_not_depend_on_the_cuts(
    made: Callable[[Translate], Stream], texts: list[str], cuts: list[int]
) -> None:
    """Also where what comes in is as it must not be."""
    data = "".join(texts).encode()
    assert fed(made(one), data, cuts) == fed(made(one), data, [])


@pytest.mark.parametrize("made", MADE)
@given(TEXTS, CUTS)
def test_what_nothing_is_done_to_comes_out_as_it_was(
    made: Callable[[Translate], Stream], texts: list[str], cuts: list[int]
) -> None:
    """Byte for byte, whatever it is."""
    data = "".join(texts).encode()
    if made is Elements:
        data = b" [" + data
    assert fed(made(lambda item: item), data, cuts) == data


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        (b"data: {\ndata: }\n\n", b'data: {"was": {}}\n\n'),
        (b"data: {\r\nid: 1\r\ndata: }\r\n\r\n", b'data: {"was": {}}\r\nid: 1\r\n\r\n'),
        (b"data:{}\n\n", b'data: {"was": {}}\n\n'),
        (b"\xef\xbb\xbfdata: 1\n\n", b'\xef\xbb\xbfdata: {"was": 1}\n\n'),
        (b"data: hello\n\n", b"data: hello\n\n"),
        (b"data\n\n", b"data\n\n"),
        (b": ping\n\n", b": ping\n\n"),
        (b"retry: 5\n\n", b"retry: 5\n\n"),
        (b"database: 1\n\n", b"database: 1\n\n"),
    ],
)
def test_what_is_no_json_in_an_event_passes(sent: bytes, seen: bytes) -> None:
    """Several lines of data are one text (WHATWG HTML, 9.2.6)."""
    assert fed(Events(one), sent, []) == seen


@pytest.mark.parametrize(
    ("stream", "sent", "seen"),
    [
        (Lines(one), [b"1\n2", b"3\n", b" x \n"], [b'{"was": 1}\n', b'{"was": 23}\n', b" x \n"]),
        (Records(one), [b"\x1e1\n", b"\x1e[\n", b"2]\n"], [b'\x1e{"was": 1}\n', b"", b'\x1e{"was": [2]}\n']),
        (Events(one), [b"data: 1\n", b"\n: ping\n\n"], [b"", b'data: {"was": 1}\n\n: ping\n\n']),
        (
            Elements(each),
            [b'[{"a": 1}, {"b"', b": 2", b"},", b" 3]\n"],
            [b'[{"was": {"a": 1}}', b"", b',{"was": {"b": 2}}', b',{"was": 3}]\n'],
        ),
    ],
)
def test_items_go_out_when_they_are_whole(stream: Stream, sent: list[bytes], seen: list[bytes]) -> None:
    """Not when the next one comes, or the end."""
    assert [stream.feed(piece) for piece in sent] == seen
    assert stream.end() == b""


@pytest.mark.parametrize("made", MADE)
def test_a_piece_that_does_not_end_is_given_up(made: Callable[[Translate, int], Stream]) -> None:
    """Before it fills the memory."""
    stream = made(one, 100)
    stream.feed(b'["' + b"x" * 90)
    with pytest.raises(TooLong):
        stream.feed(b"x" * 90)
