"""How documents of one kind are laid out, learned from one of them, so that a parser can be told what to expect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from gateway.compiled.objects import ObjectForm
from gateway.compiled.visitor import Visitor

MOST_ITEMS = 50
"""How many items of a list are looked at."""


class Whole(NamedTuple):
    """A value that is read as a whole, and gone over by a visitor where there is one."""

    visitor: Visitor | None


class Laid(NamedTuple):
    """Objects with the same keys in the same order.

    Args:
        form: what becomes of them.
        keys: their keys.
        members: the layout of the value under each.
        example: one of them.
        null: whether null stands in their place too.
    """

    form: ObjectForm
    keys: tuple[str, ...]
    members: Mapping[str, Layout]
    example: Mapping[str, Any]
    null: bool


class Listed(NamedTuple):
    """Lists of such objects, or of lists of them."""

    item: Laid | Listed
    null: bool


Layout = Whole | Laid | Listed


def learned(visitor: Visitor | None, values: Sequence[Any]) -> Layout:
    """The layout of values that stand in the same place."""
    given = [value for value in values if value is not None]
    whole, null = Whole(visitor), len(given) < len(values)
    if visitor is None or not given:
        return whole
    if isinstance(visitor.inside, ObjectForm):
        return _of_objects(visitor.inside, given, null=null) or whole
    if isinstance(visitor.inside, Visitor) and all(isinstance(value, list) for value in given):
        item = learned(visitor.inside, [item for value in given for item in islice(value, MOST_ITEMS)])
        return whole if isinstance(item, Whole) else Listed(item, null)
    return whole


def _of_objects(form: ObjectForm, values: Sequence[Any], *, null: bool) -> Laid | None:
    if not all(type(value) is dict for value in values):
        return None
    keys = tuple(values[0])
    if any(tuple(value) != keys for value in values):
        return None
    members = {key: learned(form.child(key), [value[key] for value in values]) for key in keys}
    return Laid(form, keys, members, values[0], null)
