"""Another HTTP service behind the gateway, over real sockets on both sides."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from gateway import Change, Gateway, Timeline, Upstream, Version, route, routes, schema
from gateway.asgi import ASGIApp, Message, Receive, Scope, Send
from gateway.errors import ConfigurationError

PET = {"type": "object", "properties": {"full_name": {"type": "string"}}, "required": ["full_name"]}
PET_JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
OPENAPI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Zoo", "version": "1"},
    "paths": {
        "/pets": {
            "post": {
                "requestBody": {"content": PET_JSON},
                "responses": {"201": {"description": "made", "content": PET_JSON}},
            }
        },
        "/pets/{name}": {"get": {"responses": {"200": {"description": "it", "content": PET_JSON}}}},
    },
    "components": {"schemas": {"Pet": PET}},
}
NO_BODY: Message = {"type": "http.response.body", "body": b""}


class PetsHaveAFullName(Change):
    """A pet's `name` is now `full_name`, and pets are plural."""

    operations = [
        schema("Pet").renamed("name", to="full_name"),
        routes("/pet").moved("/pets"),
        route("POST /pets").status(200, to=201),
    ]


class Zoo:
    """The service behind the gateway: remembers what it is asked, and answers by path or as it is told."""

    def __init__(self) -> None:
        self.asked: list[Scope] = []
        self.bodies: list[bytes] = []
        self.go_on = threading.Event()
        self.left = threading.Event()
        self.answer: ASGIApp = self.echo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        await self.answer(scope, receive, send)

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers of the last request."""
        return [(name.decode(), value.decode("latin-1")) for name, value in self.asked[-1]["headers"]]

    @property
    def target(self) -> str:
        """The target of the last request, as it stood on the wire."""
        path: bytes = self.asked[-1]["raw_path"]
        query: bytes = self.asked[-1]["query_string"]
        return (path + (b"?" + query if query else b"")).decode()

    async def read(self, receive: Receive) -> bytes:
        """Read a request's body to its end, or until who sends it has gone."""
        body = bytearray()
        while (message := await receive())["type"] == "http.request":
            body += message["body"]
            if not message["more_body"]:
                return bytes(body)
        self.left.set()
        return bytes(body)

    async def echo(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the body of the request, or a pet."""
        body = await self.read(receive)
        self.bodies.append(body)
        headers = [(b"content-type", b"application/json"), (b"location", b"/pets/Rex"), (b"etag", b'"1"')]
        await send({"type": "http.response.start", "status": 201 if body else 200, "headers": headers})
        await send({"type": "http.response.body", "body": body or b'{"full_name": "Rex"}'})

    async def endless(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin an answer, and wait for who asked to go."""
        await self.read(receive)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await self.read(receive)

    async def silent(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Never answer."""
        await self.read(receive)
        await self.read(receive)

    def with_headers(self, *headers: tuple[bytes, bytes], body: bytes = b"", status: int = 200) -> ASGIApp:
        """Answer with these headers."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return answer


@contextmanager
def served(app: ASGIApp, lifespan: Any = "on") -> Iterator[int]:
    """An app behind uvicorn, at a port of this machine."""
    # Without the protocol's name, asyncio doesn't turn Nagle's algorithm off.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        # By itself uvicorn believes what this machine says of who is behind it.
        config = uvicorn.Config(
            app, log_level="critical", lifespan=lifespan, proxy_headers=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def gateway(upstream: Upstream) -> Gateway:
    """Two versions in front of an upstream."""
    timeline = Timeline(Version("v1"), Version("v2"))
    return Gateway(current=upstream, timeline=timeline, adapters={"v2": [PetsHaveAFullName]})


class Front:
    """The gateway as its clients see it."""

    def __init__(self, port: int) -> None:
        self.port = port

    @contextmanager
    def asked(
        self, method: str, target: str, *headers: tuple[str, str], body: Any = None, chunked: bool = False
    ) -> Iterator[HTTPResponse]:
        """One request, its target and headers as they are."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in [("Host", "zoo.test"), *headers]:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", len(body))))
            connection.endheaders([body] if chunked else body, encode_chunked=chunked)
            yield connection.getresponse()

    def ask(self, method: str, target: str, *headers: tuple[str, str], **options: Any) -> tuple[HTTPResponse, bytes]:
        """One request, and the answer with its body."""
        with self.asked(method, target, *headers, **options) as answer:
            return answer, answer.read()


@pytest.fixture(name="zoo")
def _zoo() -> Zoo:
    return Zoo()


@pytest.fixture(name="back")
def _back(zoo: Zoo) -> Iterator[str]:
    with served(zoo, "off") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(name="front")
def _front(back: str) -> Iterator[Front]:
    with served(gateway(Upstream(back, openapi=OPENAPI))) as port:
        yield Front(port)


def test_an_old_client_is_served_in_its_form(zoo: Zoo, front: Front) -> None:
    """Path, body, status and Location are those of its version, and the service sees its own."""
    sent = json.dumps({"name": "Rex"}).encode()
    answer, body = front.ask("POST", "/v1/pet", ("Content-Type", "application/json"), body=sent)
    assert (answer.status, answer.headers["location"], json.loads(body)) == (200, "/v1/pet/Rex", {"name": "Rex"})
    assert (zoo.target, json.loads(zoo.bodies[-1])) == ("/pets", {"full_name": "Rex"})
    assert dict(zoo.headers)["content-length"] == str(len(zoo.bodies[-1]))


@pytest.mark.parametrize("chunked", [True, False])
def test_the_heads_client_gets_what_the_service_says(zoo: Zoo, front: Front, chunked: bool) -> None:
    """A body with a length or without one arrives whole, and so does the answer."""
    sent = b'{"full_name": "Rex"}' + b" " * 300_000
    answer, body = front.ask("POST", "/v2/pets", ("Content-Type", "application/json"), body=sent, chunked=chunked)
    assert (answer.status, body, zoo.bodies[-1]) == (201, sent, sent)
    names = [name for name, _ in zoo.headers]
    assert ("transfer-encoding" in names, "content-length" in names) == (chunked, not chunked)


def test_what_the_document_does_not_name_is_passed_on(zoo: Zoo, front: Front) -> None:
    """A path below the version that no route fits is the service's to answer."""
    assert front.ask("DELETE", "/v2/elsewhere")[0].status == 200
    assert (zoo.asked[-1]["method"], zoo.target) == ("DELETE", "/elsewhere")


def test_httpx_adds_no_headers(zoo: Zoo, front: Front) -> None:
    """The service sees the client's headers, the Host it is known by, and where the request came from."""
    front.ask("GET", "/v2/pets/Rex", ("X-Own", "kept"))
    host = zoo.asked[-1]["server"]
    assert dict(zoo.headers) == {
        "host": f"{host[0]}:{host[1]}",
        "x-own": "kept",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        "x-forwarded-host": "zoo.test",
    }


def test_a_client_does_not_say_where_it_comes_from(zoo: Zoo, front: Front) -> None:
    """Forwarding headers of the client's are replaced or dropped, whichever way they are written."""
    spoofed = {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.test"}
    others = {"X-Forwarded-Port": "1", "X_Forwarded_For": "1.2.3.4", "Forwarded": "for=1.2.3.4", "X-Real-IP": "1.2.3.4"}
    front.ask("GET", "/v2/pets/Rex", *spoofed.items(), *others.items())
    assert sorted((name, value) for name, value in zoo.headers if name != "host") == [
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-host", "zoo.test"),
        ("x-forwarded-proto", "http"),
    ]


def test_headers_of_one_connection_stay_there(zoo: Zoo, front: Front) -> None:
    """Hop-by-hop headers, and those that Connection names, go no further either way."""
    hops = ["Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "X-Hop"]
    zoo.answer = zoo.with_headers(
        (b"connection", b"x-hop"), (b"X-Stays", b"1"), *((name.lower().encode(), b"x") for name in hops)
    )
    answer, _ = front.ask("GET", "/v2/pets/Rex", ("Connection", "x-hop"), *((name, "x") for name in hops))
    for names in ([name for name, _ in zoo.headers], [name.lower() for name in answer.headers]):
        assert not {name.lower() for name in [*hops, "Connection"]} & set(names)
    assert answer.headers["x-stays"] == "1"


def test_repeated_headers_stay_apart(zoo: Zoo, front: Front) -> None:
    """Set-Cookie can't be joined; Date and Server are there once; and nothing is kept for the next request."""
    zoo.answer = zoo.with_headers((b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"))
    answer, _ = front.ask("GET", "/v2/pets/Rex")
    assert answer.headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert [len(answer.headers.get_all(name, [])) for name in ("date", "server")] == [1, 1]
    front.ask("GET", "/v2/pets/Rex")
    assert "cookie" not in dict(zoo.headers)


@pytest.mark.parametrize("location", ["http://elsewhere.test/", "app.test:callback", "http://[x"])
def test_redirects_are_the_clients_to_follow(zoo: Zoo, front: Front, location: str) -> None:
    """Wherever they lead to, and whether or not that is a URL."""
    zoo.answer = zoo.with_headers((b"location", location.encode()), status=302)
    answer, _ = front.ask("GET", "/v2/elsewhere")
    assert (answer.status, answer.headers["location"], len(zoo.asked)) == (302, location, 1)


def test_a_compressed_answer_stays_compressed(zoo: Zoo, front: Front) -> None:
    """At the head's version the bytes are the service's own, with their length."""
    packed = gzip.compress(b'{"full_name": "Rex"}')
    lines = [(b"content-encoding", b"gzip"), (b"content-type", b"application/json")]
    zoo.answer = zoo.with_headers(*lines, (b"content-length", str(len(packed)).encode()), body=packed)
    answer, body = front.ask("GET", "/v2/pets/Rex", ("Accept-Encoding", "gzip"))
    assert (body, answer.headers["content-encoding"]) == (packed, "gzip")
    assert answer.headers["content-length"] == str(len(packed))
    assert dict(zoo.headers)["accept-encoding"] == "gzip"
    assert json.loads(front.ask("GET", "/v1/pet/Rex")[1]) == {"name": "Rex"}


def test_head_has_the_headers_alone(zoo: Zoo, front: Front) -> None:
    """The length is the service's, and there is no body."""
    zoo.answer = zoo.with_headers((b"content-length", b"20"), body=b" " * 20)
    answer, body = front.ask("HEAD", "/v2/pets/Rex")
    assert (answer.status, answer.headers["content-length"], body) == (200, "20", b"")


def test_an_answer_streams(zoo: Zoo, front: Front) -> None:
    """Its first chunk is there before the service has written the next."""

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        assert await asyncio.to_thread(zoo.go_on.wait, 10)
        await send({"type": "http.response.body", "body": b"second"})

    zoo.answer = slow
    with front.asked("GET", "/v2/pets/Rex") as answer:
        assert answer.read1() == b"first"
        zoo.go_on.set()
        assert answer.read() == b"second"


def test_a_request_streams(zoo: Zoo, front: Front) -> None:
    """Its first chunk is with the service before the client has written the next."""
    seen = threading.Event()

    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        while not (await receive())["body"]:
            pass
        seen.set()
        await zoo.echo(scope, receive, send)

    def chunks() -> Iterator[bytes]:
        yield b"first"
        assert seen.wait(10)
        yield b"second"

    zoo.answer = reading
    assert httpx.post(f"http://127.0.0.1:{front.port}/v2/elsewhere", content=chunks(), trust_env=False).text == "second"


def test_an_answer_may_come_before_the_body_is_read(zoo: Zoo, front: Front) -> None:
    """A small one that the service leaves unread is not waited for, and the front's connection stays in order."""
    zoo.answer = zoo.with_headers((b"content-length", b"2"), body=b"no", status=413)
    answer, body = front.ask("POST", "/v2/elsewhere", body=b" " * 50_000)
    assert (answer.status, body) == (413, b"no")


def _hang_up(front: Front, sent: bytes, expected: bytes) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=10) as connection:
        connection.sendall(sent)
        seen = b""
        while expected not in seen:
            seen += connection.recv(1000)


def test_who_hangs_up_while_it_is_answered_stops_the_service(zoo: Zoo, front: Front) -> None:
    """The service sees the disconnect though it writes nothing more."""
    zoo.answer = zoo.endless
    _hang_up(front, b"GET /v2/pets/Rex HTTP/1.1\r\nHost: zoo.test\r\n\r\n", b"first")
    assert zoo.left.wait(5)


@pytest.mark.parametrize("rest", ["", "Content-Length: 100\r\n"])
def test_who_hangs_up_before_it_is_answered_stops_the_service(zoo: Zoo, front: Front, rest: str) -> None:
    """Whether its request was complete or not."""
    zoo.answer = zoo.silent
    with socket.create_connection(("127.0.0.1", front.port), timeout=10) as connection:
        connection.sendall(f"POST /v2/elsewhere HTTP/1.1\r\nHost: zoo.test\r\n{rest}\r\n{rest and 'part'}".encode())
        while not zoo.asked:
            time.sleep(0.01)
    assert zoo.left.wait(5)


def test_a_service_that_breaks_off_breaks_the_answer_off(zoo: Zoo, front: Front) -> None:
    """What has begun can't become an error, and must not look complete."""

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        raise ZeroDivisionError

    zoo.answer = broken
    with front.asked("GET", "/v2/pets/Rex") as answer, pytest.raises(IncompleteRead):
        answer.read()


@pytest.mark.parametrize("version", ["v1/pet", "v2/pets"])
def test_a_service_that_is_not_there_is_502(version: str) -> None:
    """Nothing is said of where it should be."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with served(gateway(Upstream(f"http://127.0.0.1:{port}", openapi=OPENAPI))) as front:
            answer, body = Front(front).ask("GET", f"/{version}/Rex")
    assert (answer.status, answer.headers["content-type"]) == (502, "application/problem+json")
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(body)["detail"] == "The service behind the gateway can't be reached."


def test_a_service_that_is_silent_is_504(zoo: Zoo, back: str) -> None:
    """The request to it is given up."""
    zoo.answer = zoo.silent
    with served(gateway(Upstream(back, openapi=OPENAPI, timeout=0.2))) as front:
        answer, _ = Front(front).ask("GET", "/v2/pets/Rex")
    assert (answer.status, answer.headers["cache-control"]) == (504, "no-store")
    assert zoo.left.wait(5)


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/v2/pets/a%2Fb", "/pets/a%2Fb"),
        ("/v2/pets/a%20%c3%a9;x=1,2", "/pets/a%20%c3%a9;x=1,2"),
        ("/v2/pets/Rex?a=%2F&b=+&a='<>\"", "/pets/Rex?a=%2F&b=+&a='<>\""),
        ("/%762/pets/a%2Fb", "/pets/a%2Fb"),
        ("/v2/pets/%252e%252e/x", "/pets/%252e%252e/x"),
        ("/v2/pets/x//y", "/pets/x//y"),
        ("/v2/http://evil.test/x", "/http://evil.test/x"),
        ("/v2/@evil.test", "/@evil.test"),
    ],
)
def test_the_target_is_the_clients_own(zoo: Zoo, front: Front, asked: str, sent: str) -> None:
    """What the client encoded stays encoded, to the byte."""
    front.ask("GET", asked)
    assert zoo.target == sent


@pytest.mark.parametrize(
    "path",
    [
        "/v2/../x",
        "/v2/pets/../../x",
        "/v2/pets/%2e%2E/x",
        "/v2/pets/..%2fx",
        "/v2/pets/..%5cx",
        "/v2/pets/..;a=b/x",
        "/v2/pets/./x",
        "/v2//evil.test/x",
        "/v2/%2Fevil.test/x",
        "/v2/%5Cevil.test/x",
    ],
)
def test_no_path_leads_elsewhere(zoo: Zoo, back: str, path: str) -> None:
    """Dot segments and a second leading slash are refused, however they are encoded."""
    with served(gateway(Upstream(back + "/base/", openapi=OPENAPI))) as port:
        assert Front(port).ask("GET", path)[0].status == 400
        assert not zoo.asked
        Front(port).ask("GET", "/v2/pets/Rex")
    assert zoo.target == "/base/pets/Rex"


def _scope(**changed: Any) -> Scope:
    return {"type": "http", "method": "GET", "path": "/pets/é b", "headers": [], "query_string": b"", **changed}


def _alone(upstream: Upstream, scope: Scope, body: bytes = b"") -> list[Message]:
    """What an upstream answers without a lifespan, in an event loop of its own."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    asyncio.run(upstream(scope, receive, send))
    return sent


def test_it_works_in_any_loop_without_a_lifespan(zoo: Zoo, back: str) -> None:
    """Connections aren't kept then, as nobody would close them."""
    upstream = Upstream(back)
    assert [_alone(upstream, _scope())[0]["status"] for _ in range(2)] == [200, 200]
    assert zoo.asked[0]["client"] != zoo.asked[1]["client"]


def test_connections_are_kept_in_a_lifespan(zoo: Zoo, front: Front) -> None:
    """The second request to the service comes over the connection of the first."""
    for _ in range(2):
        front.ask("GET", "/v2/pets/Rex")
    assert zoo.asked[0]["client"] == zoo.asked[1]["client"]


def test_a_path_without_its_raw_form_is_encoded(zoo: Zoo, back: str) -> None:
    """As is one whose raw form is another path, and what no request line can hold."""
    for raw in ({}, {"raw_path": None}, {"raw_path": b"/other"}, {"raw_path": b"/pets/\xc3\xa9 b"}):
        _alone(Upstream(back), _scope(**raw, query_string=b"a b\r\nX: y#z\xe9"))
        assert zoo.target == "/pets/%C3%A9%20b?a%20b%0D%0AX:%20y%23z%E9"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"method": "CONNECT"}, 501),
        ({"path": "*"}, 400),
        ({"query_string": b"x" * 70_000}, 414),
        ({"headers": [(b"x-broken", b"a\nb")]}, 400),
    ],
)
def test_what_cannot_be_passed_on_is_refused(back: str, changed: dict[str, Any], status: int) -> None:
    """Before the service hears of it."""
    assert _alone(Upstream(back), _scope(**changed))[0]["status"] == status


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-length", b"3"), (b"transfer-encoding", b"chunked")],
        [(b"content-length", b"900")],
        [],
    ],
)
def test_the_length_is_the_bodys_own(zoo: Zoo, back: str, headers: list[tuple[bytes, bytes]]) -> None:
    """Whatever the client said of it, so that no two servers disagree about where the request ends."""
    _alone(Upstream(back), _scope(method="POST", headers=headers), b"12345")
    assert (dict(zoo.headers)["content-length"], zoo.bodies) == ("5", [b"12345"])
    assert "transfer-encoding" not in dict(zoo.headers)


