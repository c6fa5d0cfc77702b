"""The small parts of the suite: YAML that is JSON, what differs, words, mistakes, plain documents."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.laws.validity import Validity
from gateway.shapes.shape import Shape, ref
from gateway.testing.exchanges.comparing import Same, differences
from gateway.testing.exchanges.varying import Varying
from gateway.testing.exchanges.yaml_text import read, written
from gateway.testing.generated.mistakes import mistakes
from gateway.testing.generated.plain import plain
from gateway.testing.message import Answer
from gateway.testing.words import leads_to, places_in, strange_words

NUMBERS = st.from_regex(r"\A-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?[eE][+-]?[0-9]{1,2}\Z").map(
    lambda text: msgspec.Raw(text.encode())
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.from_regex(r"\A[-+0-9.eE:_xo]{1,6}\Z")
ODD = st.sampled_from(
    ["yes", "no", "on", "null", "~", "true", "2024-06-01", "12:30", "0x1f", "1_0", ".5", "<<", "=", "? x", "- x"]
)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | TEXTS | ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS | ODD, inner, max_size=4),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_what_is_written_is_read_again(document: Any) -> None:
    """Any JSON document, to the letter of its numbers."""
    assert read(written(document)) == document


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("day: 2024-06-01", {"day": "2024-06-01"}),
        ("a: yes\nb: true\nc: ~", {"a": "yes", "b": True, "c": "~"}),
        ("a: 1.10", {"a": msgspec.Raw(b"1.10")}),
        ("a: 010", {"a": "010"}),
        ('{"a": [1, null]}', {"a": [1, None]}),
    ],
)
def test_what_people_write_means_what_it_looks_like(text: str, document: Any) -> None:
    """Days are text and `yes` is a word; JSON is YAML."""
    assert read(text) == document


def _answer(document: Any, *headers: tuple[str, str], status: int = 200) -> Answer:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Answer(status, [("content-type", "application/json"), *headers], body)


def _differ(before: Answer, now: Answer, *masks: str, exact: bool = False) -> list[str]:
    varies, same = list(map(Varying, masks)), Same()
    same.learn(varies, before, now)
    found = differences(before, now, varies, same, exact=exact)
    return [f"{one.place or '/'} {one.before} -> {one.now}" for one in found]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {}, ["/a 1 -> nothing"]),
        ({"a": 1}, {"a": True}, ["/a 1 -> true"]),
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "y"}]}, ['/a/1/b "x" -> "y"']),
        ({"a": [1]}, {"a": [1, 2]}, ["/a [1] -> [1, 2]"]),
        (b'{"a": 1.10}', b'{"a": 1.1}', ["/a 1.1 -> 1.1"]),
        (b'{"a": 1.10}', b'{"a": 1.10}', []),
        ({"a": None}, {}, ["/a null -> nothing"]),
    ],
)
def test_what_was_recorded_must_be_there(before: Any, now: Any, told: list[str]) -> None:
    """To the letter of its numbers; what is new breaks nobody."""
    assert _differ(_answer(before), _answer(now)) == told


def test_headers_and_statuses_are_compared() -> None:
    """`Vary` may name more, media types are compared as such, and headers that are new break nobody."""
    before = Answer(200, [("vary", "A, b"), ("content-type", "text/html;charset=utf-8"), ("x", "1"), ("x", "2")], b"")
    now = [("vary", "B, C, a"), ("content-type", "text/html; charset=UTF-8"), ("x", "2"), ("x", "1"), ("new", "1")]
    assert _differ(before, Answer(200, now, b"")) == []
    fewer = [("vary", "c"), ("content-type", "text/html"), ("x", "1")]
    assert _differ(before, Answer(404, fewer, b"")) == [
        "status 200 -> 404",
        "header vary A, b -> c",
        "header content-type text/html;charset=utf-8 -> text/html",
        "header x 1, 2 -> 1",
    ]


def test_an_id_that_varies_stands_for_the_same_thing_everywhere() -> None:
    """In other members, inside texts, and in headers; only the mask's own place isn't compared."""
    before = _answer({"id": "ord_12", "self": "/orders/ord_12", "of": "cus_7"}, ("location", "/orders/ord_12"))
    now = _answer({"id": "ord_98", "self": "/orders/ord_98", "of": "cus_7"}, ("location", "/orders/ord_98"))
    assert _differ(before, now, "/id") == []
    wrong = _answer({"id": "ord_98", "self": "/orders/ord_12", "of": "cus_7"}, ("location", "/orders/ord_98"))
    assert _differ(before, wrong, "/id") == ['/self "/orders/ord_98" -> "/orders/ord_12"']


def test_times_and_numbers_are_no_ids() -> None:
    """Two things may have the same time by chance, so that it explains nothing elsewhere."""
    before = _answer({"at": "2024-06-01T10:00:00Z", "paid": "2024-06-01T10:00:00Z"})
    now = _answer({"at": "2024-06-02T11:00:00Z", "paid": "2024-06-02T11:00:00Z"})
    assert _differ(before, now, "/at") == ['/paid "2024-06-01T10:00:00Z" -> "2024-06-02T11:00:00Z"']


def test_a_mask_asks_for_the_same_type_or_for_a_form() -> None:
    """And `*` is each item or member."""
    before, now = _answer({"data": [{"id": "a"}, {"id": "b"}]}), _answer({"data": [{"id": "c"}, {"id": 1}]})
    assert _differ(before, now, "/data/*/id") == ['/data/1/id "b" -> 1']
    mask = Varying("/id", "[a-z]+")
    assert mask.allows("x", "abc")
    assert not mask.allows("x", "Abc")
    assert not mask.allows("x", 1)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ({"detail": "The name is odd."}, []),
        ({"detail": "The full_name is odd."}, ["full_name"]),
        ({"detail": "Say it in `language`."}, ["language"]),
        ({"detail": "We don't speak your language."}, []),
        ({"errors": [{"pointer": "/lines/0/language"}]}, ["language"]),
        ({"detail": [{"loc": ["body", "full_name"], "msg": "missing"}]}, ["full_name"]),
    ],
)
def test_words_that_a_client_can_not_know(error: Any, told: list[str]) -> None:
    """A name counts where it is meant as one: in pointers and quotes, or as no language writes words."""
    assert list(strange_words(error, {"full_name", "language"})) == told


def test_places_at_which_errors_point() -> None:
    """JSON Pointers of problems, and the lists that FastAPI writes."""
    error = {
        "errors": [{"pointer": "/a/0/b"}, {"pointer": "no"}],
        "detail": [{"loc": ["body", "c", 1]}, {"loc": ["query", "d"]}],
    }
    assert sorted(map(str, places_in(error))) == ["('a', 0, 'b')", "('c', 1)"]
    assert leads_to(("a", 0), ("a", 0, "b"))
    assert leads_to(("a", 0, "b"), ("a", 0))
    assert not leads_to(("a", 1), ("a", 0))


LINE = {
    "type": "object",
    "required": ["sku"],
    "properties": {"sku": {"type": "string"}, "note": {"type": ["string", "null"]}},
}
ORDER = {
    "type": "object",
    "required": ["lines"],
    "properties": {
        "lines": {"type": "array", "minItems": 1, "items": ref("Line")},
        "paid": {"anyOf": [ref("Line"), {"type": "null"}]},
        "any": {},
        "day": {"type": "string", "format": "date"},
        "zip_code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{2}$"},
        "count": {"type": "integer", "minimum": 0, "multipleOf": 3, "maximum": 3},
        "kind": {"enum": ["a", "b"]},
    },
}
SHAPE = Shape(ref("Order"), {"Order": ORDER, "Line": LINE})


def test_a_plain_document_can_be_read_and_keeps_to_its_shape() -> None:
    """Members say their names, lists have one item, and bounds and patterns are kept."""
    document = plain(SHAPE)
    assert document is not None
    assert Validity(SHAPE).wrong(document) is None
    zip_code = document.pop("zip_code")
    line = {"sku": "sku", "note": "note"}
    assert document == {"lines": [line], "paid": line, "any": "any", "day": "2024-05-01", "count": 3, "kind": "a"}
    assert len(zip_code) == 6


def test_a_shape_that_nothing_keeps_to_has_no_plain_document() -> None:
    """Rather none than a wrong one."""
    assert plain(Shape({"type": "string", "pattern": "^a$", "minLength": 3}, {})) is None


def test_each_mistake_is_one() -> None:
    """A member that is left out, or a value of a type that no reader takes for the right one, at every place."""
    document = {"lines": [{"sku": "x", "note": None}, {"sku": "y"}], "paid": None, "any": 1, "count": 3}
    made = {str(mistake): mistake.document for mistake in mistakes(SHAPE, document)}
    assert list(made) == [
        "left out at /lines",
        "no array at /lines",
        "no null or object at /paid",
        "no integer at /count",
        "left out at /lines/0/sku",
        "no string at /lines/0/sku",
        "no null or string at /lines/0/note",
    ]
    assert made["left out at /lines/0/sku"]["lines"] == [{"note": None}, {"sku": "y"}]
    assert made["no null or object at /paid"]["paid"] == "wrong"
    for wrong in made.values():
        assert Validity(SHAPE).wrong(wrong) is not None
