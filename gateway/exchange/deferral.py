"""Waits for the result of deferred work on behalf of clients that know no waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import anyio

from gateway import lossless as json
from gateway.adapt.downgrade import DowngradedResponse
from gateway.adapt.encodings import UnknownEncoding
from gateway.asgi import Headers, Message, first_header, without
from gateway.exchange.inner import Answer, Inner, Place
from gateway.operations.routes.defer import Defer
from gateway.plan.atlas import Atlas
from gateway.plan.lineage import Link
from gateway.plan.table import Table
from gateway.refuse.problem import Problem
from gateway.timeline.version import ApiVersion

logger = logging.getLogger("gateway")

ABOUT_THE_BODY = (b"content-length", b"content-encoding", b"etag", b"last-modified", b"content-digest", b"repr-digest")
ABOUT_THE_WAITING = (b"location", b"retry-after", b"content-type", b"content-language", b"content-location")
"""Headers of 202 Accepted and of the monitor that mean nothing where the result is given."""
PASSING = (429, 500, 502, 503, 504)
"""What a monitor answers that may answer better in a moment."""
SOONEST, LATEST = 0.05, 1.0
"""How many seconds pass at least and at most before a monitor that is well is asked again."""


class Outcome(NamedTuple):
    """What the client gets."""

    status: int
    headers: Headers
    body: bytes


class Told(NamedTuple):
    """What is said of the work, and where; `done` where the monitor led there (303 See Other)."""

    place: Place
    answer: Answer
    done: bool


class Deferral:
    """Asks a monitor until the work is done.

    Args:
        link: the operation by which the work is deferred, and its version.
        atlas: the plans by which the monitor's documents are translated.
        table: the routes of the handlers' version.
        version: the client's.
        inner: asks the handlers.
    """

    def __init__(self, link: Link, atlas: Atlas, table: Table, version: ApiVersion, inner: Inner) -> None:
        assert isinstance(link.operation, Defer)
        self._operation = link.operation
        self._since = link.version
        self._atlas = atlas
        self._table = table
        self._version = version
        self._inner = inner

    async def outcome(self, accepted: Headers, relink: Callable[[str], str]) -> Outcome:
        """The result, for the headers of the answer by which the work was taken on.

        Args:
            accepted: those headers.
            relink: gives the client's form of a link.

        Raises:
            Problem: it failed, can't be asked for, or takes longer than the client is kept waiting; the work was taken
                on all the same.
        """
        monitor = self._place(accepted, None)
        told: Told | None = None
        with anyio.move_on_after(self._operation.within):
            wait = SOONEST
            while True:
                told = await self._told(monitor)
                found = self._result(monitor, told, relink)
                if found is not None:
                    return found._replace(headers=_together(accepted, found.headers))
                await anyio.sleep(_wait(told.answer, wait))
                wait = min(wait * 2, LATEST)
        if told is not None and told.answer.status in PASSING:
            raise self._unknown(monitor, f"status {told.answer.status}")
        detail = "The request was taken on, and isn't done yet. Don't repeat it."
        raise Problem(504, detail=detail, headers=self._leading(monitor), committed=True)

    def _place(self, said: Headers, base: str | None) -> Place:
        """Where `Location` leads, among the handlers."""
        location = first_header(said, b"location")
        if not location:
            raise self._unknown(None, "nothing says where to ask")
        place = self._inner.place(location, base)
        if place is None:
            # What another host says is in nobody's older version, and isn't the gateway's to fetch.
            elsewhere = {"Location": location.decode("latin-1"), "Cache-Control": "no-store"}
            detail = "The request was taken on. What becomes of it is told by another host, at Location."
            raise Problem(502, detail=detail, headers=elsewhere, committed=True)
        return place

    async def _told(self, monitor: Place) -> Told:
        answer = await self._asked(monitor, monitor)
        if answer.status != 303:
            return Told(monitor, answer, done=False)
        place = self._place(answer.headers, monitor.path)
        return Told(place, await self._asked(monitor, place), done=True)

    async def _asked(self, monitor: Place, place: Place) -> Answer:
        answer = await self._inner.told(place)
        if answer is None:
            raise self._unknown(monitor, "status 404")
        return answer

    def _result(self, monitor: Place, told: Told, relink: Callable[[str], str]) -> Outcome | None:
        """The result; None where it is still to come."""
        answer = told.answer
        if answer.status in PASSING:
            return None
        if answer.status >= 300:
            raise self._unknown(monitor, f"status {answer.status}")
        try:
            document = answer.document()
        except (json.Unreadable, UnknownEncoding) as error:
            raise self._unknown(monitor, "the answer isn't JSON") from error
        found = self._table.match("GET", told.place.path)
        assert found is not None
        assert found.entry is not None
        seen = self._atlas.plan(self._since, found.entry).downgrade(document, answer.status)
        if self._operation.failed and _bears(seen, self._operation.failed):
            raise Problem(500, detail="The request was taken on, and failed.", committed=True)
        if not told.done and not _bears(seen, self._operation.done):
            return None
        plan = self._atlas.plan(self._version, found.entry)
        older = plan.downgrade(plan.relink_response(document, answer.status, relink), answer.status)
        return Outcome(self._operation.status, answer.headers, json.dumps(older))

    def _unknown(self, monitor: Place | None, why: str) -> Problem:
        detail = f"The request was taken on. What became of it can't be told ({why}). Don't repeat it."
        return Problem(502, detail=detail, headers=self._leading(monitor), committed=True)

    def _leading(self, monitor: Place | None) -> dict[str, str]:
        """Headers that lead to the monitor, where the client's version has it."""
        headers = {"Cache-Control": "no-store"}
        found = self._table.match("GET", monitor.path) if monitor is not None else None
        if found is None or found.entry is None:
            return headers
        known = self._atlas.table(self._version).twin(found.entry.endpoint) is not None
        return {**headers, "Location": str(monitor)} if known else headers