def test_an_own_client_sends_and_stays_open(zoo: Zoo, back: str) -> None:
    """Its authentication is used, its default headers and cookies aren't."""

    async def twice() -> None:
        async with httpx.AsyncClient(auth=("me", "pw"), cookies={"a": "b"}, trust_env=False) as client:
            upstream = Upstream(back, client=client)
            for _ in range(2):
                waiting = asyncio.Event()

                async def receive(waiting: asyncio.Event = waiting) -> Message:
                    if not waiting.is_set():
                        waiting.set()
                        return {"type": "http.request"}
                    return await asyncio.Future()

                async def send(message: Message) -> None:
                    pass

                await upstream(_scope(), receive, send)
            assert not client.is_closed

    asyncio.run(twice())
    assert {name for name, _ in zoo.headers} == {"host", "authorization", "x-forwarded-proto"}


def test_websockets_are_closed(back: str) -> None:
    """The code says that it is policy."""
    (message,) = _alone(Upstream(back), {"type": "websocket", "path": "/", "headers": []})
    assert (message["type"], message["code"]) == ("websocket.close", 1008)


def test_a_document_is_read_on_first_use(tmp_path: Path) -> None:
    """From a file, as a path or its name, or from a mapping; without one, it is empty."""
    file = tmp_path / "openapi.json"
    upstreams = [Upstream("http://zoo.test", openapi=named) for named in (file, str(file), OPENAPI)]
    file.write_text(json.dumps(OPENAPI))
    assert [upstream.openapi() for upstream in upstreams] == [OPENAPI] * 3
    file.unlink()
    assert upstreams[0].openapi() == OPENAPI
    assert Upstream("http://zoo.test").openapi() == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "can't be read: No such file"),
        ("openapi: 3.1.0", "no JSON.*YAML"),
        ("[]", "no OpenAPI 3 document"),
        ('{"swagger": "2.0"}', "no OpenAPI 3 document"),
        ('{"openapi": "3.1.0", "paths": []}', "no OpenAPI 3 document"),
    ],
)
def test_a_document_that_is_none_is_an_error(tmp_path: Path, text: str | None, message: str) -> None:
    """The message names the file."""
    file = tmp_path / "zoo.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ConfigurationError, match=f"zoo.json.*{message}"):
        Upstream("http://zoo.test", openapi=file).openapi()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Upstream("zoo.test:80"), "no scheme"),
        (lambda: Upstream("ftp://zoo.test"), "no scheme"),
        (lambda: Upstream("http://"), "no host"),
        (lambda: Upstream("http://zoo.test:x"), "Write it like"),
        (lambda: Upstream("http://1.2.3.400"), "Write it like"),
        (lambda: Upstream("http://zoo.test/?a=b"), "query"),
        (lambda: Upstream("http://zoo.test/a/../b"), "dot segments"),
        (lambda: Upstream("http://me:secret@zoo.test"), "^(?!.*secret).*client="),
        (lambda: Upstream("http://zoo.test", timeout=0), "above 0"),
        (lambda: Upstream("http://zoo.test", openapi=b"x"), "JSON file"),  # type: ignore[arg-type]
        (lambda: Upstream("http://zoo.test", client=httpx.Client), "AsyncClient"),  # type: ignore[arg-type]
        (lambda: Upstream(None), "Write it like"),  # type: ignore[arg-type]
    ],
)
def test_mistakes_are_found_at_once(make: Callable[[], Upstream], message: str) -> None:
    """The message names the fix."""
    with pytest.raises(ConfigurationError, match=message):
        make()


def test_without_httpx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the command."""
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ConfigurationError, match=r'pip install "versiongate\[upstream\]"'):
        Upstream("http://zoo.test")
