"""What must be there before an operation can be tried: things with ids, made by the operations that create them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable

from gateway.conform.operation import Operation
from gateway.testing.generated.needs import Needs
from gateway.testing.generated.requests import Requests
from gateway.testing.message import Answer, Ask, Request
from gateway.testing.running import Running

ROUNDS = 8
"""How many times requests are made until enough are carried out."""
TRIES = 9
"""How many requests are made each time: of fewer than ten, hypothesis makes none but the first one small."""
EACH = 4
"""How many things of a kind are made."""


class Made(NamedTuple):
    """A request that was carried out.

    Args:
        request: the request, without what asks for the version.
        answer: what it was answered.
    """

    request: Request
    answer: Answer


class World:
    """Makes what an operation needs, by operations of the same contract.

    Args:
        needs: tells what that is.
        requests: makes requests.
        running: the app.
        ask: how the version is asked for.
        given: values that are known beforehand, by name.
    """

    def __init__(
        self, needs: Needs, requests: Requests, running: Running, ask: Ask, given: Mapping[str, Sequence[str]]
    ) -> None:
        self._needs = needs
        self._requests = requests
        self._running = running
        self.ask = ask
        self.known: dict[str, list[str]] = {name: list(values) for name, values in given.items()}

    def send(self, request: Request) -> Answer:
        """The answer to a request of the version."""
        return self._running.send(request.asking(self.ask))

    def prepare(self, operation: Operation) -> None:
        """Make what an operation needs, as far as that is found out."""
        self._prepare(operation, set())

    def _prepare(self, operation: Operation, underway: set[str]) -> None:
        underway.add(str(operation))
        for producer in self._needs.before(operation, self.known):
            if str(producer) not in underway:
                self._prepare(producer, underway)
                self.succeed(producer, EACH)

    def succeed(self, operation: Operation, times: int = 1) -> list[Made]:
        """Try requests of an operation until so many are carried out, or as many as there are after some tries."""
        first = self.first(operation)
        found = [] if first is None else [first]
        for number in range(ROUNDS):
            with suppress(_Enough, Unsatisfiable):
                self._try(operation, times, found, number)
        return found

    def first(self, operation: Operation) -> Made | None:
        """The request that people can read, where that is carried out."""
        request = self._requests.plain(operation, self.known)
        if request is None:
            return None
        answer = self.send(request)
        if answer.status >= 300:
            return None
        self.learn(operation, answer)
        return Made(request, answer)

    def _try(self, operation: Operation, times: int, found: list[Made], number: int) -> None:
        @seed(number)
        @_quick
        @given(self._requests.of(operation, self.known))
        def each(request: Request) -> None:
            if len(found) == times:
                raise _Enough  # and again where hypothesis asks whether it surely does
            answer = self.send(request)
            if answer.status < 300:
                self.learn(operation, answer)
                found.append(Made(request, answer))

        each()

    def learn(self, operation: Operation, answer: Answer) -> None:
        """Remember the ids in an answer."""
        for name, value in self._needs.found(operation, answer, self.ask.prefix):
            held = self.known.setdefault(name, [])
            if value not in held:
                held.insert(0, value)  # the first things to be made are the plainest, with which little can be done


class _Enough(Exception):
    """So many as were wanted were carried out."""


_quick = settings(
    max_examples=TRIES,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
