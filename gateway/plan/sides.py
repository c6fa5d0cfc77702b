"""The named schemas on which an operation acts, just before and just after it."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.operations.operation import SchemaOperation, Sides
from gateway.operations.role import Form
from gateway.plan.lineage import Link
from gateway.shapes.shape import Shape, ref


def sides_of(link: Link) -> Iterator[tuple[str, Sides]]:
    """The schemas by name, in each document that holds them; none where the operation isn't one on schemas."""
    operation = link.operation
    if not isinstance(operation, SchemaOperation):
        return
    for form in operation.forms:
        for name in operation.schemas:
            for older, newer in _pairs(link, form):
                if older.has(name) and newer.has(name):
                    root = ref(name)
                    yield name, Sides(Shape(root, older.schemas), Shape(root, newer.schemas), form)


def _pairs(link: Link, form: Form) -> Iterator[tuple[Shape, Shape]]:
    if form is Form.REQUEST:
        if link.older.request is not None and link.newer.request is not None:
            yield link.older.request, link.newer.request
        return
    for status, newer in link.newer.responses.items():
        if status in link.older.responses:
            yield link.older.responses[status], newer
