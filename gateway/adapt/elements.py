"""Translates the elements of a list that is still coming."""

from __future__ import annotations

import re

import msgspec

from gateway.adapt.brackets import Brackets
from gateway.adapt.streams import LONGEST, TooLong, Translate, translated

MANY = 4096
"""From how many bytes on a chunk may hold so many elements that a quicker way to find them pays."""
MOST_MISSES = 3
"""How often what seemed to be the end of an element may be none."""

_BEGIN = re.compile(rb'\s*+\{\s*+"[^"\\]{0,64}"')
_parser = msgspec.json.Decoder(list[msgspec.Raw])


class Elements:
    """The elements of a list that is the whole document, as many together as have come.

    Args:
        translate: gives the other form of a list.
        longest: the most bytes of an element.
        many: from how many bytes on a chunk may hold elements enough to look for at once.
    """

    def __init__(self, translate: Translate, longest: int = LONGEST, many: int = MANY) -> None:
        self._translate = translate
        self._longest = longest
        self._many = many
        self._rest = bytearray()
        self._brackets = Brackets()
        self._open = self._closed = False
        self._comma = b""
        self._needles: tuple[bytes, ...] = ()
        self._misses = 0

    def feed(self, chunk: bytes) -> bytes:
        self._rest += chunk
        told = b""
        if not self._open:
            begin = self._rest.find(b"[") + 1
            if not begin:
                return b""
            told = self._taken(begin)
            self._open = True
        if not self._closed:
            told += self._at_once() if len(chunk) >= self._many else b""
            told += self._one_by_one()
        if self._closed:
            told += self._taken(len(self._rest))
        if len(self._rest) > self._longest:
            raise TooLong(self._longest)
        return told

    def end(self) -> bytes:
        # What is left of a list that ends too early is as it was sent.
        return self._comma + self._taken(len(self._rest))

    def _taken(self, count: int) -> bytes:
        taken = bytes(self._rest[:count])
        del self._rest[:count]
        return taken

    def _at_once(self) -> bytes:
        """What elements are followed by another that begins as the first did, where that is so.

        A parser tells whether they are elements, much faster than brackets are followed: what stands before a comma
        is whole JSON nowhere but outside of all brackets.
        """
        if not self._needles and (begin := _BEGIN.match(self._rest)) is not None:
            self._needles = b"," + begin[0], b", " + begin[0]
        seen = self._needles if self._misses < MOST_MISSES else ()
        cut = max((self._rest.rfind(needle) for needle in seen), default=0)
        if cut <= 0:
            return b""
        try:
            _parser.decode(b"[" + self._rest[:cut] + b"]")
        except (msgspec.DecodeError, RecursionError):
            self._misses += 1
            return b""
        told = self._comma + self._elements(self._taken(cut))
        self._comma = self._taken(1)
        self._brackets = Brackets()
        return told

    def _one_by_one(self) -> bytes:
        """What elements are whole, by their brackets."""
        cut = self._boundary()
        if cut is None:
            return b""
        told = self._comma + self._elements(self._taken(cut))
        # The list's own bracket stays, a comma is said with the next element.
        self._comma = b"" if self._closed else self._taken(1)
        self._brackets.forget(cut + len(self._comma))
        return told

    def _boundary(self) -> int | None:
        """Where the last element that is whole ends; it is the last of all where the list is closed."""
        found = None
        while (mark := self._brackets.next(self._rest)) is not None:
            found, byte = mark
            if byte != ord(","):
                self._closed = True
                break
        return found

    def _elements(self, elements: bytes) -> bytes:
        if not elements.strip():
            return elements
        return translated(b"[" + elements + b"]", self._translate).strip()[1:-1]
