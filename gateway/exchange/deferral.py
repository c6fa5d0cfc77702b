"""Waits for the result of deferred work on behalf of clients that know no waiting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import anyio

from gateway.adapt import json
from gateway.adapt.downgrade import DowngradedResponse
from gateway.asgi import Headers, Message, first_header, without
from gateway.exchange.inner import Answer, Inner
from gateway.operations.routes.defer import Defer
from gateway.plan.atlas import Atlas
from gateway.plan.lineage import Link
from gateway.plan.table import Table
from gateway.refuse.problem import Problem
from gateway.timeline.version import ApiVersion

ABOUT_THE_BODY = (b"content-length", b"content-encoding", b"etag", b"last-modified", b"content-digest", b"repr-digest")


class Outcome(NamedTuple):
    """What the client gets."""

    status: int
    headers: Headers
    body: bytes


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

    async def outcome(self, accepted: Headers) -> Outcome:
        """The result, for the headers of the answer by which the work was taken on.

        Raises:
            Problem: it failed, or takes longer than the client is kept waiting; the work was taken on all the same.
        """
        location = first_header(accepted, b"location") or b""
        path = unquote(urlsplit(location.decode("latin-1")).path)
        with anyio.move_on_after(self._operation.within):
            wait = 0.05
            while True:
                answer = await self._inner.get(path)
                found = await self._result(path, answer)
                if found is not None:
                    return found
                await anyio.sleep(_wait(answer, wait))
                wait = min(wait * 2, 1.0)
        detail = "The request was taken on, and isn't done yet. Don't repeat it."
        raise Problem(504, detail=detail, headers=_leading(location), committed=True)

    async def _result(self, path: str, answer: Answer | None) -> Outcome | None:
        if answer is not None and answer.status == 303:
            path = unquote(urlsplit((first_header(answer.headers, b"location") or b"").decode("latin-1")).path)
            answer = await self._inner.get(path)
            done = True
        else:
            done = False
        if answer is None or answer.status >= 300:
            status = answer.status if answer else 404
            raise Problem(502, detail=f"What became of the request can't be told (status {status}).", committed=True)
        document = answer.document()
        found = self._table.match("GET", path)
        assert found is not None
        assert found.entry is not None
        seen = self._atlas.plan(self._since, found.entry).downgrade(document, answer.status)
        if self._operation.failed and _bears(seen, self._operation.failed):
            raise Problem(500, detail="The request was taken on, and failed.", committed=True)
        if not done and not _bears(seen, self._operation.done):
            return None
        older = self._atlas.plan(self._version, found.entry).downgrade(document, answer.status)
        return Outcome(self._operation.status, without(answer.headers, *ABOUT_THE_BODY), json.dumps(older))


def _bears(document: Any, members: Mapping[str, Any]) -> bool:
    return isinstance(document, Mapping) and all(document.get(name) == value for name, value in members.items())


def _wait(answer: Answer | None, wait: float) -> float:
    """How long until the monitor is asked again: what it says, within a second."""
    said = first_header(answer.headers, b"retry-after") if answer is not None else None
    return min(float(said), 1.0) if said is not None and said.isdigit() else wait


def _leading(location: bytes) -> dict[str, str]:
    return {"Location": location.decode("latin-1"), "Cache-Control": "no-store"} if location else {}


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
            try:
                outcome = await self._deferral.outcome(self._accepted)
            except Problem as problem:
                await self._response.refuse(problem)
            else:
                await self._response.give(*outcome)
