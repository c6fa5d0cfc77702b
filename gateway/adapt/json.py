"""Reads and writes JSON so that what isn't touched comes out equal: key order, integers of any size, number text."""

from __future__ import annotations

import json
from typing import Any

import msgspec

_decoder = msgspec.json.Decoder(float_hook=lambda text: msgspec.Raw(text.encode()))
_encoder = msgspec.json.Encoder(decimal_format="number")


NOTHING = object()
"""Stands for no document at all."""


class Unreadable(Exception):
    """Bytes that are no JSON to anyone, or JSON that only a laxer parser reads.

    Args:
        lax: whether Python's own parser, which takes NaN, byte order marks and lone surrogates, reads it.
    """

    def __init__(self, lax: bool) -> None:
        self.lax = lax
        super().__init__("JSON outside RFC 8259" if lax else "not JSON")


def loads(data: bytes) -> Any:
    """The document in UTF-8 JSON (RFC 8259). Numbers with a fraction or exponent keep their text.

    Raises:
        Unreadable: it can't be read.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        raise Unreadable(_lax(data)) from None


def dumps(document: Any) -> bytes:
    """The document as UTF-8 JSON without spaces."""
    return _encoder.encode(document)


def is_json(content_type: bytes | None) -> bool:
    """Whether a media type is JSON: `application/json`, or any with the suffix `+json` (RFC 6839)."""
    plain = (content_type or b"").partition(b";")[0].strip().lower()
    return plain == b"application/json" or plain.endswith(b"+json")


def _lax(data: bytes) -> bool:
    try:
        json.loads(data)
    except RecursionError:
        return True
    except ValueError as error:
        # Python refuses integers of over 4300 digits, which other parsers take.
        return "int_max_str_digits" in str(error) or "integer string conversion" in str(error)
    return True
