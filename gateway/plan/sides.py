"""The named schemas on which an operation acts, just before and just after it."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.operations.operation import SchemaOperation, Sides
from gateway.plan.lineage import Link
from gateway.shapes.shape import Shape, ref


def sides_of(link: Link) -> Iterator[tuple[str, Sides]]:
    """The schemas by name, in each document that holds them; none where the operation isn't one on schemas."""
    operation = link.operation
    if not isinstance(operation, SchemaOperation):
        return
    for form in operation.forms:
        for name in operation.schemas:
            for _, _, _, older, newer in (side for side in link.sides() if side.form is form):
                if older.has(name) and newer.has(name):
                    root = ref(name)
                    yield name, Sides(Shape(root, older.schemas), Shape(root, newer.schemas), form)