def _bears(document: Any, members: Mapping[str, Any]) -> bool:
    return isinstance(document, Mapping) and all(document.get(name) == value for name, value in members.items())


def _wait(answer: Answer, wait: float) -> float:
    """How long until the monitor is asked again: what it says; within a second, unless it is busy."""
    said = first_header(answer.headers, b"retry-after")
    if said is None or not said.isdigit() or len(said) > 9:
        return wait
    return max(float(said) if answer.status in PASSING else min(float(said), LATEST), SOONEST)


def _together(accepted: Headers, result: Headers) -> Headers:
    """The result's headers, and those of 202 Accepted that aren't about a body or the waiting, such as cookies."""
    result = without(result, *ABOUT_THE_BODY, b"location", b"retry-after")
    said = {key.lower() for key, _ in result} - {b"set-cookie"}
    return [*without(accepted, *ABOUT_THE_BODY, *ABOUT_THE_WAITING, *said), *result]


class AwaitedResponse:
    """A `send` that holds back 202 Accepted and answers with the result.

    Args:
        response: where any other answer goes.
        deferral: what waits for the result.
    """

    def __init__(self, response: DowngradedResponse, deferral: Deferral) -> None:
        self._response = response
        self._deferral = deferral
        self._accepted: Headers | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 202:
            self._accepted = list(message.get("headers", ()))
        elif self._accepted is None:
            await self._response(message)
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            await self._answer(self._accepted)

    async def _answer(self, accepted: Headers) -> None:
        try:
            outcome = await self._deferral.outcome(accepted, self._response.linked)
        except Problem as problem:
            await self._response.refuse(problem)
        except Exception:
            logger.exception("a result can't be given in the client's version")
            detail = "The request was carried out, but its result can't be given in this version. Don't repeat it."
            await self._response.refuse(
                Problem(500, detail=detail, headers={"Cache-Control": "no-store"}, committed=True)
            )
        else:
            await self._response.give(*outcome)
