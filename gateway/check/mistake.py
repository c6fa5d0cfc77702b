"""One mistake in the declarations, and where it is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from gateway.changes.change import Change
from gateway.errors import DeclarationError, GatewayError
from gateway.timeline.version import ApiVersion


class Mistake(NamedTuple):
    """One thing that is wrong.

    Args:
        version: the version whose declarations are wrong.
        where: the file and line of the change, `adapters/v2025_11_15.py:7`, or what else is meant.
        problem: what is wrong.
        fix: what to do.
    """

    version: str
    where: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} {self.fix}".rstrip()


def in_change(version: ApiVersion, change: type[Change], problem: str, fix: str) -> Mistake:
    """What is wrong in a change."""
    return Mistake(str(version), place(change), f"{change.__name__}: {problem}", fix)


def caught(version: ApiVersion, where: str, act: Callable[[], Any]) -> Iterator[Mistake]:
    """What is wrong where something can't be done."""
    try:
        act()
    except DeclarationError as error:
        yield Mistake(str(version), error.where, error.problem, error.fix)
    except GatewayError as error:
        yield Mistake(str(version), where, str(error), "")


def parts(error: GatewayError) -> tuple[str, str]:
    """The problem and the fix that an error tells."""
    return (error.problem, error.fix) if isinstance(error, DeclarationError) else (str(error), "")


def place(declared: Any) -> str:
    """The file and line of a change, or of a handler."""
    try:
        path, (_, line) = inspect.getsourcefile(declared), inspect.getsourcelines(declared)
    except (OSError, TypeError):
        return f"{declared.__module__}.{declared.__qualname__}"
    shown = Path(path or declared.__module__)
    here = Path.cwd()
    return f"{shown.relative_to(here) if shown.is_relative_to(here) else shown}:{line}"
