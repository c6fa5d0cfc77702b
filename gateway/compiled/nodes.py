"""What becomes of the values of an object that is followed through operations, as a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gateway.operations.trace import Quick


class Node:
    """A value at some point, with what it is in the object that is followed as an example.

    Args:
        sample: the value in the example.
    """

    __slots__ = ("sample",)

    def __init__(self, sample: Any) -> None:
        self.sample = sample


class Held(Node):
    """What stands under a key of the object.

    Args:
        place: which key it is, by its number.
    """

    __slots__ = ("place",)

    def __init__(self, place: int, sample: Any) -> None:
        super().__init__(sample)
        self.place = place


class Constant(Node):
    """A value that is the same in every object."""

    __slots__ = ()


class Called(Node):
    """What a function makes of values.

    Args:
        act: the function.
        values: what it is given.
        sample: what it makes of the example.
        quick: a type, and a shorter function for a single value of just this type.
    """

    __slots__ = ("act", "quick", "values")

    def __init__(
        self, act: Callable[..., Any], values: tuple[Node, ...], sample: Any, quick: Quick | None = None
    ) -> None:
        super().__init__(sample)
        self.act = act
        self.values = values
        self.quick = quick


class Mapped(Node):
    """What a function makes of a value, a table saying it of texts."""

    __slots__ = ("act", "table", "value")

    def __init__(self, table: Mapping[str, Any], act: Callable[[Any], Any], value: Node, sample: Any) -> None:
        super().__init__(sample)
        self.table = table
        self.act = act
        self.value = value


class Instead(Node):
    """A value, or another one where it is null."""

    __slots__ = ("instead", "value")

    def __init__(self, value: Node, instead: Node, sample: Any) -> None:
        super().__init__(sample)
        self.value = value
        self.instead = instead


class Part(Node):
    """An item of a tuple, or a member of an object that was opened."""

    __slots__ = ("place",)

    def __init__(self, place: int, sample: Any) -> None:
        super().__init__(sample)
        self.place = place


class Built(Node):
    """An object that is made of values."""

    __slots__ = ("members",)

    def __init__(self, members: Mapping[str, Node]) -> None:
        super().__init__({name: node.sample for name, node in members.items()})
        self.members = dict(members)
