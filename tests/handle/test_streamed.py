"""Typed handlers that give one document after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.requests import Request

from gateway import (
    Change,
    ConfigurationError,
    DeclarationError,
    Event,
    Gateway,
    Problem,
    Reply,
    Router,
    Timeline,
    Version,
    schema,
)
from gateway.handle.signature import Signature
from tests.streaming import Client

router = Router(errors={LookupError: lambda error: Problem(404, detail=str(error))})
closed: list[str] = []


class Pet(BaseModel):
    """An animal."""

    full_name: str


class Renamed(Change):
    """A pet's `name` is now `full_name`."""

    operations = [schema("Pet").renamed("name", to="full_name")]


@router.get("/lines")
async def lines() -> AsyncIterator[Pet]:
    yield Pet(full_name="rex")
    yield Pet(full_name="tom")


@router.get("/nothing")
async def nothing() -> AsyncIterator[Pet]:
    names: list[str] = []
    for name in names:
        yield Pet(full_name=name)


@router.get("/records", media_type="application/json-seq")
async def records() -> AsyncIterator[Pet]:
    yield Pet(full_name="rex")


@router.get("/data", media_type="text/event-stream")
async def data() -> AsyncIterator[Pet]:
    yield Pet(full_name="rex")


@router.get("/events", media_type="text/event-stream")
async def events() -> AsyncIterator[Event[Pet]]:
    yield Event(comment="hello")
    yield Event(Pet(full_name="rex"), event="made", id="1", retry=50)


@router.post("/made", status=202)
async def made(body: Pet) -> Reply[AsyncIterator[Pet]]:
    async def pets() -> AsyncIterator[Pet]:
        yield body

    return Reply(pets(), headers={"X-Own": "1"})


@router.get("/missing")
async def missing() -> AsyncIterator[Pet]:
    raise LookupError("no such pet")
    yield Pet(full_name="rex")


@router.get("/failing")
async def failing() -> AsyncIterator[Pet]:
    yield Pet(full_name="rex")
    raise LookupError("no such pet")


@router.get("/broken")
async def broken() -> AsyncIterator[Pet]:
    raise RuntimeError("a bug")
    yield Pet(full_name="rex")


@router.get("/waiting", media_type="text/event-stream")
async def waiting() -> AsyncIterable[Pet]:
    async def pets() -> AsyncIterator[Pet]:
        try:
            await asyncio.Event().wait()
            yield Pet(full_name="rex")
        finally:
            closed.append("waiting")

    return pets()


@router.get("/endless")
async def endless() -> AsyncIterator[Pet]:
    try:
        while True:
            yield Pet(full_name="rex")
            await asyncio.sleep(0)
    finally:
        closed.append("endless")


@router.post("/echoed")
async def echoed(request: Request) -> AsyncIterator[Pet]:
    async for chunk in request.stream():
        if chunk:
            yield Pet(full_name=chunk.decode())


@router.get("/asking")
async def asking(request: Request) -> AsyncIterator[Pet]:
    try:
        while True:
            yield Pet(full_name=request.headers["host"])
            await asyncio.sleep(0)
    finally:
        closed.append("asking")


app = Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [Renamed]})


@pytest.mark.parametrize(
    ("path", "media_type", "body"),
    [
        ("/lines", b"application/jsonl", b'{"name":"rex"}\n{"name":"tom"}\n'),
        ("/nothing", b"application/jsonl", b""),
        ("/records", b"application/json-seq", b'\x1e{"name":"rex"}\n'),
        ("/data", b"text/event-stream", b'data: {"name":"rex"}\n\n'),
        (
            "/events",
            b"text/event-stream",
            b': hello\n\nevent: made\nid: 1\nretry: 50\ndata: {"name":"rex"}\n\n',
        ),
    ],
)
def test_a_handler_gives_lines_records_or_events(path: str, media_type: bytes, body: bytes) -> None:
    """By what its route says, in the client's version."""
    found = Client(app, f"/v1{path}").run()
    assert (found.status, found.headers[b"content-type"], found.body) == (200, media_type, body)
    assert Client(app, f"/v2{path}").run().body == body.replace(b'"name"', b'"full_name"')
    assert (found.headers.get(b"cache-control") == b"no-cache") is (media_type == b"text/event-stream")


def test_what_is_yielded_goes_out_at_once() -> None:
    """Item by item."""
    assert Client(app, "/v1/lines").run().pieces == [b'{"name":"rex"}\n', b'{"name":"tom"}\n']


