"""Follows an object of certain keys through operations, by an example."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from gateway.compiled.nodes import Node
from gateway.compiled.step import Step
from gateway.compiled.tracer import Event, Tracer
from gateway.compiled.visitor import Visitor


class Followed(NamedTuple):
    """What was recorded of an object.

    Args:
        events: what is made of its values and decided by them, in order.
        result: what becomes of it.
        place: how many operations were followed; one after them can't be.
    """

    events: Sequence[Event]
    result: Mapping[str, Node]
    place: int


def follow(
    keys: Sequence[str], example: Mapping[str, Any], child: Callable[[str], Visitor | None], steps: Sequence[Step]
) -> Followed:
    """Follow an object.

    Args:
        keys: its keys, in order.
        example: an object with these keys.
        child: gives what goes over the value under a key before the operations.
        steps: the operations, in order.

    Raises:
        Exception: whatever an operation raises on the example.
    """
    tracer = Tracer()
    values: dict[str, Any] = {}
    for place, key in enumerate(keys):
        held: Any = tracer.held(place, example[key])
        inner = child(key)
        values[key] = tracer.call(inner.visit, held) if inner is not None else held
    followed = 0
    for step in steps:
        traced = step.traced(values, tracer)
        if traced is None:
            break
        values, followed = traced, followed + 1
    return Followed(tracer.events, {name: tracer.node(held) for name, held in values.items()}, followed)
