"""Objects whose keys no schema names, and the keys that are values of a type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gateway.compiled.objects import located, moved, tried
from gateway.compiled.visitor import Visitor
from gateway.shapes.map_keys import SameKey, key_text, with_keys
from gateway.shapes.walk import LocatedError


def map_of(
    child: Callable[[str], Visitor | None],
    keys: Sequence[Visitor],
    value_of: Callable[[str], Any],
    *,
    upwards: bool,
) -> Visitor:
    """What goes over a map: over its values, then over its keys.

    Args:
        child: gives what goes over the value under a key; None where nothing does.
        keys: what goes over the keys, one after the other.
        value_of: gives the value that a key stands for.
        upwards: whether two keys that become one are refused.
    """

    def visit(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        result = {key: held if (one := child(key)) is None else one.visit(held) for key, held in value.items()}
        same = all(new is old for new, old in zip(result.values(), value.values(), strict=True))
        made = value if same else result
        return _translated(made, keys, value_of, upwards=upwards) if keys else made

    def find(value: Any) -> LocatedError | None:
        for key, held in value.items() if isinstance(value, dict) else ():
            one = child(key)
            found = None if one is None else tried(one, held)
            if found is not None:
                return moved(found, (key, *found.location))
        try:
            visit(value)
        except Exception as error:  # noqa: BLE001 - of the user's functions, told by its place
            return located(error)
        return None

    return Visitor(visit, find)


def _translated(
    value: dict[str, Any], keys: Sequence[Visitor], value_of: Callable[[str], Any], *, upwards: bool
) -> dict[str, Any]:
    stand_for: dict[str, Any] = {key: value_of(key) for key in value}
    sent = {key: key for key in value}
    for visitor in keys:
        found: dict[str, str] = {}
        newer: dict[str, Any] = {}
        for key, held in stand_for.items():
            error = None
            try:
                made = visitor.visit(held)
            except Exception as caught:  # noqa: BLE001 - of the user's functions, told by its place
                error = located(caught)
            if error is not None:
                raise moved(error, (sent[key],)) from error.__cause__
            found[key] = key_text(made, key)
            newer[found[key]] = made
        try:
            value, kept = with_keys(value, found, sent, upwards=upwards)
        except SameKey as error:
            raise LocatedError(str(error), (error.key,)) from error
        stand_for = {new: newer[new] for new in kept}
        sent = {new: sent[old] for new, old in kept.items()}
    return value
