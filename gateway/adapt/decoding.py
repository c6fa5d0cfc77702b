"""Undoes the content coding of a body as it comes (RFC 9110, 8.4.1)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from gateway.adapt.encodings import UnknownEncoding

PIECE = 65_536
"""How many bytes are made of a compressed body at once, however small it was sent."""


class Decoding:
    """A body without its content coding, piece by piece.

    Args:
        encoding: the value of `Content-Encoding`, or None.

    Raises:
        UnknownEncoding: another coding than gzip, deflate and identity, or several.
    """

    def __init__(self, encoding: bytes | None) -> None:
        named = [part.strip().lower() for part in (encoding or b"").split(b",")]
        codings = [coding for coding in named if coding not in (b"", b"identity")]
        if any(coding not in (b"gzip", b"x-gzip", b"deflate") for coding in codings) or len(codings) > 1:
            raise UnknownEncoding(f"the body is in the content coding {b', '.join(codings).decode('latin-1')[:32]!r}")
        self._coding = codings[0] if codings else b""
        self._inflating: Any = None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What comes of some more bytes. Raises UnknownEncoding where they aren't in the coding."""
        if not self._coding or not chunk:
            yield chunk
            return
        if self._inflating is None:
            # 47: gzip or zlib, by its header; some send deflate without one.
            raw = self._coding == b"deflate" and chunk[:1] != b"\x78"
            self._inflating = zlib.decompressobj(-zlib.MAX_WBITS if raw else 47)
        plain = b""
        while not self._inflating.eof and (chunk or len(plain) == PIECE):
            try:
                plain = self._inflating.decompress(chunk, PIECE)
            except zlib.error as error:
                coding = self._coding.decode()
                raise UnknownEncoding(f"the body isn't in the content coding {coding} it names") from error
            chunk = self._inflating.unconsumed_tail
            yield plain

    def end(self) -> None:
        """Make sure that all of it has come. Raises UnknownEncoding where it hasn't."""
        if self._coding and not (self._inflating is not None and self._inflating.eof):
            raise UnknownEncoding(f"the body ends before the content coding {self._coding.decode()} does")
