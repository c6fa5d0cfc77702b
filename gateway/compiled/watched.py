"""Lets somebody see the code that is made of operations, for `gateway plan`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple


class Made(NamedTuple):
    """Code that was made.

    Args:
        name: of what: a schema, or objects laid out alike.
        source: the Python of it.
        constants: what its names stand for.
    """

    name: str
    source: str
    constants: Mapping[str, Any]


_watchers: list[list[Made]] = []


@contextmanager
def watched() -> Iterator[list[Made]]:
    """What is made meanwhile, in any thread."""
    seen: list[Made] = []
    _watchers.append(seen)
    try:
        yield seen
    finally:
        _watchers.remove(seen)


def tell(name: str, source: str, constants: Mapping[str, Any]) -> None:
    """Say that code was made."""
    for seen in _watchers:
        seen.append(Made(name, source, dict(constants)))
