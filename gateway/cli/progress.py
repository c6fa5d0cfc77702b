"""A bar for what takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

PATIENCE = 2.0
"""After how many seconds somebody wants to know."""


@contextmanager
def progress(
    length: int, label: str, *, hidden: bool = False, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int], None]]:
    """Shows how far something is, on stderr and once it has taken two seconds, where that is a terminal.

    Args:
        length: how much there is to do.
        label: what is done.
        hidden: whether nothing is shown however long it takes.
        clock: gives the seconds.

    Yields:
        what is called with how much more is done.
    """
    began, done = clock(), 0
    bar: Any = None
    with ExitStack() as stack:

        def told(more: int) -> None:
            nonlocal bar, done
            done += more
            if bar is not None:
                bar.update(more)
            elif not hidden and clock() - began >= PATIENCE and sys.stderr.isatty():
                bar = stack.enter_context(click.progressbar(length=length, label=label, file=sys.stderr))
                bar.update(done)

        yield told
