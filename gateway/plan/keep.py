"""What is kept of a document when an older client replaces or patches it, as its version can't express all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.plan.lineage import State
from gateway.shapes.shape import Shape, ref_name
from gateway.shapes.unions import resolved


class Kept(NamedTuple):
    """What there was before a client's write.

    Args:
        present: the document in the handler's form, as the route takes it.
        seen: the same in the client's form, as the client would read it.
    """

    present: Any
    seen: Any


class Reading(NamedTuple):
    """Where what a route takes is found in what reading the resource answers, in the handler's form and the client's.

    Each is the empty string for the whole answer, or the member that holds it.
    """

    newer: str
    older: str
    fields: frozenset[str] | None
    """The members that the route takes, where it takes others than are answered; None where it takes all."""

    def kept(self, present: Any, seen: Any) -> Kept | None:
        """What is to be kept, by the answer in both forms; None where the answer has another form than is said."""
        now, shown = _held(present, self.newer), _held(seen, self.older)
        if now is None or shown is None:
            return None
        if self.fields is not None and isinstance(now, Mapping):
            now = {name: held for name, held in now.items() if name in self.fields}
        return Kept(now, shown)


def reading(taken: State, taken_by_client: State, read: State, read_by_client: State) -> Reading | None:
    """How what a route takes is read; None where reading answers something else.

    Args:
        taken: the route that writes, as its handler has it.
        taken_by_client: the same as the client knows it.
        read: the route that reads, as its handler has it.
        read_by_client: the same as the client knows it.
    """
    newer, older = _member(taken.request, _success(read)), _member(taken_by_client.request, _success(read_by_client))
    if newer is None or older is None or taken.request is None:
        return None
    answer = _success(read)
    if newer or (answer is not None and ref_name(answer.root) == ref_name(taken.request.root) is not None):
        return Reading(newer, older, None)
    return Reading(newer, older, frozenset(_properties(taken.request)))


def _success(state: State) -> Shape | None:
    return next(
        (state.responses[status] for status in ("200", "2XX", "2xx", "default") if status in state.responses), None
    )


def _properties(shape: Shape) -> Mapping[str, Any]:
    found: Mapping[str, Any] = resolved(shape, shape.root).get("properties", {})
    return found


def _member(taken: Shape | None, answered: Shape | None) -> str | None:
    """The member of an answer that holds what is taken; the empty one where the whole answer does."""
    if taken is None or answered is None:
        return None
    name = ref_name(taken.root)
    if name is not None and ref_name(answered.root) != name:
        for member, schema in _properties(answered).items():
            if ref_name(schema) == name:
                return member
    return "" if set(_properties(taken)) & set(_properties(answered)) or taken.root == answered.root else None


def _held(document: Any, member: str) -> Any:
    if not member:
        return document
    return document.get(member) if isinstance(document, Mapping) else None
