"""Locations as JSON Pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.shapes.walk import Location


def pointer(location: Sequence[str | int]) -> str:
    """The JSON Pointer of a location."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def from_pointer(text: str) -> Location:
    """The location that a JSON Pointer names; digits count as indexes."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]
    return tuple(int(part) if part.isdecimal() and part.isascii() and len(part) < 19 else part for part in parts)
