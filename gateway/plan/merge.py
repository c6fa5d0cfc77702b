"""Puts what a client changed into what is there, of which it can't express all: a merge of three documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

import msgspec

NOT_THERE = object()
MOST_COMPARED = 1_000_000
"""How many pairs of items are compared at the most, as clients say how long a list is."""
Pairs = dict[int, int]
"""Which item of one list is which item of another, by their places."""


def merged(base: Any, ours: Any, theirs: Any) -> Any:
    """What replaces `ours`. Never alters its arguments.

    Args:
        base: what the client would write if it wrote back what it reads.
        ours: what is there.
        theirs: what the client writes. Where it is as in `base`, `ours` stays.
    """
    if alike(base, theirs):
        return ours
    if isinstance(base, dict) and isinstance(ours, dict) and isinstance(theirs, dict):
        result = {key: _member(base, ours, key, held) for key, held in theirs.items()}
        # What the client didn't see and doesn't write stays, what it saw and doesn't write goes.
        result |= {key: held for key, held in ours.items() if key not in theirs and key not in base}
        return {key: held for key, held in result.items() if held is not NOT_THERE}
    if isinstance(base, list) and isinstance(ours, list) and isinstance(theirs, list):
        return _items(base, ours, theirs)
    return theirs


def patched(base: Any, ours: Any, theirs: Any) -> Any:
    """As `merged`, of a merge patch (RFC 7396), which leaves out what stays."""
    if isinstance(base, dict) and isinstance(ours, dict) and isinstance(theirs, dict):
        return {
            key: patched(base[key], ours[key], held) if key in base and key in ours else held
            for key, held in theirs.items()
        }
    return merged(base, ours, theirs)


def _member(base: dict[str, Any], ours: dict[str, Any], key: str, held: Any) -> Any:
    if key not in base:
        return held
    if key in ours:
        return merged(base[key], ours[key], held)
    return NOT_THERE if alike(base[key], held) else held


def _items(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    seen, known = _paired(base, theirs), _paired(base, ours)
    written = {there: place for place, there in seen.items()}
    hidden = [place for place in range(len(ours)) if place not in known.values()]
    result: list[Any] = []
    # What the client can't see stands behind what it stood behind.
    behind: dict[int, list[Any]] = {}
    for place in hidden:
        before = max((there for there in known.values() if there < place), default=-1)
        behind.setdefault(before, []).append(ours[place])
    result += behind.pop(-1, [])
    for place, item in enumerate(theirs):
        twin = known.get(written[place]) if place in written else None
        if twin is None:
            result.append(item)
            continue
        result.append(merged(base[written[place]], ours[twin], item))
        result += behind.pop(twin, [])
    return result + [item for rest in behind.values() for item in rest]


def _paired(one: list[Any], other: list[Any]) -> Pairs:
    """Items with the same `id`; else those that look the same, and between them those at the same place."""
    ids = [_ids(one), _ids(other)]
    if ids[0] is not None and ids[1] is not None:
        return {place: ids[1][name] for name, place in ids[0].items() if name in ids[1]}
    return dict(_by_looks([_text(item) for item in one], [_text(item) for item in other]))


def _by_looks(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    alike_in_place = len(one) == len(other) and sum(map(str.__eq__, one, other)) * 2 >= len(one)
    if alike_in_place or len(one) * len(other) > MOST_COMPARED:
        yield from zip(range(len(one)), range(len(other)), strict=False)
        return
    for _, start, end, there, until in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield from zip(range(start, end), range(there, until), strict=False)


def _ids(items: list[Any]) -> dict[str, int] | None:
    """The places of items by their ids; None where not all have one of their own."""
    if not all(isinstance(item, dict) and "id" in item for item in items):
        return None
    found = {_text(item["id"]): place for place, item in enumerate(items)}
    return found if len(found) == len(items) else None


def alike(one: Any, other: Any) -> bool:
    """Whether two documents are the same JSON, whatever the order of members: true isn't 1, and 1.10 is 1.1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(held, other[key]) for key, held in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return one is other or (not isinstance(one, dict | list) and _text(one) == _text(other))


def _text(value: Any) -> str:
    if isinstance(value, msgspec.Raw):
        return bytes(value).decode()
    return msgspec.json.encode(value, order="sorted").decode()
