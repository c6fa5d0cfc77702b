"""Translates bodies that come piece by piece: lines, records, server-sent events, the elements of a long list."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

import msgspec

from gateway.adapt.brackets import Brackets
from gateway.lossless import Unreadable

Translate = Callable[[bytes], bytes]
"""Gives the other form of one JSON text. Raises Unreadable where it is none, and the text passes as it is."""

LONGEST = 16_777_216
"""The most bytes of one piece: a line, an event or an element. More are kept from filling the memory."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
RECORD = b"\x1e"
"""What a record begins with (RFC 7464, 2.2)."""
BLANK = b"\x1e \t\r\n"
"""What stands around the JSON of a record."""


MANY = 4096
"""From how many bytes on a chunk may hold so many elements that a quicker way to find them pays."""
MOST_MISSES = 3
"""How often what seemed to be the end of an element may be none."""

_BEGIN = re.compile(rb'\s*+\{\s*+"[^"\\]{0,64}"')
_parser = msgspec.json.Decoder(list[msgspec.Raw])


class TooLong(Exception):
    """A piece that doesn't end.

    Args:
        longest: how many bytes it may have.
    """

    def __init__(self, longest: int) -> None:
        super().__init__(f"A piece of the stream is over {longest} bytes.")


class Stream(Protocol):
    """Translates a body as it passes. What comes out doesn't depend on how it is cut."""

    def feed(self, chunk: bytes) -> bytes:
        """What can be said once these bytes have come. Raises TooLong."""

    def end(self) -> bytes:
        """What is left to say at the end."""


class Lines:
    """Lines of JSON; a line that is none passes as it is.

    Args:
        translate: gives the other form of one.
        longest: the most bytes of a line.
    """

    def __init__(self, translate: Translate, longest: int = LONGEST) -> None:
        self._translate = translate
        self._longest = longest
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> bytes:
        cut = chunk.rfind(b"\n")
        if cut < 0:
            self._rest += chunk
            self._bounded()
            return b""
        whole = bytes(self._rest) + chunk[:cut]
        self._rest = bytearray(chunk[cut + 1 :])
        self._bounded()
        return b"".join([line + b"\n" for line in map(self._line, whole.split(b"\n"))])

    def end(self) -> bytes:
        rest, self._rest = bytes(self._rest), bytearray()
        return self._line(rest)

    def _bounded(self) -> None:
        if len(self._rest) > self._longest:
            raise TooLong(self._longest)

    def _line(self, line: bytes) -> bytes:
        bare = line.strip()
        return _put(line, bare, _translated(bare, self._translate)) if bare else line


class Records:
    """Records of JSON, each begun by RS and ended by a line feed (RFC 7464); one that is no JSON passes as it is.

    Args:
        translate: gives the other form of one.
        longest: the most bytes of a record.
    """

    def __init__(self, translate: Translate, longest: int = LONGEST) -> None:
        self._translate = translate
        self._longest = longest
        self._begin()

    def _begin(self) -> None:
        self._rest = bytearray()
        self._brackets = Brackets()
        self._is_blank = True

    def feed(self, chunk: bytes) -> bytes:
        told = b""
        cut = chunk.rfind(RECORD)
        if cut >= 0:
            before, *whole = (bytes(self._rest) + chunk[:cut]).split(RECORD)
            told = b"".join([self._record(before), *(RECORD + self._record(one) for one in whole)])
            self._begin()
            chunk = chunk[cut:]
        self._rest += chunk
        self._is_blank = self._is_blank and not chunk.strip(BLANK)
        while self._brackets.next(self._rest) is not None:
            pass
        # A line feed may stand within a record.
        if chunk.endswith(b"\n") and not self._is_blank and not self._brackets.is_open:
            told += self.end()
        if len(self._rest) > self._longest:
            raise TooLong(self._longest)
        return told

    def end(self) -> bytes:
        record = bytes(self._rest)
        self._begin()
        return self._record(record)

    def _record(self, record: bytes) -> bytes:
        bare = record.strip(BLANK)
        return _put(record, bare, _translated(bare, self._translate)) if bare else record


class Events:
    """Server-sent events: the JSON in their `data`; all else passes as it is (WHATWG HTML, 9.2.6).

    Args:
        translate: gives the other form of what an event's data holds.
        longest: the most bytes of an event.
    """

    # An event ends with an empty line; lines end with LF, CR, or both.
    _END = re.compile(rb"(?>\r\n|\n|\r)(?>\r\n|\n|\r)")
    _LINE = re.compile(rb"(\r\n|\n|\r)")

    def __init__(self, translate: Translate, longest: int = LONGEST) -> None:
        self._translate = translate
        self._longest = longest
        self._rest = bytearray()
        self._is_first = True
        self._is_plain = True

    def feed(self, chunk: bytes) -> bytes:
        # What was there already has no end; one that begins there has at most three of its bytes there.
        begin = max(len(self._rest) - 3, 0)
        self._rest += chunk
        self._is_plain = self._is_plain and b"\r" not in chunk
        told = self._plainly(begin) if self._is_plain else self._by_any_end(begin)
        if len(self._rest) > self._longest:
            raise TooLong(self._longest)
        return told

    def _plainly(self, begin: int) -> bytes:
        """What events there are, where all lines end with LF."""
        if self._rest.find(b"\n\n", begin) < 0:
            return b""
        *events, rest = bytes(self._rest).split(b"\n\n")
        self._rest = bytearray(rest)
        return b"".join([self._event(event) + b"\n\n" for event in events])

    def _by_any_end(self, begin: int) -> bytes:
        told, start = [], 0
        for end in self._END.finditer(self._rest, begin):
            told.append(self._event(bytes(self._rest[start : end.start()])))
            told.append(end[0])
            start = end.end()
        del self._rest[:start]
        return b"".join(told)

    def end(self) -> bytes:
        rest, self._rest = bytes(self._rest), bytearray()
        return self._event(rest)

    def _event(self, event: bytes) -> bytes:
        mark = BYTE_ORDER_MARK if self._is_first and event.startswith(BYTE_ORDER_MARK) else b""
        self._is_first = self._is_first and not event
        return mark + self._fields(event.removeprefix(mark))

    def _fields(self, event: bytes) -> bytes:
        if event.startswith(b"data:") and b"\n" not in event and b"\r" not in event:
            data = event[5:].removeprefix(b" ")
            translated = _translated(data, self._translate)
            if translated == data:
                return event
            if b"\n" not in translated:
                return b"data: " + translated
        parts = self._LINE.split(event)
        lines, ends = parts[::2], [*parts[1::2], b""]
        places = [place for place, line in enumerate(lines) if line == b"data" or line.startswith(b"data:")]
        if not places:
            return event
        data = b"\n".join(lines[place][5:].removeprefix(b" ") for place in places)
        translated = _translated(data, self._translate)
        if translated == data:
            return event
        told = (ends[0] or b"\n").join(b"data: " + line for line in translated.split(b"\n"))
        # The first line of data says it all; what is the last line then has no end.
        kept = [place for place in range(len(lines)) if place not in places[1:]]
        said = [(told if place == places[0] else lines[place]) + ends[place] for place in kept]
        return b"".join(said).removesuffix(ends[kept[-1]])


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
        return _translated(b"[" + elements + b"]", self._translate).strip()[1:-1]


def _put(text: bytes, bare: bytes, translated: bytes) -> bytes:
    """The text with what stands in its blanks replaced."""
    return text if translated == bare else text.replace(bare, translated, 1)


def _translated(data: bytes, translate: Translate) -> bytes:
    try:
        return translate(data)
    except Unreadable:
        return data
