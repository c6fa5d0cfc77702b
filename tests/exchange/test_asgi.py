"""The rules of ASGI, for a client whose bodies are translated and for one whose aren't."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gateway import Change, Gateway, Timeline, Version, route, routes, schema
from gateway.asgi import ASGIApp, Message, Receive, Scope, Send
from tests.asgi_checker import Checked

BODY = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
DOCUMENT = {
    "paths": {
        "/pets/{name}": {
            method: {"requestBody": BODY, "responses": {"200": BODY, "201": BODY}} for method in ("get", "post")
        }
    },
    "components": {"schemas": {"Pet": {"type": "object", "properties": {"full_name": {"type": "string"}}}}},
}
JSON = [(b"content-type", b"application/json")]


class Renamed(Change):
    """A pet's `name` is now `full_name`, at another path; creating answers 201."""

    operations = [
        schema("Pet").renamed("name", to="full_name"),
        routes("/pet").moved("/pets"),
        route("POST /pets/{name}").status(200, to=201),
    ]


def around(app: ASGIApp, changes: Any = (Renamed,)) -> ASGIApp:
    """Two versions around a raw ASGI app, checked."""
    timeline = Timeline(Version("v1"), Version("v2"))

    async def http(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        await app(scope, receive, send)

    return Checked(Gateway(current=http, timeline=timeline, adapters={"v2": list(changes)}, openapi=lambda: DOCUMENT))


def exchange(
    app: ASGIApp,
    path: str,
    *,
    body: bytes = b"",
    method: str = "GET",
    extensions: dict[str, Any] | None = None,
    after: Callable[[Message], Awaitable[None]] | None = None,
) -> list[Message]:
    """What the app sends for one request; then the client goes away."""
    messages: list[Message] = []

    async def run() -> None:
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return unread.pop() if unread else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            messages.append(message)
            if after is not None:
                await after(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(b"accept-encoding", b"gzip, br")],
            "extensions": extensions or {},
        }
        await app(scope, receive, send)

    asyncio.run(run())
    return messages


def answering(*messages: Message) -> ASGIApp:
    """An app that sends these."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    return app


def start(status: int = 200, *headers: tuple[bytes, bytes], **extra: Any) -> Message:
    """The start of a JSON response."""
    return {"type": "http.response.start", "status": status, "headers": [*JSON, *headers], **extra}


def last(body: bytes) -> Message:
    """The last piece of a body."""
    return {"type": "http.response.body", "body": body, "more_body": False}


PET = b'{"full_name":"rex"}'


def body_of(messages: list[Message]) -> Any:
    """The JSON body that was sent."""
    return json.loads(b"".join(message.get("body", b"") for message in messages))


def headers_of(messages: list[Message]) -> dict[bytes, bytes]:
    """The headers that were sent."""
    return dict(next(message["headers"] for message in messages if message["type"] == "http.response.start"))


@pytest.mark.parametrize("path", ["/v1/pet/rex", "/v2/pets/rex"])
def test_a_disconnect_is_delivered_after_the_body(path: str) -> None:
    """Whoever goes on listening hears that the client has gone."""
    heard: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append((await receive())["type"])
        heard.append((await receive())["type"])
        await send(start())
        await send(last(PET))

    exchange(around(app), path, method="POST", body=b'{"name":"rex"}')
    assert heard == ["http.request", "http.disconnect"]


def test_a_body_in_pieces_comes_up_whole() -> None:
    """The app gets one message, in its own form, however many the client sent."""
    seen: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        seen.append((json.loads(message["body"]), message["more_body"], dict(scope["headers"])))
        await send(start())
        await send(last(PET))

    async def run() -> None:
        pieces = [b"ex", b'"}', b'{"name":"r']

        async def receive() -> Message:
            piece = pieces.pop()
            pieces.reverse()
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

        async def send(_message: Message) -> None:
            return None

        headers = [(b"content-length", b"14"), (b"content-digest", b"sha-256=:x:")]
        scope = {"type": "http", "method": "POST", "path": "/v1/pet/rex", "query_string": b"", "headers": headers}
        await around(app)(scope, receive, send)

    asyncio.run(run())
    assert seen == [({"full_name": "rex"}, False, {})]


def test_early_hints_and_trailers_pass() -> None:
    """Hints lead into the client's version; trailers come after a translated body."""
    trailers = {"type": "http.response.trailers", "headers": [(b"x-sum", b"1")]}
    hint = {"type": "http.response.early_hint", "links": [b"</pets/rex>; rel=preload"]}
    messages = exchange(around(answering(hint, start(trailers=True), last(PET), trailers)), "/v1/pet/rex")
    assert messages[0]["links"] == [b"</v1/pet/rex>; rel=preload"]
    assert [message["type"].rpartition(".")[2] for message in messages] == ["early_hint", "start", "body", "trailers"]
    assert body_of(messages) == {"name": "rex"}


