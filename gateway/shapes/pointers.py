"""Locations as JSON Pointers (RFC 6901)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.shapes.walk import Location


def pointer(location: Sequence[str | int]) -> str:
    """The JSON Pointer of a location."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")


def from_pointer(text: str) -> Location:
    """The location that a JSON Pointer names; digits count as indexes, but for those with a zero in front."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]
    return tuple(int(part) if _INDEX.fullmatch(part) else part for part in parts)


def is_pointer(text: str) -> bool:
    """Whether a text is a JSON Pointer (RFC 6901, 3)."""
    return _POINTER.fullmatch(text) is not None
