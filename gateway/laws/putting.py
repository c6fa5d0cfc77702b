"""The law of replacements: what an older client reads and puts back unchanged changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.errors import ConversionError
from gateway.laws.breach import Broken, same
from gateway.laws.documents import documents
from gateway.laws.law import Law
from gateway.operations.operation import Role
from gateway.operations.routes.keep import EraseTheRest
from gateway.plan.endpoint import role_of
from gateway.plan.keep import Kept
from gateway.plan.plan import Plan
from gateway.plan.table import Entry, Table
from gateway.shapes.marked import OLD, without_marked
from gateway.shapes.shape import Shape, ref_name


def reader(entry: Entry, table: Table) -> Entry | None:
    """The route that reads what a route replaces, in the same form; None where there is none."""
    endpoint = entry.endpoint
    if role_of(endpoint, endpoint.method or "", b"") is not Role.REPLACE:
        return None
    found = next(
        (one for one in table.entries if one.route.method == "GET" and one.route.path == entry.route.path), None
    )
    if found is None or found.endpoint.method != "GET":
        return None
    taken, answered = endpoint.request_shape(), _success(found.endpoint.response_shapes())
    if taken is None or answered is None:
        return None
    name = ref_name(taken.root)
    return found if name is not None and name == ref_name(answered.root) else None


def put_back(reading: Plan, writing: Plan, answered: Mapping[str, Shape]) -> Law | None:
    """The law of one client's version; None where it is said that something is erased.

    Args:
        reading: what is translated when the resource is read.
        writing: what is translated when it is replaced.
        answered: what the handler answers to the reading.
    """
    shape = _success(answered)
    if shape is None or any(isinstance(operation, EraseTheRest) for operation in writing.operations):
        return None

    def holds(newer: Any) -> None:
        known = without_marked(shape, OLD, newer)
        older = reading.downgrade(newer, 200)
        try:
            back = writing.upgrade(older, Role.REPLACE, Kept(known, older) if writing.keeps else None)
        except ConversionError as error:
            raise Broken(f"It is refused: {error}", newer=newer, older=older) from error
        if not same(known, back):
            raise Broken("It is another one.", newer=newer, older=older, back=back)

    says = "What is read and put back unchanged leaves the document as it was."
    return Law(says, documents(shape), holds, "Add route(...).keeps_the_rest(), or declare no less than is lost.")


def _success(answered: Mapping[str, Shape]) -> Shape | None:
    return next((answered[status] for status in ("200", "2XX", "2xx", "default") if status in answered), None)
