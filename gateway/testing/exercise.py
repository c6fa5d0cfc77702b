"""One version of a running app, with its contract and what is needed to send it requests."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from gateway.conform.fault import NOT_SAID, Fault
from gateway.conform.operation import Operation
from gateway.laws.breach import shown
from gateway.locate import gateway_in
from gateway.lossless import Unreadable, loads
from gateway.testing.asking import asking
from gateway.testing.blame import Blame
from gateway.testing.finding import Finding
from gateway.testing.generated.needs import Needs
from gateway.testing.generated.requests import Requests
from gateway.testing.generated.world import Made, World
from gateway.testing.message import Answer, Request
from gateway.testing.running import Running
from gateway.testing.subject import Subject
from gateway.testing.words import strange_words

SAMPLES = 8
"""How many right requests are given mistakes."""
MOST = 600
"""How many characters of a document are shown."""


class Exercise:
    """Tries the operations of one version.

    Args:
        subject: the gateway under test.
        version: the version.
        running: the app.
        headers: what every request bears.
        values: values that are known to lead somewhere, by name.
    """

    def __init__(
        self,
        subject: Subject,
        version: str,
        running: Running,
        headers: Mapping[str, str],
        values: Mapping[str, Sequence[str]],
    ) -> None:
        gateway = gateway_in(running.app)
        self.version = version
        self._unknown = subject.unknown_names(version)
        self.promises = subject.promises(version)
        self.blame = Blame(gateway, version)
        ask = asking(gateway, version)
        asked = [*(name for name, _ in ask.headers), ask.query.partition("=")[0].lower()]
        self.requests = Requests(self.promises.document, headers, asked)
        self.needs = Needs(self.promises, self.requests)
        self.prefixes = [*self.promises.prefixes, ask.prefix]
        self.world = World(self.needs, self.requests, running, ask, values)

    def operation(self, route: str) -> Operation:
        """The operation of a route, `GET /orders`."""
        method, _, path = route.partition(" ")
        return self.promises.operations[method, path]

    def first(self, operation: Operation) -> Made | None:
        """A request that was carried out, one that people can read if there is one; None where none was found."""
        return self.world.first(operation) or next(iter(self.world.succeed(operation)), None)

    def samples(self, operation: Operation, count: int = SAMPLES) -> list[Request]:
        """Some requests of an operation, the plainest first."""
        plain = self.requests.plain(operation, self.world.known)
        found = [] if plain is None else [plain]

        @quiet(count)
        @given(self.requests.of(operation, self.world.known))
        def each(request: Request) -> None:
            found.append(request)

        with suppress(Unsatisfiable):
            each()
        return found

    def wrong(self, operation: Operation, request: Request, answer: Answer) -> list[Finding]:
        """What in an answer isn't as the version's contract says."""
        if answer.status >= 500:
            return [self._failed(operation, request, answer)]
        faults = operation.answer_faults(answer.status, answer.headers, answer.body)
        found = [self.told(operation, request, answer, fault) for fault in faults]
        return found or list(self._strange(operation, request, answer))

    def _strange(self, operation: Operation, request: Request, answer: Answer) -> Iterator[Finding]:
        """What an error says in words that this version's clients can't know, and haven't said themselves."""
        if answer.status < 400 or not answer.is_json:
            return
        try:
            error = loads(answer.body)
        except Unreadable:
            return
        said = f"{request.target} {request.body.decode('utf-8', 'replace')}"
        for word in dict.fromkeys(strange_words(error, self._unknown)):
            if word not in said:
                yield Finding(
                    self.version,
                    f"{operation} {answer.status}",
                    f"The error speaks of `{word}`, which this version doesn't have.",
                    shown=self.sent(request, answer),
                    by=self.blame.renamers(operation, word),
                    fix="Say it in a pointer, which is translated, or in words that all versions share.",
                )

    def told(self, operation: Operation, request: Request, answer: Answer, fault: Fault) -> Finding:
        """A fault as a finding: what was sent and answered, and which changes touch the place."""
        got = "nothing" if fault.value is NOT_SAID else _short(shown(fault.value))
        said = {
            "status": "The answer's status isn't in the contract.",
            "content-type": "The answer's media type isn't in the contract.",
            "body": "The answer isn't as the contract says.",
        }.get(fault.part, f"The answer's {fault.part} isn't as the contract says.")
        by = self.blame.of_answer(operation, answer.status, fault)
        return Finding(
            self.version,
            f"{operation} {answer.status}",
            said,
            fault.place if fault.part == "body" else fault.part,
            {"expected": fault.expected, "got": got, **self.sent(request, answer)},
            by,
            self.blame.fix(operation.method, operation.path, by),
        )

    def _failed(self, operation: Operation, request: Request, answer: Answer) -> Finding:
        raised = {} if answer.error is None else {"raised": _raised(answer.error)}
        return Finding(
            self.version,
            f"{operation} {answer.status}",
            "A request that the contract allows makes the service fail.",
            shown={**raised, **self.sent(request, answer)},
        )

    def sent(self, request: Request, answer: Answer) -> dict[str, str]:
        """What was sent and answered, in one line each."""
        asked = f"{request.method} {request.target}"
        return {
            "sent": asked + (f" {_document(request.body)}" if request.body else ""),
            "answer": f"{answer.status}" + (f" {_document(answer.body)}" if answer.body else ""),
        }


def _document(body: bytes) -> str:
    try:
        return _short(shown(loads(body)))
    except Unreadable:
        return _short(repr(body))


def _short(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST]}... ({len(text)} characters)"


def _raised(error: BaseException) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    file, said = Path(place.filename), " ".join(str(error).split())
    shown_file = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    return f"{type(error).__name__}: {_short(said)} ({shown_file}:{place.lineno})"


def examples_of(config: pytest.Config) -> int:
    """How many examples each law and route is tried on."""
    return int(config.getoption("--gateway-examples") or config.getini("versiongate_examples"))


def quiet(examples: int) -> settings:
    """The same examples in every run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
