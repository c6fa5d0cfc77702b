"""Makes a document that breaks a law smaller, as long as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from gateway.laws.breach import Broken
from gateway.laws.values import raw

MOST = 500
"""How many smaller documents are tried."""


def smallest(document: Any, said: Broken, breaks: Callable[[Any], Broken | None]) -> Broken:
    """What is told of the smallest document found that breaks a law.

    Args:
        document: one that does.
        said: what is told of it.
        breaks: what is told of another one; None where it breaks nothing.
    """
    tried, found = 0, True
    while found and tried < MOST:
        found = False
        for smaller in _smaller(document):
            tried += 1
            told = breaks(smaller)
            if told is not None:
                document, said, found = smaller, told, True
                break
            if tried >= MOST:
                break
    return said


def _smaller(value: Any) -> Iterator[Any]:
    """Simpler values of the same JSON type, the simplest first."""
    if isinstance(value, dict):
        yield from _of_object(value)
    elif isinstance(value, list):
        yield from _of_list(value)
    elif isinstance(value, str):
        yield from (value[:size] for size in _sizes(len(value)))
        if set(value) - {"0"}:
            yield "0" * len(value)
    elif isinstance(value, bool):
        yield from [False] if value else []
    elif isinstance(value, int):
        sign = -1 if value < 0 else 1
        yield from (sign * size for size in _sizes(abs(value)))
    elif isinstance(value, msgspec.Raw):
        yield from _of_fraction(value)


def _sizes(size: int) -> Iterator[int]:
    """Smaller sizes, the smallest first and then ever nearer."""
    if size > 0:
        yield 0
        gap = size // 2
        while gap:
            yield size - gap
            gap //= 2


def _of_object(value: dict[str, Any]) -> Iterator[Any]:
    # What holds others like it may break a law by one of those.
    yield from (held for inner in value.values() for held in _listed(inner) if isinstance(held, dict))
    for name in value:
        yield {key: held for key, held in value.items() if key != name}
    for name, held in value.items():
        for smaller in _smaller(held):
            yield {**value, name: smaller}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _of_list(value: list[Any]) -> Iterator[Any]:
    yield from (value[:size] for size in _sizes(len(value)))
    for place, held in enumerate(value):
        yield [*value[:place], *value[place + 1 :]]
        if place and held is value[0]:
            continue  # one of many that are the same
        for smaller in _smaller(held):
            yield [smaller if one is held else one for one in value]


def _of_fraction(value: msgspec.Raw) -> Iterator[Any]:
    number = Decimal(bytes(value).decode())
    yield int(number)
    exponent = number.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    for fewer in range(1, digits):
        yield raw(number.quantize(Decimal(1).scaleb(-fewer)) if digits < 28 else round(number, fewer))
