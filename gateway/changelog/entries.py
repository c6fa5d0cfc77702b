"""What each version changed, for the people who write clients."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import NamedTuple

from gateway.changes.history import History
from gateway.timeline.timeline import Timeline


class Entry(NamedTuple):
    """One change.

    Args:
        version: the version that made it.
        name: what the change is called.
        says: its docstring, the sentence for client developers.
        operations: what exactly is different, a sentence each.
        losses: what older clients don't see, or what of theirs has no effect.
    """

    version: str
    name: str
    says: str
    operations: tuple[str, ...]
    losses: tuple[str, ...]


def entries(timeline: Timeline, history: History) -> Iterator[Entry]:
    """All changes, newest version first, in the order in which a version made them."""
    for version in reversed(timeline.versions):
        for change in history.changes(version):
            operations = tuple(operation.describe() for operation in change.operations)
            losses = tuple(dict.fromkeys(loss.what for one in change.operations for loss in one.losses))
            yield Entry(str(version), change.__name__, inspect.getdoc(change) or "", operations, losses)
