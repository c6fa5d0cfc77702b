"""Whether the schemas say what operations on them say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gateway.changes.change import Change
from gateway.check.mistake import Mistake, in_change
from gateway.check.seen import Seen
from gateway.operations.operation import Doubt, Form, SchemaOperation
from gateway.plan.lineage import Link
from gateway.plan.sides import sides_of
from gateway.timeline.version import ApiVersion

Place = tuple[int, str, Form]
"""An operation, a schema on which it acts, and the form in which it does."""


def contradicted(seen: Seen) -> Iterator[Mistake]:
    """Operations that the schemas contradict wherever they act: two routes may have two schemas of one name."""
    acting: Counter[Place] = Counter()
    doubts: Counter[tuple[Place, Doubt]] = Counter()
    declared: dict[int, tuple[ApiVersion, type[Change]]] = {}
    for way in seen.ways:
        for link in way.links:
            declared[id(link.operation)] = link.version, link.change
            for place, found in _of_link(link):
                acting[place] += 1
                doubts.update((place, doubt) for doubt in found)
    for (place, doubt), count in doubts.items():
        if count == acting[place]:
            version, change = declared[place[0]]
            yield in_change(version, change, f"{place[1]}: {doubt.problem}", doubt.fix)


def _of_link(link: Link) -> Iterator[tuple[Place, set[Doubt]]]:
    for name, sides in sides_of(link):
        assert isinstance(link.operation, SchemaOperation)
        yield (id(link.operation), name, sides.form), set(link.operation.doubts(sides))
