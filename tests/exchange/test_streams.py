"""Answers that go on: lines, records and events are translated item by item, long lists element by element."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead
from itertools import pairwise
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.responses import JSONResponse, StreamingResponse

from gateway import Change, Gateway, Timeline, Version, route, schema
from gateway.asgi import ASGIApp, Message, Receive, Scope, Send
from tests.streaming import Client, sending
from tests.upstream.test_upstream import served

PET = {"$ref": "#/components/schemas/Pet"}
TIMELINE = Timeline(Version("v1"), Version("v2"))


class Renamed(Change):
    """A pet's `name` is now `full_name`."""

    operations = [schema("Pet").renamed("name", to="full_name")]


def described(media_type: str, said: dict[str, Any], **others: Any) -> dict[str, Any]:
    """A document with one route that answers so."""
    content = {media_type: said, **others}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "paths": {"/pets": {"get": {"responses": {"200": {"description": "them", "content": content}}}}},
        "components": {
            "schemas": {
                "Pet": {
                    "type": "object",
                    "properties": {"full_name": {"type": "string"}},
                    "required": ["full_name"],
                },
                "Page": {
                    "type": "object",
                    "properties": {
                        "pet": {"$ref": "#/components/schemas/Pet"},
                        "next": {"type": "string", "x-link": True},
                    },
                },
                "Tick": {"type": "object", "properties": {"at": {"type": "integer"}}},
            }
        },
    }


def around(app: ASGIApp, document: dict[str, Any], changes: Any = (Renamed,)) -> ASGIApp:
    """Two versions around a raw app."""
    return Gateway(current=app, timeline=TIMELINE, adapters={"v2": list(changes)}, openapi=lambda: document)


def answer(chunks: Iterable[bytes], media_type: str, said: dict[str, Any], *headers: tuple[bytes, bytes]) -> Client:
    """What an older client gets of chunks of a media type of which this is said."""
    app = sending(200, [(b"content-type", media_type.encode()), *headers], chunks)
    return Client(around(app, described(media_type.partition(";")[0], said)), "/v1/pets").run()


@pytest.mark.parametrize(
    ("media_type", "before"),
    [
        ("application/jsonl", b""),
        ("application/x-ndjson", b""),
        ("application/ndjson; charset=utf-8", b""),
        ("application/json-seq", b"\x1e"),
        ("application/geo+json-seq", b"\x1e"),
    ],
)
def test_lines_and_records_are_each_in_the_clients_version(media_type: str, before: bytes) -> None:
    """And go out when they are whole, whatever the chunks are."""
    chunks = [
        before + b'{"full_name":',
        b'"rex"}\n' + before + b'{"full_name":"tom"}\n' + before,
        b'{"full_na',
        b'me":"',
    ]
    found = answer([*chunks, b'kim"}\n'], media_type, {"itemSchema": PET})
    assert found.pieces == [
        before + b'{"name":"rex"}\n' + before + b'{"name":"tom"}\n',
        before + b'{"name":"kim"}\n',
    ]
    assert found.is_whole


@pytest.mark.parametrize(
    "said",
    [
        {"itemSchema": PET},
        {"schema": PET},
        {"schema": {"type": "array", "items": PET}},
    ],
)
def test_a_schema_is_that_of_a_line_or_of_all_lines(said: dict[str, Any]) -> None:
    """OpenAPI 3.2 says `itemSchema`; a `schema` that is an array is of all lines together, any other of one."""
    assert answer([b'{"full_name":"rex"}\n'], "application/x-ndjson", said).body == b'{"name":"rex"}\n'


DATA = {"type": "string", "contentMediaType": "application/json", "contentSchema": PET}
TICK = {"properties": {"event": {"const": "tick"}, "data": {"contentSchema": {"$ref": "#/components/schemas/Tick"}}}}
MADE = {"properties": {"event": {"const": "made"}, "data": DATA}}


