"""How much may be done for one document, so that no client's can keep the process busy."""

from __future__ import annotations

from contextvars import ContextVar

from gateway.errors import ConversionError

MOST_STEPS = 2_000_000
"""How many keys and operations of objects that no code is made for are gone through for one document."""
COSTLY = 20_000
"""As how many of them it counts when code is made in place of other code."""
SMALL = 65_536
"""Documents of fewer bytes can't need as many."""

_left: ContextVar[list[int] | None] = ContextVar("gateway.shapes.budget", default=None)


class TooVaried(ConversionError):
    """A document whose objects differ more in their keys than is gone through."""

    def __init__(self) -> None:
        super().__init__("The body holds too many objects that differ in their members.")


class Budget:
    """Counts what is done within it."""

    def __enter__(self) -> None:
        self._token = _left.set([MOST_STEPS])

    def __exit__(self, *_: object) -> None:
        _left.reset(self._token)


def spend(steps: int) -> None:
    """Count so many steps. Raises TooVaried where a budget is spent."""
    left = _left.get()
    if left is not None:
        left[0] -= steps
        if left[0] < 0:
            raise TooVaried
