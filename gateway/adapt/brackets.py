"""Follows JSON through its brackets and texts while it is still coming."""

from __future__ import annotations

import re

_TOKEN = re.compile(rb'["\[\]{},]')
# Where only brackets count, whole texts are passed over.
_INSIDE = re.compile(rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+', re.DOTALL)
_TEXT = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)


class Brackets:
    """Where in JSON one is, at the place up to which it has been followed. Each byte is looked at once."""

    def __init__(self) -> None:
        self.place = 0
        self._depth = 0
        self._in_text = False

    @property
    def is_open(self) -> bool:
        """Whether a bracket or a text hasn't ended."""
        return self._depth > 0 or self._in_text

    def next(self, data: bytearray) -> tuple[int, int] | None:
        """The next comma or closing bracket outside of all brackets: its place and byte; None where none has come.

        Args:
            data: what has come, from where it was followed first.
        """
        while self.place < len(data):
            if self._in_text and not self._past_text(data):
                break
            if self._depth:
                self._inside(data)
                continue
            token = _TOKEN.search(data, self.place)
            if token is None:
                self.place = len(data)
                break
            self.place = token.end()
            mark = data[token.start()]
            if mark == ord('"'):
                self._in_text = True
            elif mark in b"[{":
                self._depth += 1
            else:
                return token.start(), mark
        return None

    def forget(self, count: int) -> None:
        """So many bytes are gone from the beginning."""
        self.place -= count

    def _inside(self, data: bytearray) -> None:
        """Go on to the next bracket, or to a text that hasn't ended."""
        inside = _INSIDE.match(data, self.place)
        assert inside is not None
        self.place = inside.end()
        if self.place < len(data):
            mark = data[self.place]
            self.place += 1
            if mark == ord('"'):
                self._in_text = True
            else:
                self._depth += 1 if mark in b"[{" else -1

    def _past_text(self, data: bytearray) -> bool:
        """Go on to where a text ends; False where that is still to come."""
        inside = _TEXT.match(data, self.place)
        assert inside is not None
        # Half of an escape is looked at again with its other half.
        self.place = inside.end()
        if data[self.place : self.place + 1] != b'"':
            return False
        self.place += 1
        self._in_text = False
        return True