@pytest.mark.parametrize(
    "said",
    [
        {"itemSchema": {"type": "object", "properties": {"data": DATA, "event": {"type": "string"}}}},
        {"itemSchema": {"type": "object", "properties": {"data": {"type": "string"}}, "oneOf": [TICK, MADE]}},
        {"schema": {"type": "object", "properties": {"event": {"type": "string"}, "data": PET}}},
        {"schema": {"anyOf": [TICK, MADE]}},
        {"schema": PET},
    ],
)
def test_the_data_of_events_is_in_the_clients_version(said: dict[str, Any]) -> None:
    """Whichever way the document says what it holds; comments, names and other data stay."""
    chunks = [b": hello\n\nevent: made\nid: 1\ndata: {", b'"full_name":"rex"}\n\n', b'data: {"at":1}\n\ndata: bye\n\n']
    found = answer(chunks, "text/event-stream; charset=utf-8", said)
    assert found.pieces == [
        b": hello\n\n",
        b'event: made\nid: 1\ndata: {"name":"rex"}\n\n',
        b'data: {"at":1}\n\ndata: bye\n\n',
    ]


@pytest.mark.parametrize("said", [{"schema": {"type": "string"}}, {}, {"itemSchema": {}}])
def test_a_stream_of_which_nothing_is_said_passes(said: dict[str, Any]) -> None:
    """As it is, headers and all."""
    chunks = [b'{"full_', b'name":"rex"}\n']
    found = answer(chunks, "application/jsonl", said, (b"etag", b'"1"'), (b"content-length", b"20"))
    assert (found.pieces, found.headers[b"content-length"]) == (chunks, b"20")


def test_headers_that_speak_of_the_bytes_are_left_out() -> None:
    """And the entity tag is that of the client's version."""
    headers = [(b"content-length", b"20"), (b"accept-ranges", b"bytes"), (b"etag", b'"1"'), (b"x-own", b"1")]
    found = answer([b'{"full_name":"rex"}\n'], "application/jsonl", {"itemSchema": PET}, *headers)
    assert found.headers.keys() & {b"content-length", b"accept-ranges"} == set()
    assert found.headers[b"etag"].startswith(b'"1--v1.')
    assert (found.headers[b"x-own"], found.headers[b"api-version"]) == (b"1", b"v1")


