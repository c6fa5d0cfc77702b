"""Measures things in turn, so that whatever else the machine does is shared by all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import NamedTuple

Act = Callable[[], object]


class Measured(NamedTuple):
    """What one thing takes.

    Args:
        seconds: the median of all rounds.
        ratios: for each other thing, the median of the rounds' ratios to it.
    """

    seconds: float
    ratios: Mapping[str, float]


def in_turn(acts: Mapping[str, Act], rounds: int) -> dict[str, Measured]:
    """Each act's time, in so many rounds of one call each; the order turns from round to round."""
    names = list(acts)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for act in acts.values():
        act()
    for number in range(rounds):
        turn = number % len(names)
        for name in [*names[turn:], *names[:turn]]:
            start = perf_counter()
            acts[name]()
            taken[name].append(perf_counter() - start)
    return {
        name: Measured(
            median(own),
            {other: median(one / two for one, two in zip(own, taken[other], strict=True)) for other in names},
        )
        for name, own in taken.items()
    }
