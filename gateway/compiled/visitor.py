"""What goes over the values of one place, and finds where one of them can't be converted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from gateway.shapes.walk import LocatedError

Visit = Callable[[Any], Any]


class Unclear(Exception):
    """A value that doesn't say which member of a union it is, so that only one operation after the other can tell."""


class Visitor(NamedTuple):
    """Both ways over a value.

    Args:
        visit: gives what becomes of the value; itself where nothing does.
        find: for a value of which `visit` raised: the error with the place in the value.
        inside: of what code can be made: the form of an object, or the visitor of a list's items.
    """

    visit: Visit
    find: Callable[[Any], LocatedError | None]
    inside: Any = None
