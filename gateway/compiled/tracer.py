"""Follows operations on one object as an example, and records what they do, so that code can be made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gateway.compiled.nodes import Built, Called, Constant, Held, Instead, Mapped, Node, Part
from gateway.operations.trace import Quick


class Apart(NamedTuple):
    """A tuple was taken apart."""

    value: Node
    parts: tuple[Part, ...]


class Opened(NamedTuple):
    """The members of an object were asked for; another object with other keys takes another way."""

    value: Node
    keys: tuple[str, ...] | None
    parts: tuple[Part, ...]


class Decided(NamedTuple):
    """Something was decided by whether a value is a certain object."""

    value: Node
    marker: object
    outcome: bool


Event = Node | Apart | Opened | Decided


class Tracer:
    """Implements `gateway.operations.trace.Trace` on an example.

    What depends on a value is decided as it is in the example, and recorded: code made of the record asks again, and
    hands an object for which the answer is another one to code made of an example like it.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._decided: dict[tuple[int, int], bool] = {}
        self._opened: dict[int, dict[str, Node] | None] = {}
        self._kept: list[object] = []  # so that no identity is used twice

    def held(self, place: int, sample: Any) -> Held:
        """What stands under a key."""
        return Held(place, sample)

    def node(self, value: Any) -> Node:
        """A value that an operation names: one that is followed, an object of such, or a constant."""
        if isinstance(value, Node):
            return value
        if isinstance(value, dict) and _holds_nodes(value):
            return Built({name: self.node(held) for name, held in value.items()})
        return Constant(value)

    def call(self, act: Callable[..., Any], *values: Any, quick: Quick | None = None) -> Node:
        nodes = tuple(self.node(value) for value in values)
        return self._recorded(Called(act, nodes, act(*(node.sample for node in nodes)), quick))

    def mapped(self, table: Mapping[str, Any], act: Callable[[Any], Any], value: Any) -> Node:
        node = self.node(value)
        made = act(node.sample)
        return Constant(made) if isinstance(node, Constant) else self._recorded(Mapped(table, act, node, made))

    def unless_null(self, value: Any, instead: Any) -> Node:
        node, other = self.node(value), self.node(instead)
        if isinstance(node, Constant):
            return other if node.sample is None else node
        sample = other.sample if node.sample is None else node.sample
        return self._recorded(Instead(node, other, sample))

    def apart(self, value: Any, count: int) -> list[Any]:
        node = self.node(value)
        items = tuple(node.sample)
        if len(items) != count:
            raise ValueError(f"There are {len(items)} values where {count} are meant.")
        parts = tuple(Part(place, sample) for place, sample in enumerate(items))
        self.events.append(Apart(node, parts))
        return list(parts)

    def is_null(self, value: Any) -> bool:
        return self.is_marker(value, None)

    def is_marker(self, value: Any, marker: object) -> bool:
        node = self.node(value)
        outcome = node.sample is marker
        if isinstance(node, Constant | Built):
            return outcome
        key = (id(node), id(marker))
        if key not in self._decided:
            self._decided[key] = outcome
            self._kept += [node, marker]
            self.events.append(Decided(node, marker, outcome))
        return outcome

    def members(self, value: Any) -> Mapping[str, Any] | None:
        node = self.node(value)
        if isinstance(node, Built):
            return node.members
        if isinstance(node, Constant):
            return dict(node.sample) if isinstance(node.sample, dict) else None
        if id(node) not in self._opened:
            keys = tuple(node.sample) if type(node.sample) is dict else None
            parts = tuple(Part(place, node.sample[key]) for place, key in enumerate(keys or ()))
            self._opened[id(node)] = None if keys is None else dict(zip(keys, parts, strict=True))
            self._kept.append(node)
            self.events.append(Opened(node, keys, parts))
        return self._opened[id(node)]

    def _recorded(self, node: Node) -> Node:
        self.events.append(node)
        return node


def _holds_nodes(value: Any) -> bool:
    if isinstance(value, Node):
        return True
    return isinstance(value, dict) and any(map(_holds_nodes, value.values()))
