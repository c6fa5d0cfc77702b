"""Whether handlers answer with the statuses and media types that changes name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gateway.changes.change import Change
from gateway.check import described
from gateway.check.mistake import Mistake, in_change
from gateway.check.seen import Seen, Way
from gateway.errors import nearest
from gateway.operations.operation import Operation
from gateway.operations.routes.defer import Defer
from gateway.operations.routes.media_type import ChangeMediaType, ChangeRequestMediaType
from gateway.operations.routes.status import ChangeStatus
from gateway.timeline.version import ApiVersion

Words = frozenset[str] | None
"""What a handler answers or takes at a point in history; None where that isn't known."""
ERROR, ACCEPTED = 400, "202"


def answered(seen: Seen) -> Iterator[Mistake]:
    """Statuses and media types that no handler answers, or takes, on which a change acts."""
    yield from _told(seen, _statuses, _status, "answers {}")
    yield from _told(seen, lambda way: _types(way, errors=False), _type_of_success, "answers {}")
    yield from _told(seen, lambda way: _types(way, errors=True), _type_of_errors, "answers errors that are {}")
    yield from _told(seen, _taken, _type_taken, "takes {}")


def _told(
    seen: Seen, start: Callable[[Way], Words], step: Callable[[Operation], tuple[str, str] | None], verb: str
) -> Iterator[Mistake]:
    """Operations that name as newer what none of their handlers has.

    Args:
        seen: what is checked.
        start: what a handler has.
        step: what an operation says it has, and what it was.
        verb: how having it is said.
    """
    declared: dict[int, tuple[ApiVersion, type[Change], str]] = {}
    known: dict[int, list[Words]] = {}
    for way in seen.contract:
        at = start(way) if way.entry is not None else None
        for link in way.links:
            said = step(link.operation)
            if said is None:
                continue
            newer, older = said
            declared[id(link.operation)] = link.version, link.change, said[0]
            known.setdefault(id(link.operation), []).append(at)
            if at is not None:
                at = frozenset(older if word == newer else word for word in at)
    for key, (version, change, word) in declared.items():
        if not any(words is None or word in words for words in known[key]):
            names = {name for words in known[key] for name in words or ()}
            problem = f"no handler on which this acts {verb.format(word)}."
            yield in_change(version, change, problem, f"Name it as it is just after the change. {nearest(word, names)}")


def _statuses(way: Way) -> Words:
    return _texts(described.statuses(way.entry.endpoint) if way.entry is not None else None)


def _texts(statuses: Iterable[Any] | None) -> Words:
    return None if statuses is None else frozenset(map(str, statuses))


def _status(operation: Operation) -> tuple[str, str] | None:
    if isinstance(operation, ChangeStatus) and operation.to < ERROR:
        return str(operation.to), str(operation.status)
    return (ACCEPTED, str(operation.status)) if isinstance(operation, Defer) else None


def _types(way: Way, *, errors: bool) -> Words:
    return None if way.entry is None else described.answered(way.entry.endpoint, errors=errors)


def _type_of_success(operation: Operation) -> tuple[str, str] | None:
    if isinstance(operation, ChangeMediaType) and not operation.on_errors:
        return operation.to.lower(), operation.was.lower()
    return None


def _type_of_errors(operation: Operation) -> tuple[str, str] | None:
    if isinstance(operation, ChangeMediaType) and operation.on_errors:
        return operation.to.lower(), operation.was.lower()
    return None


def _taken(way: Way) -> Words:
    return None if way.entry is None else described.taken(way.entry.endpoint)


def _type_taken(operation: Operation) -> tuple[str, str] | None:
    if isinstance(operation, ChangeRequestMediaType):
        return operation.to.lower(), operation.was.lower()
    return None
