"""What clients are told of their mistakes: in their version's form, and in its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from gateway.testing.finding import Finding, raise_found
from gateway.testing.suite import item, unless_mistaken

if TYPE_CHECKING:
    from gateway.conform.operation import Operation
    from gateway.testing.exercise import Exercise
    from gateway.testing.generated.mistakes import Mistake
    from gateway.testing.message import Answer, Request
    from gateway.testing.running import Running
    from gateway.testing.subject import Subject


def items(parent: pytest.Collector, subject: Subject, version: str) -> Iterator[pytest.Item]:
    """A test for each route that takes a JSON body."""
    for operation in subject.promises(version).operations.values():
        if any(one == "application/json" or one.endswith("+json") for one in operation.bodies):
            said = f"{operation} of {version}, by requests with a mistake in them"
            yield item(parent, str(operation), said, _refused(subject, version, str(operation)))


def _refused(subject: Subject, version: str, route: str) -> Callable[..., None]:
    def refused(
        gateway_running: Running,
        gateway_headers: Mapping[str, str],
        gateway_values: Mapping[str, Sequence[str]],
    ) -> None:
        unless_mistaken(subject)
        from gateway.lossless import dumps
        from gateway.testing.exercise import Exercise
        from gateway.testing.generated.mistakes import MOST

        exercise = Exercise(subject, version, gateway_running, gateway_headers, gateway_values)
        operation = exercise.operation(route)
        exercise.world.prepare(operation)
        found: list[Finding] = []
        tried = set[str]()
        for request, mistake in _mistaken(exercise, operation):
            if str(mistake) in tried or len(tried) == MOST:
                continue
            tried.add(str(mistake))
            sent = request._replace(body=dumps(mistake.document))
            found += _wrong(exercise, operation, sent, mistake, exercise.world.send(sent))
        if not tried:
            pytest.skip("its body has no members that can be left out or be of another type")
        raise_found(found)

    return refused


def _mistaken(exercise: Exercise, operation: Operation) -> Iterator[tuple[Request, Mistake]]:
    """Requests that are right, each with every mistake that can be made in it."""
    from gateway.lossless import loads
    from gateway.testing.generated.mistakes import mistakes

    shape = exercise.requests.shape(operation)
    if shape is None:
        return
    for request in exercise.samples(operation):
        if request.body:
            document: Any = loads(request.body)
            yield from ((request, mistake) for mistake in mistakes(shape, document))


def _wrong(
    exercise: Exercise, operation: Operation, request: Request, mistake: Mistake, answer: Answer
) -> Iterator[Finding]:
    from gateway.lossless import Unreadable, loads
    from gateway.shapes.pointers import pointer
    from gateway.testing.words import leads_to, places_in

    if answer.status < 400:
        return  # what is taken all the same breaks nobody
    found = exercise.wrong(operation, request, answer)
    if found or not answer.is_json:
        yield from (one._replace(shown={"mistake": str(mistake), **one.shown}) for one in found)
        return
    try:
        places = places_in(loads(answer.body))
    except Unreadable:
        return
    right = (mistake.place, exercise.blame.told_at(operation, mistake.place))
    found_there = any(leads_to(place, one) for place in places for one in right)
    if answer.status in (400, 422) and places and not found_there:
        said = f"The error points at {', '.join(map(pointer, places))}, where the client made no mistake."
        told = {"mistake": str(mistake), **exercise.sent(request, answer)}
        yield Finding(exercise.version, f"{operation} {answer.status}", said, pointer(mistake.place), told)
