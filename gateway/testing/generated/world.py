"""What must be there before an operation can be tried: things with ids, made by the operations that create them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable

from gateway.conform.operation import Operation
from gateway.conform.promises import Promises, path_pattern
from gateway.lossless import Unreadable, loads
from gateway.shapes.shape import Shape
from gateway.shapes.unions import resolved
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
    """A request that was carried out, and what it gave.

    Args:
        operation: the operation.
        request: the request, without what asks for the version.
        answer: the answer.
        values: the values that it gave, by name.
    """

    operation: Operation
    request: Request
    answer: Answer
    values: Mapping[str, Sequence[str]]


class World:
    """Makes what an operation needs, by operations of the same contract.

    An id is needed where a path, a query or a body has it by the name that it has in a path: `{customer_id}`. It
    comes from creating (POST) where the path with it leads to: `/customers` for `/customers/{customer_id}`.

    Args:
        promises: the contract.
        requests: makes requests of it.
        running: the app.
        ask: how the version is asked for.
        given: values that are known beforehand, by name.
    """

    def __init__(
        self,
        promises: Promises,
        requests: Requests,
        running: Running,
        ask: Ask,
        given: Mapping[str, Sequence[str]],
    ) -> None:
        self._promises = promises
        self._requests = requests
        self._running = running
        self._ask = ask
        self.known: dict[str, list[str]] = {name: list(values) for name, values in given.items()}
        self.made: list[Made] = []
        self._templates = {path: path_pattern(path) for _, path in promises.operations}
        self._names = {name for path in self._templates for name in _names(path)}

    def send(self, request: Request) -> Answer:
        """The answer to a request of the version."""
        return self._running.send(request.asking(self._ask))

    def prepare(self, operation: Operation) -> None:
        """Make what an operation needs, as far as that is found out."""
        self._prepare(operation, set())

    def _prepare(self, operation: Operation, underway: set[str]) -> None:
        underway.add(str(operation))
        for name in self._needed(operation):
            if self.known.get(name):
                continue
            for producer in self._producers(name):
                if str(producer) not in underway:
                    self._prepare(producer, underway)
                    self.succeed(producer, EACH)

    def _needed(self, operation: Operation) -> list[str]:
        shape = self._requests.shape(operation)
        inside = set() if shape is None else set(_members(shape))
        named = [one.name for one in operation.parameters if one.place == "query"]
        return [*_names(operation.path), *sorted((inside | set(named)) & self._names)]

    def _producers(self, name: str) -> list[Operation]:
        """The operations that create what bears an id of this name."""
        collections = [path[: path.index("{" + name + "}") - 1] for path in self._templates if name in _names(path)]
        creating = [one for (method, _), one in self._promises.operations.items() if method == "POST"]
        found = [one for one in creating if one.path in collections]
        lasts = {path.rpartition("/")[2] for path in collections}
        return found or [one for one in creating if one.path.rpartition("/")[2] in lasts]

    def succeed(self, operation: Operation, times: int = 1) -> list[Made]:
        """Try requests of an operation until so many are carried out, or as many as there are after some tries."""
        found: list[Made] = []
        for number in range(ROUNDS):
            with suppress(_Enough, Unsatisfiable):
                self._try(operation, times, found, number)
        self.made += found
        return found

    def _try(self, operation: Operation, times: int, found: list[Made], number: int) -> None:
        @seed(number)
        @_quick
        @given(self._requests.of(operation, self.known))
        def each(request: Request) -> None:
            if len(found) == times:
                raise _Enough  # and again where hypothesis asks whether it surely does
            answer = self.send(request)
            if answer.status < 300:
                found.append(Made(operation, request, answer, self.harvest(operation, answer)))

        each()

    def harvest(self, operation: Operation, answer: Answer) -> dict[str, list[str]]:
        """Remember the ids in an answer."""
        found: dict[str, list[str]] = {}
        for name, value in self._found(operation, answer):
            found.setdefault(name, []).append(value)
            held = self.known.setdefault(name, [])
            if value not in held:
                held.insert(0, value)  # the first things to be made are the plainest, with which little can be done
        return found

    def _found(self, operation: Operation, answer: Answer) -> Iterator[tuple[str, str]]:
        location = answer.header("location")
        if location is not None:
            path = urlsplit(location).path
            path = path.removeprefix(self._ask.prefix) if self._ask.prefix else path
            for template, pattern in self._templates.items():
                match = pattern.fullmatch(path)
                if match is not None:
                    yield from zip(_names(template), map(unquote, match.groups()), strict=True)
        if not answer.is_json:
            return
        try:
            document = loads(answer.body)
        except Unreadable:
            return
        below = operation.path + "/{"
        own = [_names(path)[-1] for path in self._templates if path.startswith(below) and path.endswith("}")]
        for one in _objects(document):
            for name in own:
                if isinstance(one.get("id"), str | int):
                    yield name, str(one["id"])
            yield from ((name, str(one[name])) for name in self._names if isinstance(one.get(name), str | int))


class _Enough(Exception):
    """One was carried out."""


_quick = settings(
    max_examples=TRIES,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def _names(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def _members(shape: Shape) -> Iterator[str]:
    """The names of all members that a document of a shape may have, at any depth."""
    seen: set[int] = set()
    todo: list[Any] = [shape.root]
    while todo:
        schema = resolved(shape, todo.pop())
        if not isinstance(schema, Mapping) or id(schema) in seen:
            continue
        seen.add(id(schema))
        yield from schema.get("properties", {})
        todo += schema.get("properties", {}).values()
        todo += [schema[key] for key in ("items", "additionalProperties") if key in schema]
        todo += [part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ())]


def _objects(document: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of an answer that may be what the operation is about: itself, the items of its lists, and theirs."""
    if isinstance(document, list):
        for held in document:
            yield from _objects(held)
    elif isinstance(document, dict):
        yield document
        for held in document.values():
            if isinstance(held, list):
                yield from _objects(held)
