"""Reads and writes JSON so that what isn't touched comes out equal: key order, integers of any size, number text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec

NOTHING = object()
"""Stands for no document at all."""
MINUS_ZERO = re.compile(rb"-0(?![0-9.eE])")
MANY_DIGITS = 4300
"""Integers of more digits aren't read as such: that takes a time that grows with their square."""


def kept(text: str) -> msgspec.Raw:
    """A number that is held as its text."""
    return msgspec.Raw(text.encode())


_decoder = msgspec.json.Decoder(float_hook=kept)
_encoder = msgspec.json.Encoder(decimal_format="number")


class Unreadable(Exception):
    """Bytes that are no JSON to anyone, or JSON that only a laxer parser reads.

    Args:
        lax: whether a laxer parser, which takes NaN, byte order marks, lone surrogates or other charsets, reads it.
    """

    def __init__(self, lax: bool) -> None:
        self.lax = lax
        super().__init__("JSON outside RFC 8259" if lax else "not JSON")


def loads(data: bytes) -> Any:
    """The document in UTF-8 JSON (RFC 8259).

    Numbers with a fraction or exponent keep their text as `msgspec.Raw`, and so do minus zero and integers of over
    4300 digits. Of members of one name the last one counts, in the place of the first.

    Raises:
        Unreadable: it can't be read.
    """
    try:
        document = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return _exactly(data)
    return _exactly(data) if b"-0" in data and MINUS_ZERO.search(data) else document


def loads_any(data: bytes) -> Any:
    """As `loads`, of a document that Python's own encoder may have written: also with NaN and lone surrogates.

    Raises:
        Unreadable: no parser reads it.
    """
    try:
        return loads(data)
    except Unreadable as error:
        if not error.lax:
            raise
    try:
        return _parsed(data.decode("utf-8-sig"), kept)
    except (ValueError, RecursionError):
        raise Unreadable(lax=True) from None


def dumps(document: Any) -> bytes:
    """The document as UTF-8 JSON without spaces.

    Raises:
        ValueError: it holds an integer of over 4300 digits that was made here.
        RecursionError: it is nested too deeply.
    """
    try:
        return _encoder.encode(document)
    except UnicodeEncodeError:
        return _written(document).encode()


def is_json(content_type: bytes | None) -> bool:
    """Whether a media type is JSON: `application/json`, or any with the suffix `+json` (RFC 6839)."""
    plain = (content_type or b"").partition(b";")[0].strip().lower()
    return plain == b"application/json" or plain.endswith(b"+json")


def _exactly(data: bytes) -> Any:
    """What the fast parser refuses or alters, where it is JSON all the same."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Unreadable(_lax(data)) from None
    if text.startswith("\ufeff"):
        raise Unreadable(_lax(data))
    try:
        document = _parsed(text, _not_a_number)
    except RecursionError:
        raise Unreadable(lax=True) from None
    except ValueError:
        raise Unreadable(_lax(data)) from None
    if re.search(r"\\u[dD][89a-fA-F]", text):
        try:
            _encoder.encode(document)
        except UnicodeEncodeError:
            raise Unreadable(lax=True) from None
    return document


def _parsed(text: str, constant: Callable[[str], Any]) -> Any:
    return json.JSONDecoder(parse_float=kept, parse_int=_integer, parse_constant=constant).decode(text)


def _integer(text: str) -> Any:
    return kept(text) if text == "-0" or len(text) > MANY_DIGITS else int(text)


def _not_a_number(text: str) -> Any:
    raise ValueError(text)


def _written(document: Any) -> str:
    """The document as JSON with lone surrogates escaped, which UTF-8 can't say."""
    if isinstance(document, msgspec.Raw):
        return bytes(document).decode()
    if isinstance(document, dict):
        return "{" + ",".join(f"{_text(key)}:{_written(held)}" for key, held in document.items()) + "}"
    if isinstance(document, list):
        return "[" + ",".join(map(_written, document)) + "]"
    return _text(document) if isinstance(document, str) else _encoder.encode(document).decode()


def _text(text: str) -> str:
    try:
        return _encoder.encode(text).decode()
    except UnicodeEncodeError:
        return json.dumps(text)


def _lax(data: bytes) -> bool:
    """Whether a laxer parser reads it, in whatever charset it takes it to be in."""
    try:
        json.loads(data)
    except RecursionError:
        return True
    except UnicodeDecodeError:
        try:
            json.loads(data.decode("latin-1"))
        except (ValueError, RecursionError):
            return False
    except ValueError as error:
        # Python refuses integers of over 4300 digits, which other parsers take.
        return "int_max_str_digits" in str(error) or "integer string conversion" in str(error)
    return True
