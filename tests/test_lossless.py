"""JSON that isn't touched comes out equal; what parsers differ on has one answer here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.lossless import Unreadable, dumps, loads, loads_any
from gateway.operations.conversions import exact

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@given(DOCUMENTS)
def test_every_document_comes_back_as_it_was(document: Any) -> None:
    """In its bytes too, as they are written without spaces."""
    try:
        data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return
    assert json.loads(dumps(loads(data))) == document
    assert dumps(loads(data)) == dumps(loads(dumps(loads(data))))


@pytest.mark.parametrize(
    "text",
    [
        '{"b":1,"a":2}',
        '{"n":1.10,"m":1E5,"k":1e400,"z":-0.0,"i":-0,"big":' + "9" * 5000 + "}",
        '{"n":123456789012345678901234567890}',
        '["é","\\u0001"," "]',
    ],
)
def test_what_is_not_touched_has_the_same_bytes(text: str) -> None:
    """Order of keys, text of numbers, integers of any size."""
    assert dumps(loads(text.encode())) == text.encode()


@pytest.mark.parametrize(
    ("data", "newer"),
    [
        (b'{"a":1,"b":2,"a":3}', b'{"a":3,"b":2}'),
        (b'{"a":"\\ud83d\\ude00\\/"}', '{"a":"😀/"}'.encode()),
        (b' { "a" : [ ] } \n', b'{"a":[]}'),
    ],
)
def test_what_may_be_written_in_several_ways_is_written_in_one(data: bytes, newer: bytes) -> None:
    """Of members of one name the last counts, in the place of the first."""
    assert dumps(loads(data)) == newer


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b"\xef\xbb\xbf{}",
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        '{"a":1}'.encode("utf-16"),
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_what_only_a_laxer_parser_reads_is_told_apart(data: bytes) -> None:
    """So that it can be refused, instead of reaching a handler past its contract."""
    with pytest.raises(Unreadable) as raised:
        loads(data)
    assert raised.value.lax


@pytest.mark.parametrize("data", [b"", b"hello", b'{"a":01}', b"{'a':1}", b'{"a":1}{}', b"\xff\xfe\x00", b'{"a":1.}'])
def test_what_is_no_json_to_anyone_is_told_apart(data: bytes) -> None:
    """It is handed on, for the app to say what is wrong."""
    with pytest.raises(Unreadable) as raised:
        loads(data)
    assert not raised.value.lax


@pytest.mark.parametrize(
    ("data", "newer"),
    [
        (b'{"a":NaN,"b":-Infinity}', b'{"a":NaN,"b":-Infinity}'),
        (b"\xef\xbb\xbf{}", b"{}"),
        (b'{"a":"\\ud800x"}', b'{"a":"\\ud800x"}'),
    ],
)
def test_what_an_app_answers_is_read_more_laxly(data: bytes, newer: bytes) -> None:
    """As it has been answered already; it goes out as it came."""
    assert dumps(loads_any(data)) == newer


@pytest.mark.parametrize("text", ["-0", "7", "1" * 4000])
def test_a_conversion_gets_integers_as_integers(text: str) -> None:
    """However they are held."""
    assert type(exact(loads(text.encode()))) is int
