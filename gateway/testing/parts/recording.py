"""Records exchanges: first what needs nothing before it, each asked for twice to see what varies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pytest

from gateway.testing.exchanges.book import Book
from gateway.testing.exchanges.exchange import Unfit
from gateway.testing.parts.exchanges import folder_of
from gateway.testing.suite import item
from gateway.timeline.life import Lifecycle

if TYPE_CHECKING:
    from gateway.conform.operation import Operation
    from gateway.testing.exchanges.recording import Noted, Recorder
    from gateway.testing.running import Running
    from gateway.testing.subject import Subject

PAUSE = 1.1
"""How many seconds lie between the two times, so that what tells of seconds differs."""
NOTES = pytest.StashKey[list["Noted"]]()
"""What became of the exchanges, for whoever runs pytest."""


class Step(NamedTuple):
    """One thing to be done.

    Args:
        name: what it is called among tests.
        exchange: the exchange's name.
        act: does it, and says what became of it.
    """

    name: str
    exchange: str
    act: Callable[[Recorder, Book], Noted | None]


def items(parent: pytest.Collector, subject: Subject) -> Iterator[pytest.Item]:
    """A test for each thing to be done. Raises pytest.UsageError where a file is no exchange."""
    config = parent.config
    notes = config.stash.setdefault(NOTES, [])
    wanted = config.getoption("--gateway-version")
    now = subject.gateway.clock()
    for version in subject.gateway.timeline:
        if subject.gateway.timeline[version].lifecycle(now) is Lifecycle.RETIRED:
            continue
        if wanted and not any(subject.gateway.timeline.get(one) == version for one in wanted):
            continue
        book = Book(folder_of(config) / str(version), str(version))
        try:
            steps = list(_steps(subject, book, update=config.getoption("--gateway-record") == "update"))
        except Unfit as error:
            raise pytest.UsageError(str(error)) from error
        written: dict[str, float] = {}
        for step in steps:
            yield item(parent, f"{version} {step.name}", step.name, _done(subject, book, step, notes, written))


def _steps(subject: Subject, book: Book, *, update: bool) -> Iterator[Step]:
    """What is to be done for a version, in order."""
    from gateway.testing.exchanges.recording import in_order, name_of, uncovered
    from gateway.testing.generated.needs import Needs
    from gateway.testing.generated.requests import Requests

    missing = [exchange for exchange in book.all() if exchange.answer is None]
    for exchange in book.all() if update else missing:
        yield _of_file(exchange.name)
    for exchange in missing:
        yield _settled(exchange.name)
    promises = subject.promises(book.version)
    operations = list(promises.operations.values())
    needs = Needs(promises, Requests(promises.document, {}, ()))
    ordered = in_order(needs, uncovered(book, operations, ["/" + book.version, *promises.prefixes]))
    for depth in sorted({depth for depth, _ in ordered}):
        level = [operation for at, operation in ordered if at == depth]
        for operation in level:
            yield _made(operation)
        for operation in level:
            yield _settled(name_of(operation))


def _made(operation: Operation) -> Step:
    from gateway.testing.exchanges.recording import name_of

    return Step(f"record {operation}", name_of(operation), lambda recorder, _: recorder.make(operation))


def _of_file(name: str) -> Step:
    def act(recorder: Recorder, book: Book) -> Noted:
        exchange = book.read(name)
        return recorder.complete(exchange) if exchange.answer is None else recorder.update(exchange)

    return Step(f"record {name}", name, act)


def _settled(name: str) -> Step:
    return Step(f"settle {name}", name, lambda recorder, book: recorder.settle(book.read(name)))


def _done(
    subject: Subject, book: Book, step: Step, notes: list[Noted], written: dict[str, float]
) -> Callable[..., None]:
    def done(
        gateway_running: Running,
        gateway_headers: Mapping[str, str],
        gateway_values: Mapping[str, Sequence[str]],
        gateway_varies: Sequence[str],
    ) -> None:
        from gateway.locate import gateway_in
        from gateway.testing.asking import asking
        from gateway.testing.exchanges.recording import Recorder
        from gateway.testing.exchanges.replay import Replay
        from gateway.testing.exchanges.varying import Varying
        from gateway.testing.exercise import Exercise

        if step.name.startswith("settle"):
            if step.exchange not in written:
                return
            time.sleep(max(0.0, written[step.exchange] + PAUSE - time.monotonic()))
        exercise = Exercise(subject, book.version, gateway_running, gateway_headers, gateway_values)
        scope = asking(gateway_in(gateway_running.app), book.version).scope
        replay = Replay(book, gateway_running, scope, list(map(Varying, gateway_varies)))
        noted = step.act(Recorder(exercise, replay), book)
        if noted is not None:
            notes.append(noted)
            if noted.kind == "new":
                written[step.exchange] = time.monotonic()

    return done
