"""Whether older schemas can be derived from what changes say, and their values told apart."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.check.mistake import Mistake, in_change
from gateway.check.seen import Seen, shapes
from gateway.operations.operation import SchemaOperation
from gateway.plan.lineage import Link
from gateway.shapes.alike import alike


def derived(seen: Seen) -> Iterator[Mistake]:
    """Operations that say of a schema what isn't so."""
    for way in seen.ways:
        yield from way.mistakes
        for link in way.links:
            yield from _look_alike(link)


def _look_alike(link: Link) -> Iterator[Mistake]:
    """Members of unions of which a change means only one, though their values don't show which they are."""
    if not isinstance(link.operation, SchemaOperation):
        return
    sides = [*zip(shapes(link.older), shapes(link.newer), strict=True)]
    for shape in (one for older, newer in sides if older is not newer for one in (older, newer)):
        for one, other in alike(shape, link.operation.schemas):
            said = f"a union's values can't tell a {one} from a {other}, of which the change means only one."
            fix = f"Give each a Literal field of its own, or a field that only {one} or {other} requires."
            yield in_change(link.version, link.change, said, fix)