@pytest.mark.parametrize(("path", "hidden"), [("/v1/pet/rex", True), ("/v2/pets/rex", False)])
def test_files_are_not_handed_past_a_translation(path: str, hidden: bool) -> None:
    """Where bodies change the app doesn't see the extension by which servers send files; elsewhere it does."""
    seen: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append("http.response.pathsend" not in scope["extensions"])
        await send(start())
        await send(last(PET))

    exchange(around(app), path, extensions={"http.response.pathsend": {}, "http.response.trailers": {}})
    assert seen == [hidden]


@pytest.mark.parametrize("path", ["/v1/pet/rex", "/v2/pets/rex"])
def test_event_streams_pass_as_they_come(path: str) -> None:
    """What is no JSON is handed on piece by piece, to old clients too."""
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for number in range(3):
            seen.append(f"app {number}")
            await send({"type": "http.response.body", "body": b"data: %d\n\n" % number, "more_body": True})
        await send(last(b""))

    async def after(message: Message) -> None:
        if message.get("body"):
            seen.append("client " + message["body"].decode()[6])

    exchange(around(app), path, after=after)
    assert seen == ["app 0", "client 0", "app 1", "client 1", "app 2", "client 2"]


@pytest.mark.parametrize(
    ("coding", "pack"), [(b"gzip", gzip.compress), (b"deflate", zlib.compress), (b"Gzip, identity", gzip.compress)]
)
def test_a_compressed_answer_is_translated(coding: bytes, pack: Callable[[bytes], bytes]) -> None:
    """An app that compresses unasked is understood, and the answer goes out plain, with its own length."""
    messages = exchange(around(answering(start(200, (b"content-encoding", coding)), last(pack(PET)))), "/v1/pet/rex")
    assert body_of(messages) == {"name": "rex"}
    headers = headers_of(messages)
    assert b"content-encoding" not in headers
    assert headers[b"content-length"] == b"14"


def test_the_app_is_not_asked_to_compress_what_is_translated() -> None:
    """`Accept-Encoding` reaches the app at the head only."""
    seen: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(b"accept-encoding" in dict(scope["headers"]))
        await send(start())
        await send(last(PET))

    exchange(around(app), "/v1/pet/rex")
    exchange(around(app), "/v2/pets/rex")
    assert seen == [False, True]


@pytest.mark.parametrize(
    ("headers", "body"), [([(b"content-encoding", b"br")], b"\x0b\x02"), ([(b"content-encoding", b"gzip")], b"no")]
)
def test_an_answer_that_cannot_be_translated_says_whether_the_work_was_done(
    headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    """A 500 that keeps `Location` and says that the order was placed, so nobody orders twice."""
    made = start(201, *headers, (b"location", b"/pets/rex"))
    messages = exchange(around(answering(made, last(body))), "/v1/pet/rex", method="POST", body=b'{"name":"rex"}')
    assert messages[0]["status"] == 500
    assert headers_of(messages)[b"location"] == b"/v1/pet/rex"
    assert body_of(messages)["committed"] is True
    assert b"br" not in json.dumps(body_of(messages)).encode()


class Broken(Change):
    """A change whose way down is wrong."""

    operations = [schema("Pet").converted("full_name", up=str, down=lambda _: 1 // 0, was=str)]


def test_a_downgrade_that_fails_is_a_500_in_the_clients_version() -> None:
    """No error carries body content, and the response still says its version."""
    messages = exchange(around(answering(start(), last(PET)), (Broken,)), "/v1/pets/rex")
    assert (messages[0]["status"], headers_of(messages)[b"api-version"]) == (500, b"v1")
    assert "rex" not in json.dumps(body_of(messages))


def test_nothing_of_the_servers_scope_is_altered() -> None:
    """The checker around every test of this file holds the gateway to it; it isn't idle."""

    async def rude(scope: Scope, receive: Receive, send: Send) -> None:
        scope["headers"].append((b"x", b"y"))
        await send(start())
        await send(last(PET))

    with pytest.raises(AssertionError, match="altered"):
        exchange(Checked(rude), "/")


def test_the_gateways_own_problems_have_the_clients_form() -> None:
    """A change of the problem schema holds for 404 and 405 too."""

    class Detailed(Change):
        """A problem's `message` is now `detail`."""

        operations = [schema("Problem").renamed("message", to="detail")]

    from gateway import Router

    gateway = Gateway(current=Router(), timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [Detailed]})
    assert "message" in body_of(exchange(Checked(gateway), "/v1/nothing"))
    assert "detail" in body_of(exchange(Checked(gateway), "/v2/nothing"))
