"""Whether errors have the members that changes name."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.changes.change import Change
from gateway.check import described
from gateway.check.mistake import Mistake, in_change
from gateway.check.seen import Seen
from gateway.errors import nearest
from gateway.operations.fields.add import AddField
from gateway.operations.fields.field import FieldOperation
from gateway.operations.fields.join import JoinFields
from gateway.operations.fields.move import MoveFields
from gateway.operations.fields.rename import RenameField
from gateway.operations.operation import Operation
from gateway.operations.routes.document import DocumentOperation, Envelope
from gateway.operations.routes.errors import ErrorMember
from gateway.plan.lineage import State
from gateway.shapes.shape import Shape
from gateway.shapes.unions import resolved
from gateway.timeline.version import ApiVersion


def answered(seen: Seen) -> Iterator[Mistake]:
    """Operations on members that no error has, where it is described what errors are."""
    found: dict[int, tuple[ApiVersion, type[Change], str, list[frozenset[str] | None]]] = {}
    for way in seen.contract:
        for link in way.links:
            for name in _needed(link.operation):
                known = None if way.entry is None or not described.describes_errors(way.entry.endpoint) else link.newer
                told = found.setdefault(id(link.operation), (link.version, link.change, name, []))[3]
                told.extend([None] if known is None else _members(known))
    for version, change, name, members in found.values():
        if members and not any(one is None or name in one for one in members):
            names = {member for one in members for member in one or ()}
            fix = "Name a member that they have; where problems have more than are described, say so: "
            fix += f"Router(problems=Model), or in the OpenAPI document. {nearest(name, names)}"
            yield in_change(version, change, f"no error that is described has the member {name!r}.", fix)


def _needed(operation: Operation) -> list[str]:
    """The member of newer errors that an operation is about."""
    if not isinstance(operation, DocumentOperation) or not operation.on_errors:
        return []
    if isinstance(operation, Envelope):
        return [operation.into]
    acting = operation.acting if isinstance(operation, ErrorMember) else None
    if isinstance(acting, RenameField):
        return [acting.to]
    if isinstance(acting, JoinFields):
        return [acting.into]
    if isinstance(acting, MoveFields):
        return [acting.moves[0][1][0]]
    return [acting.field] if isinstance(acting, AddField | FieldOperation) else []


def _members(state: State) -> Iterator[frozenset[str] | None]:
    """The members of each error that is described; None for one of several forms."""
    succeeds = any(status.startswith("2") for status in state.responses)
    for status, shape in state.responses.items():
        if status[:1] in "45" or (status == "default" and succeeds):
            yield _of(shape)


def _of(shape: Shape) -> frozenset[str] | None:
    plain = resolved(shape, shape.root)
    return frozenset(plain["properties"]) if "properties" in plain else None
