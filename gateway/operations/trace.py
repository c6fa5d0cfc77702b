"""Follows what an operation does to an object of which only the keys are known, so that it can be compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Quick = tuple[type, Callable[[Any], Any]]
"""A type, and a function of values of just this type."""
REFUSED = object()
"""Stands in a table for what is made of a text that is refused."""


class Trace(Protocol):
    """Records what becomes of values that aren't looked at.

    The values of an object that is followed are opaque: an operation puts them under other keys, or asks here what is
    made of them. What it decides by a value is asked here too, so that the compiled code asks the same.
    """

    def call(self, act: Callable[..., Any], *values: Any, quick: Quick | None = None) -> Any:
        """What a pure function makes of values; for a single one of a certain type a shorter one may do the same."""

    def mapped(self, table: Mapping[str, Any], act: Callable[[Any], Any], value: Any) -> Any:
        """What a pure function makes of a value.

        `table` says it of texts, `REFUSED` of those of which the function raises; texts that aren't in it stay.
        """

    def unless_null(self, value: Any, instead: Any) -> Any:
        """The value, or `instead` where it is null."""

    def apart(self, value: Any, count: int) -> list[Any]:
        """The items of a tuple of so many."""

    def is_null(self, value: Any) -> bool:
        """Whether a value is null."""

    def is_marker(self, value: Any, marker: object) -> bool:
        """Whether a value is one certain object."""

    def members(self, value: Any) -> Mapping[str, Any] | None:
        """The members of an object, by name; None where the value is no object."""
