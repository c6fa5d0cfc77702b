"""How an answer differs from the one that was recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from gateway.laws.breach import NOT_THERE, shown
from gateway.lossless import Unreadable, dumps, loads
from gateway.shapes.pointers import pointer
from gateway.shapes.walk import Location
from gateway.testing.exchanges.varying import Varying, mask_at, mask_of
from gateway.testing.message import Answer

TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+$")
"""What tells of a time, or is a number."""
SHORTEST = 4
"""How many characters a text that varies must have to be looked for in other texts."""


class Difference(NamedTuple):
    """One difference.

    Args:
        part: `status`, `body`, or `header x`.
        location: where in the body.
        before: what was recorded, in words.
        now: what is there, in words.
        fits: whether a mask would allow it.
    """

    part: str
    location: Location
    before: str
    now: str
    fits: bool = False

    @property
    def place(self) -> str:
        """Where it is, as masks say it."""
        return pointer(self.location) if self.part == "body" else self.part


class Same(dict[str, str]):
    """Texts that vary, by what was recorded of them: an id stands for the same thing wherever it is seen again."""

    def __call__(self, text: str) -> str:
        """The text of a recording with what stands there now."""
        if not self:
            return text
        longest = sorted(self, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest)), lambda found: self[found[0]], text)

    def back(self) -> Same:
        """The other way round."""
        return Same({now: before for before, now in self.items()})

    def learn(self, masks: Sequence[Varying], before: Answer, now: Answer) -> None:
        """Take up what varies in an answer."""
        pairs = list(_varying(masks, _document(before), _document(now), ()))
        names = [mask.header for mask in masks if mask.header is not None]
        pairs += [(before.header(name), now.header(name)) for name in names]
        self.update({one: other for one, other in pairs if _is_id(one) and _is_id(other)})

    def in_body(self, body: bytes) -> bytes:
        """A body of a recording with what stands there now; the same bytes where nothing varies."""
        if not self or not body:
            return body
        try:
            return dumps(self.in_document(loads(body)))
        except Unreadable:
            return self(body.decode("latin-1")).encode("latin-1")

    def in_document(self, document: Any) -> Any:
        """A document of a recording with what stands there now."""
        if isinstance(document, dict):
            return {self(name): self.in_document(held) for name, held in document.items()}
        if isinstance(document, list):
            return [self.in_document(held) for held in document]
        return self(document) if isinstance(document, str) else document


def _is_id(value: Any) -> bool:
    """Whether a value stands for one thing, wherever it is seen: times and words may be the same by chance."""
    if not isinstance(value, str) or len(value) < SHORTEST or TIME.match(value):
        return False
    return any(char.isdigit() for char in value) and not any(char.isspace() for char in value)


def _varying(masks: Sequence[Varying], before: Any, now: Any, place: Location) -> Iterator[tuple[Any, Any]]:
    if mask_at(masks, place) is not None:
        yield before, now
    elif isinstance(before, dict) and isinstance(now, dict):
        for name in before.keys() & now.keys():
            yield from _varying(masks, before[name], now[name], (*place, name))
    elif isinstance(before, list) and isinstance(now, list):
        for number, (one, other) in enumerate(zip(before, now, strict=False)):
            yield from _varying(masks, one, other, (*place, number))


def _document(answer: Answer) -> Any:
    """The body as a document; as text where it is none."""
    if answer.is_json:
        try:
            return loads(answer.body)
        except Unreadable:
            pass
    return answer.body.decode("utf-8", "backslashreplace") if answer.body else NOT_THERE


def differences(
    before: Answer, now: Answer, masks: Sequence[Varying], same: Mapping[str, str], *, exact: bool = False
) -> Iterator[Difference]:
    """How an answer differs from the one that was recorded.

    Args:
        before: what was recorded.
        now: what is there.
        masks: what may differ.
        same: what stands for the texts that vary.
        exact: whether members and headers that weren't recorded count.
    """
    known = Same(same)
    if before.status != now.status:
        yield Difference("status", (), str(before.status), str(now.status))
    yield from _of_headers(before, now, masks, known)
    yield from _Bodies(masks, exact).of(known.in_document(_document(before)), _document(now), ())


def _of_headers(before: Answer, now: Answer, masks: Sequence[Varying], same: Same) -> Iterator[Difference]:
    for name in dict.fromkeys(name for name, _ in before.headers):
        expected = [same(value) for value in before.values(name)]
        got = now.values(name)
        mask = mask_of(masks, name)
        if mask is not None and got and mask.allows(", ".join(expected), ", ".join(got)):
            continue
        if name == "vary":
            missing = _tokens(expected) - _tokens(got)
            if missing and "*" not in _tokens(got):
                yield Difference("header vary", (), ", ".join(expected), ", ".join(got) or "nothing")
        elif name == "content-type" and _plain(expected) == _plain(got):
            continue
        elif not set(expected) <= set(got):
            told = ", ".join(got) or "nothing"
            yield Difference(f"header {name}", (), ", ".join(expected), told, fits=bool(got))


def _tokens(values: Sequence[str]) -> set[str]:
    return {token.strip().lower() for value in values for token in value.split(",")}


def _plain(values: Sequence[str]) -> list[str]:
    """Media types without spaces and capitals that mean nothing (RFC 9110, 8.3.1)."""
    return [value.replace(" ", "").lower() for value in values]


class _Bodies:
    """Compares two documents."""

    def __init__(self, masks: Sequence[Varying], exact: bool) -> None:
        self._masks = masks
        self._exact = exact

    def of(self, before: Any, now: Any, place: Location) -> Iterator[Difference]:
        mask = mask_at(self._masks, place)
        if mask is not None and mask.allows(before, now):
            return
        if mask is None and isinstance(before, dict) and isinstance(now, dict):
            for name in (*before, *(now.keys() - before.keys() if self._exact else ())):
                one, other = before.get(name, NOT_THERE), now.get(name, NOT_THERE)
                yield from self.of(one, other, (*place, name))
        elif mask is None and isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
            for number, (one, other) in enumerate(zip(before, now, strict=True)):
                yield from self.of(one, other, (*place, number))
        elif mask is not None or not _is_same(before, now):
            fits = type(before) is type(now) and not isinstance(before, dict | list)
            yield Difference("body", place, shown(before), shown(now), fits)


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same to the letter: 1.10 isn't 1.1."""
    if isinstance(one, msgspec.Raw) and isinstance(other, msgspec.Raw):
        return bytes(one) == bytes(other)
    return type(one) is type(other) and bool(one == other)
