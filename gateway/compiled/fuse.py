"""Makes one table of several that a value goes through one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from gateway.compiled.nodes import Built, Called, Instead, Mapped, Node
from gateway.compiled.tracer import Apart, Event
from gateway.operations.trace import REFUSED


def fused(events: Sequence[Event], result: Iterable[Node]) -> list[Event]:
    """The events with each chain of tables, of which only the end is looked at, as one table at the end's place.

    The end's node is altered, as whatever holds it means what comes out of the chain.

    Args:
        events: what was recorded, in order.
        result: what becomes of the object.
    """
    uses = Counter(id(node) for node in _looked_at(events, result))
    left: list[Event] = []
    for event in events:
        if isinstance(event, Mapped):
            first = event.value
            if isinstance(first, Mapped) and uses[id(first)] == 1:
                left.remove(first)
                event.table, event.act = _composed(first, event)
                event.value = first.value
        left.append(event)
    return left


def _composed(first: Mapped, then: Mapped) -> tuple[Mapping[str, Any], Callable[[Any], Any]]:
    """The table and the function of both."""
    one, other = _whole(first), _whole(then)

    def both(value: Any) -> Any:
        return other(one(value))

    table: dict[str, Any] = {}
    for text in (*first.table, *then.table):
        try:
            table[text] = both(text)
        except Exception:  # noqa: BLE001 - whatever it is, it is raised again where the text comes
            table[text] = REFUSED
    return table, both


def _whole(mapped: Mapped) -> Callable[[Any], Any]:
    """The function that the code of a table comes to."""
    table, act = mapped.table, mapped.act

    def of(value: Any) -> Any:
        made = table.get(value, value) if value.__class__ is str else act(value)
        return act(value) if made is REFUSED else made

    return of


def _looked_at(events: Iterable[Event], result: Iterable[Node]) -> Iterator[Node]:
    """Every use of a node by another, by a decision, or in what becomes of the object."""
    for event in events:
        if isinstance(event, Called):
            yield from _parts(event.values)
        elif isinstance(event, Instead):
            yield from _parts((event.value, event.instead))
        elif isinstance(event, Mapped | Apart) or not isinstance(event, Node):
            yield from _parts((event.value,))
    yield from _parts(result)


def _parts(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Built):
            yield from _parts(node.members.values())
