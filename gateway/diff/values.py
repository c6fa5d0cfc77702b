"""JSON values as they are compared and shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gateway.diff.difference import Value


class Plain(str):
    """A text that sentences have without quotation marks."""

    __slots__ = ()


def canonical(value: Any) -> str:
    """A text that equal JSON values have in common: 1.0 is 1, and the order of members says nothing."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    return [_plain(held) for held in value] if isinstance(value, list | tuple) else value


def type_of(value: Any) -> str:
    """The JSON type of a value, whole numbers being `integer` and others `number`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list | tuple) else "object"


def shown(value: Any) -> Value:
    """A value as differences hold it."""
    if isinstance(value, list | tuple) and all(one is None or isinstance(one, str | int | float) for one in value):
        return tuple(value)
    if value is None or isinstance(value, str | int | float):
        return value
    return Plain(canonical(value))


def told(value: Value) -> str:
    """A value as sentences have it."""
    if isinstance(value, tuple):
        return ", ".join(map(told, value)) or "nothing"
    if isinstance(value, Plain):
        return value
    return f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
