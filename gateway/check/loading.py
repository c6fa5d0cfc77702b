"""Whether the changes can be loaded, and the lives told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gateway.check.mistake import Mistake, caught
from gateway.check.seen import Seen


def changes(seen: Seen) -> Iterator[Mistake]:
    """Modules of changes that can't be read."""
    for version in reversed(seen.timeline.versions):
        yield from caught(version, f"the changes of {version}", partial(seen.history.changes, version))


def named_apart(seen: Seen) -> Iterator[Mistake]:
    """Schemas of one name that are two."""
    for version in reversed(seen.timeline.versions):
        if seen.endpoints(version):
            yield from caught(version, f"the handlers of {version}", partial(seen.atlas.past.named_apart, version))


def lives(seen: Seen) -> Iterator[Mistake]:
    """Lives of routes that aren't there."""
    for version in seen.timeline.kept:
        yield from caught(version, f"the timeline, {version}", partial(seen.lives.of, version, None))
