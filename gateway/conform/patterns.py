"""Patterns of JSON Schema, as Python reads them."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of JSON Schema (ECMA-262), in which a dollar is the very end, not what is before a line's end.

    One that Python can't read matches everything, as nothing is known of it.
    """
    try:
        return re.compile(re.sub(r"(?<!\\)\$(?=\)|\||\Z)", r"\\Z", pattern))
    except re.error:
        return re.compile("")
