"""The law of writes: what an older client reads and writes back unchanged, by PUT or PATCH, changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.errors import ConversionError
from gateway.laws.breach import Broken, same
from gateway.laws.documents import documents
from gateway.laws.edges import edges
from gateway.laws.law import Law
from gateway.laws.validity import Validity
from gateway.operations.operation import Role
from gateway.operations.routes.keep import EraseTheRest
from gateway.operations.routes.route import RoutePattern
from gateway.plan.endpoint import role_of
from gateway.plan.interpreted import InterpretedPlan
from gateway.plan.keep import Reading, reading
from gateway.plan.table import Entry, Table
from gateway.shapes.marked import OLD, without_marked
from gateway.shapes.shape import Shape
from gateway.shapes.unions import resolved

FIX = "Add route(...).keeps_the_rest(), or declare no less than is lost."


def writes(entry: Entry) -> Role | None:
    """What a route does to a resource that is there, replace or merge; None where it does neither."""
    role = role_of(entry.endpoint, entry.endpoint.method or "", b"")
    return role if role in (Role.REPLACE, Role.MERGE) else None


def reader(entry: Entry, table: Table) -> Entry | None:
    """The route that reads what a route writes; None where there is none."""
    if writes(entry) is None:
        return None
    reads = RoutePattern(f"GET {entry.route.path}")
    return next((one for one in table.entries if reads.names(one.route) and one.endpoint.method == "GET"), None)


class _Parts(NamedTuple):
    """What is compared where one model is answered and another one taken.

    Args:
        reading: where the one is in the other, in the handler's form and the client's.
        ours: the members that the handler answers and takes; None where it is one model.
        theirs: those that the client reads and writes.
    """

    reading: Reading
    ours: frozenset[str] | None
    theirs: frozenset[str] | None

    def newer(self, document: Any) -> Any:
        """What is compared of the handler's document."""
        return _part(document, self.reading.newer, self.ours)

    def older(self, document: Any) -> Any:
        """What a client puts back of what it read."""
        return _part(document, self.reading.older, self.theirs)


def _part(document: Any, member: str, names: frozenset[str] | None) -> Any:
    held = document.get(member) if member and isinstance(document, Mapping) else document
    if names is None or not isinstance(held, Mapping):
        return held
    return {name: inner for name, inner in held.items() if name in names}


def put_back(reads: InterpretedPlan, writing: InterpretedPlan, role: Role) -> Law | None:
    """The law of one client's version; None where what is read is something else, or it is said what is erased.

    Args:
        reads: what is translated when the resource is read.
        writing: what is translated when it is written.
        role: whether it is replaced, or what is written is merged into it.
    """
    shape = _success(reads.home.responses)
    how = reading(writing.home, writing.client, reads.home, reads.client)
    erased = any(isinstance(operation, EraseTheRest) for operation in writing.operations)
    if shape is None or how is None or erased:
        return None
    parts = _parts(how, reads, writing)

    def holds(newer: Any) -> None:
        known = without_marked(shape, OLD, newer)
        older = reads.downgrade(newer, 200)
        now, sent = parts.newer(known), parts.older(older)
        if now is None or sent is None:
            return  # which a client has nothing to write of
        kept = how.kept(known, older) if writing.keeps else None
        try:
            back = writing.upgrade(sent, role, kept)
        except ConversionError as error:
            raise Broken(f"It is refused: {error}", newer=newer, older=older) from error
        back = back if parts.ours is None else _part(back, "", parts.ours)
        if not same(now, back if role is Role.REPLACE else _merged(now, back)):
            raise Broken("It is another one.", newer=newer, older=older, back=back)

    says = "What is read and put back unchanged leaves the document as it was."
    return Law(says, documents(shape), holds, FIX, Validity(shape).wrong, edges(shape))


def _merged(now: Any, patch: Any) -> Any:
    """What a merge patch makes of what is there; a null is a value here, as handlers know what they do with it."""
    if not isinstance(now, dict) or not isinstance(patch, dict):
        return patch
    return {**now, **{name: _merged(now.get(name), held) for name, held in patch.items()}}


def _parts(how: Reading, reads: InterpretedPlan, writing: InterpretedPlan) -> _Parts:
    if how.fields is None:
        return _Parts(how, None, None)
    ours = _members(_success(reads.home.responses)) & _members(writing.home.request)
    theirs = _members(_success(reads.client.responses)) & _members(writing.client.request)
    return _Parts(how, ours, theirs)


def _members(shape: Shape | None) -> frozenset[str]:
    return frozenset() if shape is None else frozenset(resolved(shape, shape.root).get("properties", {}))


def _success(answered: Mapping[str, Shape]) -> Shape | None:
    return next((answered[status] for status in ("200", "2XX", "2xx", "default") if status in answered), None)
