"""Keys of maps as values of the schema that `propertyNames` names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gateway.errors import ConversionError
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


class SameKey(ConversionError):
    """Two keys of a map that are one now."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"`{one}` and `{other}` are the same key")
        self.key = other


def with_keys(
    value: dict[str, Any], found: Mapping[str, str], sent: Mapping[str, str], *, upwards: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """The map with other keys, each in its place, and which key each of them was.

    Args:
        value: the map.
        found: the new key of each.
        sent: what each key is called in messages.
        upwards: whether two that become one are refused; else the entry stays whose own key it is, or the first.

    Raises:
        SameKey: two of them become one.
    """
    if all(new == key for key, new in found.items()):
        return value, {key: key for key in found}
    owner: dict[str, str] = {}
    for key, new in found.items():
        if new in owner and upwards:
            raise SameKey(sent[owner[new]], sent[key])
        # Who bears the key already is who it belongs to.
        owner[new] = key if key == new else owner.get(new, key)
    kept = {new: key for key, new in found.items() if owner[new] == key}
    return {new: value[key] for new, key in kept.items()}, kept