def test_ranges_of_a_stream_that_is_translated_are_not_asked_for() -> None:
    """They would be of other bytes."""
    asked: list[dict[bytes, bytes]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(dict(scope["headers"]))
        await sending(200, [(b"content-type", b"application/jsonl")], [b"{}\n"])(scope, receive, send)

    served = around(app, described("application/jsonl", {"itemSchema": PET}))
    headers = [(b"range", b"bytes=0-4"), (b"accept-encoding", b"gzip")]
    Client(served, "/v1/pets", headers=headers).run()
    Client(served, "/v2/pets", headers=headers).run()
    assert [b"range" in seen for seen in asked] == [False, True]


def test_head_has_no_body() -> None:
    """Nor the length of another one's."""
    app = sending(
        200, [(b"content-type", b"application/jsonl"), (b"content-length", b"20")], [b'{"full_name":"rex"}\n']
    )
    found = Client(around(app, described("application/jsonl", {"itemSchema": PET})), "/v1/pets", method="HEAD").run()
    assert (found.body, b"content-length" in found.headers) == (b"", False)


def test_a_compressed_stream_is_translated_all_the_same() -> None:
    """Without its coding."""
    packed = gzip.compress(b'{"full_name":"rex"}\n' * 3)
    found = answer(
        [packed[:5], packed[5:30], packed[30:]],
        "application/jsonl",
        {"itemSchema": PET},
        (b"content-encoding", b"gzip"),
    )
    assert (found.body, b"content-encoding" in found.headers) == (b'{"name":"rex"}\n' * 3, False)


def test_a_coding_that_is_not_known_is_no_answer() -> None:
    """While there is still something to be said."""
    found = answer([b"x"], "application/jsonl", {"itemSchema": PET}, (b"content-encoding", b"br"))
    assert (found.status, found.document["detail"]) == (500, "The answer can't be given in this version.")


class Picky(Change):
    """Pets of before have a short name."""

    operations = [
        schema("Pet").removed("short", was=str, old_sees=lambda pet: pet["full_name"][:3]),
    ]


@pytest.mark.parametrize("keeps_quiet", [True, False])
def test_a_stream_that_can_not_go_on_is_broken_off(keeps_quiet: bool, caplog: pytest.LogCaptureFixture) -> None:
    """It isn't ended, so nobody takes what has come for the whole; also where the app keeps the error to itself."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        chunks = [b'{"full_name":"rex"}\n', b"{}\n", b'{"full_name":"kim"}\n']
        try:
            await sending(200, [(b"content-type", b"application/jsonl")], chunks)(scope, receive, send)
        except Exception:
            if not keeps_quiet:
                raise

    found = Client(around(app, described("application/jsonl", {"itemSchema": PET}), [Picky]), "/v1/pets").run()
    assert found.body == b'{"full_name":"rex","short":"rex"}\n'
    assert not found.is_whole
    assert found.error is not None
    assert "broken off" in caplog.text


def test_nothing_is_read_ahead() -> None:
    """The app goes on when the client has taken what came before, and hears of a client that has gone."""
    told: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/jsonl")]})
        await receive()
        for number in range(3):
            told.append(f"made {number}")
            line = json.dumps({"full_name": str(number)}).encode() + b"\n"
            await send({"type": "http.response.body", "body": line, "more_body": True})
        told.append((await receive())["type"])

    def taken(message: Message) -> None:
        if message["type"] == "http.response.body":
            told.append(f"taken {json.loads(message['body'])['name']}")

    served = around(app, described("application/jsonl", {"itemSchema": PET}))
    Client(served, "/v1/pets", stays=False, ends=False, taken=taken).run()
    assert told == ["made 0", "taken 0", "made 1", "taken 1", "made 2", "taken 2", "http.disconnect"]


def test_the_heads_streams_stay_as_they_are() -> None:
    """Chunk for chunk."""
    chunks = [b'{"full_', b'name":"rex"}\n{', b"}\n"]
    app = sending(200, [(b"content-type", b"application/jsonl"), (b"content-length", b"25")], chunks)
    found = Client(around(app, described("application/jsonl", {"itemSchema": PET})), "/v2/pets").run()
    assert (found.pieces, found.headers[b"content-length"]) == (chunks, b"25")


def test_links_in_items_lead_into_the_clients_version() -> None:
    """In every version, the head too."""
    line = b'{"pet":{"full_name":"rex"},"next":"/pets"}\n'
    app = sending(200, [(b"content-type", b"application/jsonl")], [line])
    served = around(app, described("application/jsonl", {"itemSchema": {"$ref": "#/components/schemas/Page"}}))
    assert Client(served, "/v1/pets").run().body == b'{"pet":{"name":"rex"},"next":"/v1/pets"}\n'
    assert Client(served, "/v2/pets").run().body == b'{"pet":{"full_name":"rex"},"next":"/v2/pets"}\n'


def listed(pets: list[dict[str, Any]], size: int, *headers: tuple[bytes, bytes], **said: Any) -> Client:
    """What an older client gets of a list that comes in chunks."""
    data = json.dumps(pets).encode()
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    document = described("application/json", said or {"schema": {"type": "array", "items": PET}})
    app = sending(200, [(b"content-type", b"application/json"), *headers], chunks)
    return Client(around(app, document), "/v1/pets").run()


PETS = [{"full_name": f"rex {number}", "lines": [{"full_name": "x"}]} for number in range(5000)]
OLDER = [{"name": pet["full_name"], "lines": pet["lines"]} for pet in PETS]


@pytest.mark.parametrize("size", [1000, 30_000, 100_000])
def test_a_long_list_goes_out_element_by_element(size: int) -> None:
    """From 64 kB on."""
    found = listed(PETS, size, (b"content-length", b"1"))
    assert found.document == OLDER
    assert len(found.pieces) > 2
    assert b"content-length" not in found.headers
    assert max(map(len, found.pieces)) < 65_536 + 2 * size


def test_a_shorter_list_goes_out_as_one() -> None:
    """With its length."""
    found = listed(PETS[:100], 1000)
    assert (len(found.pieces), found.headers[b"content-length"]) == (1, str(len(found.body)).encode())


@pytest.mark.parametrize(
    ("said", "headers"),
    [
        ({"schema": {"anyOf": [{"type": "array", "items": PET}, {"type": "array", "items": {"type": "string"}}]}}, []),
        ({"schema": {"type": "array", "prefixItems": [PET], "items": PET}}, []),
    ],
)
def test_a_list_that_is_one_only_as_a_whole_is_waited_for(said: dict[str, Any], headers: list[Any]) -> None:
    """Which of two it is, or which place an element has, nothing but the whole tells."""
    found = listed(PETS, 30_000, *headers, **said)
    assert (found.document, len(found.pieces)) == (OLDER, 1)


def test_a_compressed_list_is_waited_for() -> None:
    """It is small, as it was sent."""
    data = gzip.compress(json.dumps([{"full_name": str(number**9)} for number in range(30_000)]).encode(), 1)
    assert len(data) > 100_000
    app = sending(
        200,
        [(b"content-type", b"application/json"), (b"content-encoding", b"gzip")],
        [data[:70_000], data[70_000:]],
    )
    document = described("application/json", {"schema": {"type": "array", "items": PET}})
    found = Client(around(app, document), "/v1/pets").run()
    assert found.document == [{"name": str(number**9)} for number in range(30_000)]


class Enveloped(Change):
    """Pets come in an envelope."""

    operations = [route("GET /pets").enveloped(into="data", lost="how many there are")]


def test_an_object_is_waited_for() -> None:
    """Whatever it is said to be."""
    data = json.dumps({"data": PETS}).encode()
    app = sending(200, [(b"content-type", b"application/json")], [data[:70_000], data[70_000:]])
    listed_in = {"type": "object", "properties": {"data": {"type": "array", "items": PET}}}
    document = described("application/json", {"schema": listed_in})
    found = Client(around(app, document, [Renamed, Enveloped]), "/v1/pets").run()
    assert (found.document, len(found.pieces)) == (OLDER, 1)


VALUES = st.dictionaries(st.sampled_from(["full_name", "name", "next", "x"]), st.text(max_size=4) | st.integers())


@given(st.lists(VALUES, max_size=5), st.lists(st.integers(0, 500), max_size=6))
def test_a_stream_is_what_its_items_are_as_a_list(pets: list[dict[str, Any]], cuts: list[int]) -> None:
    """However it is cut."""
    lines = b"".join(json.dumps(pet).encode() + b"\n" for pet in pets)
    places = sorted({0, len(lines), *(cut % (len(lines) + 1) for cut in cuts)})
    chunks = [lines[start:end] for start, end in pairwise(places)]
    streamed = answer(chunks, "application/jsonl", {"itemSchema": PET}).body
    assert [json.loads(line) for line in streamed.splitlines()] == listed(pets, 100_000).document


class Pet(BaseModel):
    """An animal."""

    full_name: str


api = FastAPI()


def zoo() -> FastAPI:
    """A FastAPI app with streams of all kinds."""
    app = FastAPI()

    @app.get("/lines")
    async def lines() -> AsyncIterator[Pet]:
        yield Pet(full_name="rex")
        yield Pet(full_name="tom")

    @app.get("/events", response_class=EventSourceResponse)
    async def events() -> AsyncIterator[Pet]:
        yield Pet(full_name="rex")

    said = {"content": {"text/event-stream": {"schema": {"$ref": "#/components/schemas/Pet"}}}}

    @app.get("/named", response_class=EventSourceResponse)
    async def named() -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(data=Pet(full_name="rex"), event="made", id="1")

    @app.get("/said", response_class=EventSourceResponse, responses={200: said})
    async def of_which_it_is_said() -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(data=Pet(full_name="rex"), event="made", id="1")

    @app.get(
        "/raw", responses={200: {"content": {"application/x-ndjson": {"schema": {"$ref": "#/components/schemas/Pet"}}}}}
    )
    async def raw() -> StreamingResponse:
        return StreamingResponse(iter([b'{"full_name":', b'"rex"}\n']), media_type="application/x-ndjson")

    @app.get("/list")
    async def all_of_them() -> list[Pet]:
        def pieces() -> Iterator[bytes]:
            yield b"["
            for number in range(5000):
                yield (b"," if number else b"") + Pet(full_name=f"rex {number}").model_dump_json().encode()
            yield b"]"

        return StreamingResponse(pieces(), media_type="application/json")  # type: ignore[return-value]

    @app.get("/one")
    async def one() -> JSONResponse:
        return JSONResponse({})

    return app


def test_fastapis_streams_are_translated() -> None:
    """As it describes them; what it describes as text passes."""
    app = Gateway(current=zoo(), timeline=TIMELINE, adapters={"v2": [Renamed]})
    assert Client(app, "/v1/lines").run().pieces == [b'{"name":"rex"}\n', b'{"name":"tom"}\n']
    assert Client(app, "/v1/events").run().body == b'data: {"name":"rex"}\n\n'
    assert Client(app, "/v1/named").run().body == b'event: made\ndata: {"full_name":"rex"}\nid: 1\n\n'
    assert Client(app, "/v1/said").run().body == b'event: made\ndata: {"name":"rex"}\nid: 1\n\n'
    assert Client(app, "/v1/raw").run().body == b'{"name":"rex"}\n'
    found = Client(app, "/v1/list").run()
    assert found.document == [{"name": f"rex {number}"} for number in range(5000)]
    assert len(found.pieces) > 2
    assert Client(app, "/v2/lines").run().body == b'{"full_name":"rex"}\n{"full_name":"tom"}\n'


def test_a_schema_that_only_streams_hold_is_known_to_changes() -> None:
    """`check` doesn't miss it, and finds what isn't so of it."""

    class Misnamed(Change):
        """A pet's `nam` is now `name`."""

        operations = [schema("Pet").renamed("nam", to="name")]

    document = described("application/jsonl", {"itemSchema": PET})
    app = sending(200, [], [])
    assert around(app, document).check() == []  # type: ignore[attr-defined]
    [mistake] = around(app, document, [Misnamed]).check()  # type: ignore[attr-defined]
    assert "name" in mistake.problem


def test_a_place_in_the_items_of_a_stream_has_no_name() -> None:
    """`in_response` is about an item, where a stream is all that is answered."""

    class Placed(Change):
        """What is at the root of a line changed."""

        operations = [route("GET /pets").in_response().renamed("was", to="is")]

    item = {"type": "object", "properties": {"is": {"type": "string"}}}
    app = sending(200, [(b"content-type", b"application/jsonl")], [b'{"is":"x"}\n'])
    document = described("application/jsonl", {"itemSchema": item})
    assert Client(around(app, document, [Placed]), "/v1/pets").run().body == b'{"was":"x"}\n'


def test_streams_end_with_the_client() -> None:
    """An app that waits for more to send is told of it."""
    ended = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": b'data: {"full_name":"rex"}\n\n', "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        ended.set()

    found = Client(
        around(app, described("text/event-stream", {"schema": PET})), "/v1/pets", stays=False, ends=False
    ).run()
    assert (found.body, ended.is_set()) == (b'data: {"name":"rex"}\n\n', True)


def test_a_client_sees_that_a_stream_is_broken_off() -> None:
    """Over a real connection."""

    @api.get("/bad")
    async def bad() -> AsyncIterator[Pet]:
        yield Pet(full_name="rex")
        yield Pet(full_name="")

    class Initials(Change):
        """Pets of before have an initial."""

        operations = [schema("Pet").removed("initial", was=str, old_sees=lambda pet: pet["full_name"][0])]

    app = Gateway(current=api, timeline=TIMELINE, adapters={"v2": [Initials]})
    with served(app) as port, closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", "/v1/bad")
        answer = connection.getresponse()
        assert answer.readline() == b'{"full_name":"rex","initial":"r"}\n'
        with pytest.raises(IncompleteRead):
            answer.read()
