"""Translates answers that come piece by piece: lines of JSON, server-sent events, and the elements of a long list."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from gateway.lossless import Unreadable

Translate = Callable[[bytes], bytes]
"""Gives the client's form of one JSON text."""

LINES = (b"application/jsonl", b"application/x-ndjson", b"application/ndjson", b"application/jsonlines")
"""The media types of lines of JSON; none of them is registered."""
EVENTS = b"text/event-stream"
"""The media type of server-sent events (WHATWG HTML, 9.2)."""
LONGEST = 16_777_216
"""The most bytes of one piece: a line, an event or an element. More are kept from filling the memory."""


class TooLong(Exception):
    """A piece that doesn't end."""


class Stream(Protocol):
    """Translates a body as it passes."""

    def feed(self, chunk: bytes) -> bytes:
        """What can be said once these bytes have come. Raises TooLong."""

    def end(self) -> bytes:
        """What is left to say at the end."""


class Lines:
    """Lines of JSON; a line that is none passes as it is.

    Args:
        translate: gives the client's form of one.
    """

    def __init__(self, translate: Translate) -> None:
        self._translate = translate
        self._rest = b""

    def feed(self, chunk: bytes) -> bytes:
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        _bounded(self._rest)
        return b"".join(self._line(line) + b"\n" for line in whole)

    def end(self) -> bytes:
        rest, self._rest = self._rest, b""
        return self._line(rest)

    def _line(self, line: bytes) -> bytes:
        bare = line.strip()
        return _translated(bare, self._translate) + line[len(line.rstrip()) :] if bare else line


class Events:
    """Server-sent events: the JSON in their `data`; all else passes as it is.

    Args:
        translate: gives the client's form of what an event's data holds.
    """

    def __init__(self, translate: Translate) -> None:
        self._translate = translate
        self._rest = b""

    def feed(self, chunk: bytes) -> bytes:
        # An event ends with an empty line; lines end with LF, CR, or both.
        pieces = re.split(rb"((?:\r\n|\n|\r(?!\Z))(?:\r\n|\n|\r(?!\Z)))", self._rest + chunk)
        self._rest = pieces.pop()
        _bounded(self._rest)
        return b"".join(self._event(piece) if place % 2 == 0 else piece for place, piece in enumerate(pieces))

    def end(self) -> bytes:
        rest, self._rest = self._rest, b""
        return self._event(rest)

    def _event(self, event: bytes) -> bytes:
        parts = re.split(rb"(\r\n|\n|\r)", event)
        lines, ends = parts[::2], parts[1::2]
        places = [place for place, line in enumerate(lines) if line == b"data" or line.startswith(b"data:")]
        if not places:
            return event
        said = [lines[place].partition(b":")[2] for place in places]
        data = b"\n".join(one.removeprefix(b" ") for one in said)
        newer = _translated(data, self._translate)
        if newer == data:
            return event
        end = ends[0] if ends else b"\n"
        told = [b"data: " + line for line in newer.split(b"\n")]
        kept = [line for place, line in enumerate(lines) if place not in places[1:]]
        kept[places[0]] = end.join(told)
        return end.join(kept)


class Elements:
    """The elements of a list that is the whole document, as many together as have come.

    Args:
        translate: gives the client's form of a list.
    """

    _TOKEN = re.compile(rb'["\[\]{},]')
    _TEXT = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)

    def __init__(self, translate: Translate) -> None:
        self._translate = translate
        self._rest = b""
        self._scanned = 0
        self._depth = 0
        self._open = self._closed = False
        self._first = True
        self._in_text = False

    def feed(self, chunk: bytes) -> bytes:
        self._rest += chunk
        told = b""
        if not self._open:
            bare = self._rest.lstrip()
            if not bare:
                return b""
            self._open, self._rest, told = True, bare[1:], b"["
        if self._closed:
            return told
        cut, ends = self._boundary()
        if cut is not None:
            told += self._elements(self._rest[:cut])
            # The list's own bracket stays, a comma is said with the next element.
            self._rest = self._rest[cut if ends else cut + 1 :]
            self._scanned -= cut + 1
        self._closed = ends
        _bounded(self._rest)
        return told

    def _boundary(self) -> tuple[int | None, bool]:
        """Where the last element that is whole ends, and whether the list does."""
        found, rest = None, self._rest
        while (token := self._next(rest)) is not None:
            text, self._scanned = token[0], token.end()
            if text == b'"':
                self._in_text = True
            elif text in (b"[", b"{"):
                self._depth += 1
            elif text in (b"]", b"}"):
                if self._depth == 0:
                    return token.start(), True
                self._depth -= 1
            elif text == b"," and self._depth == 0:
                found = token.start()
        return found, False

    def _next(self, rest: bytes) -> re.Match[bytes] | None:
        """The next mark outside texts."""
        if self._in_text:
            end = self._TEXT.match(rest, self._scanned)
            if end is None:
                # It goes on in what is still to come; an escape is looked at as a whole.
                escapes = len(rest) - len(rest.rstrip(b"\\"))
                self._scanned = max(self._scanned, len(rest) - escapes % 2)
                return None
            self._in_text, self._scanned = False, end.end()
        return self._TOKEN.search(rest, self._scanned)

    def _elements(self, elements: bytes) -> bytes:
        if not elements.strip():
            return b""
        translated = self._translate(b"[" + elements + b"]").strip()[1:-1]
        before, self._first = (b"" if self._first else b","), False
        return before + translated

    def end(self) -> bytes:
        rest, self._rest = self._rest, b""
        return rest


def _translated(data: bytes, translate: Translate) -> bytes:
    try:
        return translate(data)
    except Unreadable:
        return data


def _bounded(rest: bytes) -> None:
    if len(rest) > LONGEST:
        raise TooLong(f"a piece of the answer is over {LONGEST} bytes")
