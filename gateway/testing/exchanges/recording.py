"""Records exchanges: what is missing, and where it is asked for what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from typing import Any, NamedTuple

from gateway.conform.operation import Operation
from gateway.conform.promises import path_pattern
from gateway.lossless import Unreadable, dumps, loads
from gateway.shapes.pointers import pointer
from gateway.shapes.walk import Location
from gateway.testing.exchanges.book import Book
from gateway.testing.exchanges.comparing import Difference, Same
from gateway.testing.exchanges.exchange import Exchange, asked, recorded
from gateway.testing.exchanges.replay import Replay
from gateway.testing.exchanges.varying import ANY, Varying, mask_at
from gateway.testing.exercise import Exercise
from gateway.testing.generated.needs import Needs
from gateway.testing.message import Answer, Request


class Noted(NamedTuple):
    """What became of an exchange.

    Args:
        kind: `new`, `changed`, `unchanged`, `left out` or `unsteady`.
        version: the version.
        name: the exchange, or the route where there is none.
        told: what to tell: the difference, or the reason.
    """

    kind: str
    version: str
    name: str
    told: str = ""


def uncovered(book: Book, operations: Sequence[Operation], prefixes: Sequence[str]) -> list[Operation]:
    """The operations of which no exchange is recorded or written.

    Args:
        book: the version's exchanges.
        operations: its operations.
        prefixes: what may stand before all paths.
    """
    known = [exchange.request for exchange in book.all()]
    return [one for one in operations if not any(is_of(one, request, prefixes) for request in known)]


def is_of(operation: Operation, request: Request, prefixes: Sequence[str]) -> bool:
    """Whether a recorded request is one of an operation."""
    path = request.target.partition("?")[0]
    paths = [path, *(path.removeprefix(prefix) for prefix in prefixes)]
    pattern = path_pattern(operation.path)
    return request.method == operation.method and any(pattern.fullmatch(one) for one in paths)


def in_order(needs: Needs, operations: Sequence[Operation]) -> list[tuple[int, Operation]]:
    """The operations, those first that others need, each with how many steps must come before it."""
    depths: dict[str, int] = {}

    def depth(one: Operation, way: tuple[str, ...]) -> int:
        if str(one) in way:
            return 0
        if str(one) not in depths:
            steps = [depth(producer, (*way, str(one))) + 1 for producer in needs.before(one)]
            depths[str(one)] = max(steps, default=0)
        return depths[str(one)]

    return sorted(((depth(one, ()), one) for one in operations), key=lambda held: held[0])


def name_of(operation: Operation) -> str:
    """What the exchange of an operation is called."""
    name = operation.said.get("operationId") or f"{operation.method.lower()}{operation.path}"
    return re.sub(r"[^A-Za-z0-9]+", "_", str(name)).strip("_")


class Recorder:
    """Records exchanges of one version.

    Args:
        exercise: the version of the running app.
        replay: what replays its exchanges there.
    """

    def __init__(self, exercise: Exercise, replay: Replay) -> None:
        self._exercise = exercise
        self._replay = replay
        self._book = replay.book

    def make(self, operation: Operation) -> Noted:
        """Record an exchange of an operation, by a request that is made of the contract."""
        after = list(self._needed(operation))
        name = name_of(operation)
        exercise, world = self._exercise, self._exercise.world
        for earlier, answer in self._replay.prepare(Exchange(name, Request("", ""), None, after)):
            world.learn(self._operation_of(earlier), answer)
        made = exercise.first(operation)
        if made is None:
            said = "no request that its contract allows is carried out; write one by hand"
            return Noted("left out", self._book.version, str(operation), said)
        back = self._replay.same.back()
        request, answer = asked(made.request.asking(world.ask)), recorded(made.answer)
        self._book.write(Exchange(name, _told(request, back), _answered(answer, back), after))
        return Noted("new", self._book.version, name)

    def complete(self, exchange: Exchange) -> Noted:
        """Record what a request is answered that was written by hand."""
        self._replay.prepare(exchange)
        answer = _answered(recorded(self._replay.send(exchange.request)), self._replay.same.back())
        self._book.write(exchange._replace(answer=answer))
        return Noted("new", self._book.version, exchange.name)

    def update(self, exchange: Exchange) -> Noted:
        """Record anew what is answered otherwise than it was."""
        self._replay.prepare(exchange)
        now = self._replay.send(exchange.request)
        if not self._replay.compared(exchange, now):
            return Noted("unchanged", self._book.version, exchange.name)
        assert exchange.answer is not None
        answer = _answered(recorded(now), self._replay.same.back())
        changed = exchange._replace(answer=_kept(exchange.answer, answer, self._replay.masks(exchange)))
        before, after = exchange.text(self._book.version), changed.text(self._book.version)
        self._book.write(changed)
        path = f"{self._book.folder.name}/{self._book.path(exchange.name).name}"
        lines = unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm="", n=2)
        return Noted("changed", self._book.version, exchange.name, "\n".join(lines))

    def settle(self, exchange: Exchange) -> Noted | None:
        """Find out what of a recorded answer is another each time, by asking once more; None where nothing is amiss."""
        self._replay.prepare(exchange)
        answer = self._replay.send(exchange.request)
        found = self._replay.compared(exchange, answer)
        settled = exchange
        # One at a time, the shortest first: an id that varies explains what holds it, such as a link.
        while fitting := sorted(
            (one for one in found if one.fits), key=lambda one: (one.part != "body", len(one.before))
        ):
            mask = Varying(_general(fitting[0]))
            if mask in settled.varies:
                break
            settled = settled._replace(varies=[*settled.varies, mask])
            found = self._replay.compared(settled, answer)
        if settled is not exchange:
            self._book.write(settled)
        if not found:
            return None
        told = ", ".join(one.place or "/" for one in found)
        return Noted("unsteady", self._book.version, exchange.name, f"what has another form each time: {told}")

    def _needed(self, operation: Operation) -> Iterator[str]:
        """The names of the exchanges that create what an operation needs."""
        for producer in self._exercise.needs.before(operation):
            made = (one for one in self._book.all() if one.answer is not None and one.answer.status < 300)
            first = next((one.name for one in made if self._is_of(producer, one)), None)
            if first is not None:
                yield first

    def _is_of(self, operation: Operation, exchange: Exchange) -> bool:
        return is_of(operation, exchange.request, self._exercise.prefixes)

    def _operation_of(self, exchange: Exchange) -> Operation:
        operations = self._exercise.promises.operations.values()
        return next(one for one in operations if self._is_of(one, exchange))


def _general(difference: Difference) -> str:
    """The mask of a difference: of items of lists, all are meant."""
    if difference.part != "body":
        return difference.part
    return pointer([ANY if isinstance(part, int) else part for part in difference.location])


def _told(request: Request, same: Same) -> Request:
    """A request as it was when what comes before it was recorded."""
    headers = [(name, same(value)) for name, value in request.headers]
    return request._replace(target=same(request.target), headers=headers, body=same.in_body(request.body))


def _answered(answer: Answer, same: Same) -> Answer:
    """The same of an answer."""
    return Answer(answer.status, [(name, same(value)) for name, value in answer.headers], same.in_body(answer.body))


def _kept(before: Answer, now: Answer, masks: Sequence[Varying]) -> Answer:
    """An answer with what varies as it was recorded before, so that only what matters is different."""
    headers = [
        (name, before.header(name) or value) if any(mask.header == name for mask in masks) else (name, value)
        for name, value in now.headers
    ]
    if not (before.is_json and now.is_json):
        return now._replace(headers=headers)
    try:
        body = dumps(_merged(loads(before.body), loads(now.body), masks, ()))
    except Unreadable:
        return now._replace(headers=headers)
    return now._replace(headers=headers, body=body)


def _merged(before: Any, now: Any, masks: Sequence[Varying], place: Location) -> Any:
    mask = mask_at(masks, place)
    if mask is not None:
        return before if mask.allows(before, now) else now
    if isinstance(before, dict) and isinstance(now, dict):
        return {
            name: _merged(before[name], held, masks, (*place, name)) if name in before else held
            for name, held in now.items()
        }
    if isinstance(before, list) and isinstance(now, list):
        paired = zip(before, now[: len(before)], strict=False)
        items = [_merged(one, other, masks, (*place, number)) for number, (one, other) in enumerate(paired)]
        return [*items, *now[len(before) :]]
    return now