def test_a_stream_may_have_headers_and_a_status() -> None:
    """And be the answer to what a client sends."""
    headers = [(b"content-type", b"application/json")]
    found = Client(app, "/v1/made", method="POST", headers=headers, chunks=[b'{"name":"rex"}']).run()
    assert (found.status, found.headers[b"x-own"], found.body) == (202, b"1", b'{"name":"rex"}\n')
    refused = Client(app, "/v1/made", method="POST", headers=headers, chunks=[b"{}"]).run()
    assert refused.document["errors"] == [{"detail": "Field required", "pointer": "/name"}]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_what_a_generator_raises_before_its_first_item_is_answered(version: str) -> None:
    """As by any handler."""
    found = Client(app, f"/{version}/missing").run()
    assert (found.status, found.document["detail"]) == (404, "no such pet")
    found = Client(app, f"/{version}/broken").run()
    assert (found.status, type(found.error)) == (500, RuntimeError)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_what_it_raises_after_that_ends_the_connection(version: str) -> None:
    """So that nobody takes what has come for the whole."""
    found = Client(app, f"/{version}/failing").run()
    assert (found.status, found.is_whole, type(found.error)) == (200, False, LookupError)


def test_head_says_what_get_would_without_a_body() -> None:
    """Also that there is nothing."""
    assert Client(app, "/v1/lines", method="HEAD").run().body == b""
    assert Client(app, "/v1/missing", method="HEAD").run().status == 404


def test_an_iterator_that_is_returned_is_not_waited_for() -> None:
    """The answer has begun before its first item, and the iterator is closed when the client goes away."""
    closed.clear()
    found = Client(app, "/v1/waiting", stays=False, ends=False).run()
    assert (found.status, found.body, closed) == (200, b"", ["waiting"])


def test_a_generator_is_closed_when_the_client_goes_away() -> None:
    """Wherever it is."""
    closed.clear()
    found = Client(app, "/v1/endless", stays=False, ends=False).run()
    assert (found.error, closed) == (None, ["endless"])


def test_a_handler_may_read_the_request_while_it_answers() -> None:
    """Nobody takes a piece of it from the handler."""
    chunks = [b"rex", b"tom", b"kim"]
    found = Client(app, "/v1/echoed", method="POST", chunks=chunks).run()
    assert found.pieces == [b'{"name":"%b"}\n' % name for name in chunks]
    gone = Client(app, "/v1/echoed", method="POST", chunks=chunks, leaves_after=2, ends=False)
    assert (gone.run().error, gone.is_whole) == (None, False)


def test_a_handler_that_looks_at_the_request_hears_of_the_client() -> None:
    """Where there is no body to be read."""
    closed.clear()
    Client(app, "/v1/asking", stays=False, ends=False).run()
    assert closed == ["asking"]


def _signature(handler: Any, media_type: str | None = None) -> Signature:
    return Signature(handler, [], media_type)


def test_a_stream_says_what_it_holds() -> None:
    """And a route of one document isn't said to be a stream."""

    async def of_nothing() -> AsyncIterator:  # type: ignore[type-arg]
        yield 1

    async def one() -> Pet:
        return Pet(full_name="rex")

    async def of_events() -> AsyncIterator[Event[Pet]]:
        yield Event(Pet(full_name="rex"))

    async def of_any_events() -> AsyncIterator[Event]:  # type: ignore[type-arg]
        yield Event(1)

    with pytest.raises(DeclarationError, match="what the stream holds"):
        _signature(of_nothing)
    with pytest.raises(DeclarationError, match="one document"):
        _signature(one, "application/jsonl")
    with pytest.raises(DeclarationError, match="text/event-stream"):
        _signature(of_events)
    with pytest.raises(DeclarationError, match="what its events hold"):
        _signature(of_any_events, "text/event-stream")
    with pytest.raises(ConfigurationError, match="application/json-seq"):
        Router().get("/x", media_type="application/json")


def test_an_event_is_said_in_lines() -> None:
    """What would begin another one is refused."""
    with pytest.raises(ValueError, match="several lines"):
        Event(event="a\nb")


def test_streams_are_checked_and_tried() -> None:
    """A change on a schema that only streams hold is known to `check` and to the laws."""
    from gateway.laws import breaches
    from gateway.laws.run import all_trials

    only = Router()
    only.get("/lines")(lines)
    gateway = Gateway(current=only, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [Renamed]})
    assert gateway.check() == []
    assert breaches(gateway, examples=5) == []
    assert any("2XX application/jsonl" in trial.where for trial in all_trials(gateway))
    assert gateway.schema("Pet", "v1")["$defs"]["Pet"]["properties"].keys() == {"name"}
