"""Undoes the content codings of bodies that are to be translated (RFC 9110, 8.4.1)."""

from __future__ import annotations

import zlib

from gateway.errors import GatewayError


class UnknownEncoding(GatewayError):
    """A body in a coding that can't be undone here."""


class DecodedTooLarge(GatewayError):
    """A body that is larger than may be without its content coding."""


def decoded(body: bytes, encoding: bytes | None, limit: int = 0) -> bytes:
    """The body without its content coding.

    Args:
        body: as it was sent.
        encoding: the value of `Content-Encoding`, or None.
        limit: how many bytes it may have then; any number with 0.

    Raises:
        UnknownEncoding: another coding than gzip, deflate and identity, or a body that isn't in it.
        DecodedTooLarge: it is over the limit, however small it was sent.
    """
    for coding in reversed([part.strip().lower() for part in (encoding or b"").split(b",") if part.strip()]):
        if coding in (b"gzip", b"x-gzip", b"deflate"):
            body = _inflated(body, coding, limit)
        elif coding != b"identity":
            raise UnknownEncoding(f"the body is in the content coding {coding.decode('latin-1')[:32]!r}")
    return body


def _inflated(body: bytes, coding: bytes, limit: int) -> bytes:
    # 47: gzip or zlib, by its header; some send deflate without one.
    raw = coding == b"deflate" and body[:1] != b"\x78"
    inflating = zlib.decompressobj(-zlib.MAX_WBITS if raw else 47)
    try:
        plain = inflating.decompress(body, limit + 1 if limit else 0)
        if limit and len(plain) > limit:
            raise DecodedTooLarge(f"the body is over {limit} bytes")
        plain += inflating.flush()
    except zlib.error as error:
        raise UnknownEncoding(f"the body isn't in the content coding {coding.decode()} it names") from error
    if not inflating.eof:
        raise UnknownEncoding(f"the body ends before the content coding {coding.decode()} does")
    return plain
