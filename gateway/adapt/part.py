"""One part of a form in parts, and what its lines say (RFC 7578, 4.2)."""

from __future__ import annotations

import re

from gateway.adapt.form import decoded, encoded
from gateway.asgi import Headers
from gateway.refuse.problem import Problem

_PARAMETER = re.compile(rb';[ \t]*+([^\s;="]++)[ \t]*+=[ \t]*+("(?:[^"\\]|\\.)*+"|[^;"]*+)[ \t]*+', re.DOTALL)
_TYPE = re.compile(rb"[ \t]*+[^\s;=]*+[ \t]*+")


class Part:
    """One part on its way.

    Args:
        name: what the handler calls it; of a file None where it has none for it.
        headers: the lines that stand above it but for the first, `Content-Disposition`.
        disposition: what that says beside the name.
        is_file: whether it passes as it comes.
    """

    __slots__ = ("data", "disposition", "headers", "is_file", "name")

    def __init__(self, name: str | None, headers: Headers, disposition: bytes, *, is_file: bool) -> None:
        self.name = name
        self.headers = headers
        self.disposition = disposition
        self.is_file = is_file
        self.data = bytearray()

    def head(self, name: str) -> bytes:
        """What stands above the part under a name."""
        called = encoded(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        called = called.replace(b"\r", b"%0D").replace(b"\n", b"%0A")
        lines = [b'Content-Disposition: form-data; name="' + called + b'"' + self.disposition]
        lines += [key + b": " + value for key, value in self.headers]
        return b"\r\n".join(lines) + b"\r\n\r\n"


def named(disposition: bytes) -> tuple[str, bytes, bool]:
    """A part's name, what else its `Content-Disposition` says, and whether it is a file. Raises Problem."""
    parameters = _parameters(disposition)
    names = [value for key, value, _ in parameters if key == b"name"]
    # Two backslashes before a quote are read in two ways.
    if len(names) != 1 or b'\\\\"' in disposition:
        raise unreadable("has a part whose name can't be told")
    rest = b"".join(b"; " + key + b"=" + raw for key, _, raw in parameters if key != b"name")
    is_file = any(key in (b"filename", b"filename*") for key, _, _ in parameters)
    return decoded(names[0]), rest if is_file else b"", is_file


def boundary_of(content_type: bytes) -> bytes:
    """What stands between the parts (RFC 2046, 5.1.1). Raises Problem."""
    parameters = _parameters(content_type)
    found = [value for key, value, _ in parameters if key == b"boundary"]
    charsets = {value.lower() for key, value, _ in parameters if key == b"charset"}
    if len(found) != 1 or not found[0]:
        raise unreadable("doesn't say what stands between its parts")
    if not charsets <= {b"utf-8", b"utf8", b"us-ascii"}:
        raise Problem(415, detail="The form isn't in UTF-8.")
    return found[0]


def _parameters(header: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """The parameters of a header: name, value, and the value as it stands there. Raises Problem."""
    kind = _TYPE.match(header)
    assert kind is not None
    place, found = kind.end(), list[tuple[bytes, bytes, bytes]]()
    header = header.rstrip(b"; \t")
    while place < len(header):
        one = _PARAMETER.match(header, place)
        if one is None:
            raise unreadable("has a header that can't be read")
        value = raw = one[2].strip()
        if value.startswith(b'"'):
            value = re.sub(rb'\\([\\"])', rb"\1", value[1:-1])
        found.append((one[1].lower(), value, raw))
        place = one.end()
    return found


def unreadable(what: str) -> Problem:
    """The refusal of a form that can't be told apart."""
    return Problem(400, detail=f"The form {what}.")
