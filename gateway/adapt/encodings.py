"""Undoes the content codings of bodies that are to be translated (RFC 9110, 8.4.1)."""

from __future__ import annotations

import zlib

from gateway.errors import GatewayError


class UnknownEncoding(GatewayError):
    """A body in a coding that can't be undone here."""


def decoded(body: bytes, encoding: bytes | None) -> bytes:
    """The body without its content coding.

    Args:
        body: as the app sent it.
        encoding: the value of `Content-Encoding`, or None.

    Raises:
        UnknownEncoding: another coding than gzip, deflate and identity, or a body that isn't in it.
    """
    for coding in reversed([part.strip().lower() for part in (encoding or b"").split(b",") if part.strip()]):
        if coding in (b"gzip", b"x-gzip", b"deflate"):
            body = _inflated(body, coding)
        elif coding != b"identity":
            raise UnknownEncoding(f"the app's answer is in the content coding {coding.decode('latin-1')[:32]!r}")
    return body


def _inflated(body: bytes, coding: bytes) -> bytes:
    # 47: gzip or zlib, by its header; some send deflate without one.
    raw = coding == b"deflate" and body[:1] != b"\x78"
    try:
        return zlib.decompress(body, -zlib.MAX_WBITS if raw else 47)
    except zlib.error as error:
        raise UnknownEncoding(f"the app's answer isn't in the content coding {coding.decode()} it names") from error
