"""Keys of maps as values of the schema that `propertyNames` names."""

from __future__ import annotations

import re
from typing import Any

from gateway.shapes.parts import Schema
from gateway.shapes.shape import Shape
from gateway.shapes.unions import resolved

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")


def key_value(shape: Shape, names: Schema, key: str) -> Any:
    """The value that a key stands for: a number where its schema says so, as JSON writes it as text."""
    numbers = resolved(shape, names).get("type") == "integer"
    return int(key) if numbers and _WHOLE.fullmatch(key) else key


def key_text(value: Any, key: str) -> str:
    """The key that stands for a value; `key` where no key can."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else key
