"""Translates server-sent events as they pass."""

from __future__ import annotations

import re

from gateway.adapt.streams import LONGEST, TooLong, Translate, translated

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


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
            newer = translated(data, self._translate)
            if newer == data:
                return event
            if b"\n" not in newer:
                return b"data: " + newer
        parts = self._LINE.split(event)
        lines, ends = parts[::2], [*parts[1::2], b""]
        places = [place for place, line in enumerate(lines) if line == b"data" or line.startswith(b"data:")]
        if not places:
            return event
        data = b"\n".join(lines[place][5:].removeprefix(b" ") for place in places)
        newer = translated(data, self._translate)
        if newer == data:
            return event
        told = (ends[0] or b"\n").join(b"data: " + line for line in newer.split(b"\n"))
        # The first line of data says it all; what is the last line then has no end.
        kept = [place for place in range(len(lines)) if place not in places[1:]]
        said = [(told if place == places[0] else lines[place]) + ends[place] for place in kept]
        return b"".join(said).removesuffix(ends[kept[-1]])
