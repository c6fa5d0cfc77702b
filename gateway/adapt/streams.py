"""Translates bodies that come piece by piece; here, lines and records of JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gateway.adapt.brackets import Brackets
from gateway.lossless import Unreadable

Translate = Callable[[bytes], bytes]
"""Gives the other form of one JSON text. Raises Unreadable where it is none, and the text passes as it is."""

LONGEST = 16_777_216
"""The most bytes of one piece: a line, an event or an element. More are kept from filling the memory."""
RECORD = b"\x1e"
"""What a record begins with (RFC 7464, 2.2)."""
BLANK = b"\x1e \t\r\n"
"""What stands around the JSON of a record."""


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
        return put(line, bare, translated(bare, self._translate)) if bare else line


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
        return put(record, bare, translated(bare, self._translate)) if bare else record


def put(text: bytes, bare: bytes, translated: bytes) -> bytes:
    """The text with what stands in its blanks replaced."""
    return text if translated == bare else text.replace(bare, translated, 1)


def translated(data: bytes, translate: Translate) -> bytes:
    """The other form of an item; itself where it is no JSON."""
    try:
        return translate(data)
    except Unreadable:
        return data
