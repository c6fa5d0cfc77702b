"""Shows how far a command is, where that takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click

PATIENCE = 2.0
"""After how many seconds something is shown."""


class Told(Protocol):
    """What is told of each step."""

    def __call__(self, done: int, all_steps: int) -> None:
        """So many steps of so many are done."""


@contextmanager
def progress(label: str) -> Iterator[Told]:
    """Show a bar on stderr once something takes longer than two seconds there, if that is a terminal.

    Args:
        label: what is done.
    """
    began, bar, shown = time.monotonic(), None, 0

    def told(done: int, all_steps: int) -> None:
        nonlocal bar, shown
        if bar is None:
            if time.monotonic() - began < PATIENCE or not sys.stderr.isatty():
                return
            bar = click.progressbar(length=all_steps, label=label, file=sys.stderr)
            bar.__enter__()
        bar.update(done - shown)
        shown = done

    try:
        yield told
    finally:
        _close(bar)


def _close(bar: Any) -> None:
    if bar is not None:
        bar.__exit__(None, None, None)
