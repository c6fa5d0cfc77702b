"""The routes of a version: requests as its contract allows them are answered as it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from gateway.testing.finding import Finding, Found, raise_found
from gateway.testing.suite import item, unless_mistaken

if TYPE_CHECKING:
    from gateway.conform.operation import Operation
    from gateway.testing.exercise import Exercise
    from gateway.testing.message import Request
    from gateway.testing.running import Running
    from gateway.testing.subject import Subject

UNREACHED = "versiongate_unreached"
"""The option of pytest's configuration with the routes that generated requests needn't get through."""


def items(parent: pytest.Collector, subject: Subject, version: str) -> Iterator[pytest.Item]:
    """A test for each route."""
    for operation in subject.promises(version).operations.values():
        said = f"{operation} of {version}, by valid requests"
        yield item(parent, str(operation), said, _answered(parent.config, subject, version, str(operation)))


def _answered(config: pytest.Config, subject: Subject, version: str, route: str) -> Callable[..., None]:
    def answered(
        gateway_running: Running,
        gateway_headers: Mapping[str, str],
        gateway_values: Mapping[str, Sequence[str]],
    ) -> None:
        unless_mistaken(subject)
        from gateway.testing.exercise import Exercise

        exercise = Exercise(subject, version, gateway_running, gateway_headers, gateway_values)
        operation = exercise.operation(route)
        if exercise.requests.takes_other(operation):
            pytest.skip(f"it takes {', '.join(operation.bodies)}, of which no requests are made")
        exercise.world.prepare(operation)
        refused: list[Mapping[str, str]] = []
        statuses = _tried(config, exercise, operation, refused)
        if not any(status < 400 for status in statuses) and not _is_expected(config, route):
            raise_found([_unreached(version, route, statuses, refused)])

    return answered


def _tried(
    config: pytest.Config, exercise: Exercise, operation: Operation, refused: list[Mapping[str, str]]
) -> Counter[int]:
    """The statuses of the answers to generated requests; the last one is put into `refused`. Raises Found."""
    from hypothesis import given
    from hypothesis.errors import Flaky, Unsatisfiable

    from gateway.testing.exercise import examples_of, quiet

    statuses: Counter[int] = Counter()
    last: list[Found] = []

    def tried(request: Request) -> None:
        answer = exercise.world.send(request)
        statuses[answer.status] += 1
        refused[:] = [exercise.sent(request, answer)]
        found = exercise.wrong(operation, request, answer)
        if found:
            last.append(Found(found))
            raise last[-1]

    plain = exercise.requests.plain(operation, exercise.world.known)
    if plain is not None:
        tried(plain)

    @quiet(examples_of(config))
    @given(exercise.requests.of(operation, exercise.world.known))
    def each(request: Request) -> None:
        tried(request)

    try:
        each()
    except (Found, Flaky):
        # What was asked before may have changed what is answered now; what was seen was wrong all the same.
        if last:
            raise last[-1] from None
        raise
    except Unsatisfiable:
        pytest.skip("no request can be made of what its contract says")
    return statuses


def _is_expected(config: pytest.Config, route: str) -> bool:
    listed: Any = config.getini(UNREACHED)
    return route in listed


def _unreached(version: str, route: str, statuses: Counter[int], refused: Sequence[Mapping[str, str]]) -> Finding:
    told = ", ".join(f"{status} ({count} times)" for status, count in sorted(statuses.items()))
    fix = "Give ids that are there by the fixture gateway_values. Where generated requests can't get through, say so: "
    if {401, 403} & set(statuses):
        fix = "Say who asks by the fixture gateway_headers. Where generated requests can't get through, say so: "
    return Finding(
        version,
        route,
        "None of the requests that the contract allows got through.",
        shown={"answers": told or "none", **(refused[0] if refused else {})},
        fix=f'{fix}{UNREACHED} = ["{route}"].',
    )
