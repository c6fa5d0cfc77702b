"""A place that a version is read from."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gateway.asgi import Scope

Resembles = Callable[[str], bool]
"""Tells what has the form of a version in the timeline's scheme; sources whose place holds other things too ask it."""


class Selector(NamedTuple):
    """What one source found in a request.

    Args:
        source: the source, as refusals name it: `path`, `header API-Version`.
        text: what stands there, not parsed yet. Not to be trusted in form or length.
        prefix: the head of the route path that the selector took, to be moved into `root_path`.
    """

    source: str
    text: str
    prefix: str = ""


class Source:
    """One place a version is read from.

    Attributes:
        kind: which column of the refusal table it belongs to: `path`, `header` or `stage`.
        name: how refusals call it.
        asks: whether it asks for a version; otherwise it supplies one, and is looked at only when none asks.
        vary: the request headers it reads, for `Vary`.
    """

    kind: str = ""
    name: str = ""
    asks: bool = True
    vary: tuple[bytes, ...] = ()

    def read(self, scope: Scope, resembles: Resembles) -> list[Selector]:
        """What stands in the request, each occurrence apart. Must not raise, whatever a client sends."""
        raise NotImplementedError
