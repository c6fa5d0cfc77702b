"""ASGI calls without a server: each in a task of its own, as a server has it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from benchmarks.history import DOCUMENT, oldest
from benchmarks.measure import Act, Measured, in_turn
from benchmarks.services import fastapi, opaque, starlette, typed

CALLS = 50
HEADERS = [
    (b"host", b"localhost:8000"),
    (b"user-agent", b"benchmark/1.0"),
    (b"accept", b"*/*"),
    (b"accept-encoding", b"gzip, deflate"),
    (b"connection", b"keep-alive"),
    (b"content-type", b"application/json"),
]


class Call:
    """One request, repeated.

    Args:
        app: what is asked.
        document: what is sent.
        version: what is said in `API-Version`, if anything.
    """

    def __init__(self, app: Any, document: Mapping[str, Any], version: str | None) -> None:
        self._app = app
        self._body = msgspec.json.encode(document)
        length = [(b"content-length", str(len(self._body)).encode())]
        asked = [(b"api-version", version.encode())] if version else []
        self._headers = [*HEADERS, *length, *asked]

    async def once(self) -> list[Any]:
        """Ask once; what is answered."""
        sent: list[Any] = []
        given = False

        async def receive() -> dict[str, Any]:
            nonlocal given
            assert not given
            given = True
            return {"type": "http.request", "body": self._body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 50000),
            "scheme": "http",
            "method": "POST",
            "root_path": "",
            "path": "/orders",
            "raw_path": b"/orders",
            "query_string": b"",
            "headers": list(self._headers),
            "state": {},
        }
        await self._app(scope, receive, send)
        return sent

    async def many(self) -> None:
        """Ask many times."""
        for _ in range(CALLS):
            await asyncio.get_running_loop().create_task(self.once())


def calls(peers: bool) -> dict[str, Call]:
    """What is compared; all answer the same order, each in its version's form."""
    older = oldest(100, DOCUMENT)
    gateway = typed(100)
    found = {
        "bare": Call(starlette(), DOCUMENT, None),
        "head": Call(gateway, DOCUMENT, "v100"),
        "oldest": Call(gateway, older, "v1"),
        "oldest_opaque": Call(opaque(100), older, "v1"),
    }
    if peers:
        from benchmarks.cadwyn import day
        from benchmarks.services import cadwyn

        named = {"name_1" if key == "name" else key: held for key, held in DOCUMENT.items()}
        found["fastapi"] = Call(fastapi(), DOCUMENT, None)
        found["cadwyn"] = Call(cadwyn(100), named, None)
        found["cadwyn"]._headers.append((b"x-api-version", day(1).encode()))
    return found


def measure(rounds: int, *, peers: bool) -> dict[str, Measured]:
    """The time of a request, by what is asked."""
    loop = asyncio.new_event_loop()
    asked = calls(peers)
    for name, call in asked.items():
        start, body, *_ = loop.run_until_complete(call.once())
        assert start["status"] == 201, (name, start, body)

    def act(call: Call) -> Act:
        return lambda: loop.run_until_complete(call.many())

    try:
        found = in_turn({name: act(call) for name, call in asked.items()}, rounds)
    finally:
        loop.close()
    return {name: one._replace(seconds=one.seconds / CALLS) for name, one in found.items()}
