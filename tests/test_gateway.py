"""The gateway as ASGI: what it reads, what it lets pass, and what it runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, WebSocket
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from gateway import Change, Gateway, Problem, Reply, Router, Timeline, Version, route, routes, schema
from gateway.asgi import ASGIApp, Message

if TYPE_CHECKING:
    from gateway.changes.history import Adapters


class Pet(BaseModel):
    """An animal."""

    full_name: str
    friends: list[Pet] = []


class PetsHaveAFullName(Change):
    """A pet's `name` is now `full_name`, and pets are plural."""

    operations = [
        schema("Pet").renamed("name", to="full_name"),
        routes("/pet").moved("/pets"),
        route("POST /pets").status(200, to=201),
    ]


router = Router()


@router.post("/pets", status=201)
async def create(body: Pet) -> Reply[Pet]:
    """Echo a pet."""
    return Reply(body, headers={"Location": f"/pets/{body.full_name}"})


@router.get("/pets/{name}")
async def get(name: str) -> Pet:
    """A pet, or none."""
    if name == "nobody":
        raise Problem(404, detail="no such pet")
    if name == "broken":
        raise ZeroDivisionError
    return Pet(full_name=name)


@router.post("/text")
async def text(request: Request) -> Response:
    """Answer before the body is read."""
    if request.headers.get("authorization") is None:
        raise Problem(401)
    return PlainTextResponse(await request.body())


def gateway(current: Any = router, adapters: Adapters | None = None, **options: Any) -> Gateway:
    """Two versions around an app."""
    adapters = {"v2": [PetsHaveAFullName]} if adapters is None else adapters
    return Gateway(current=current, timeline=Timeline(Version("v1"), Version("v2")), adapters=adapters, **options)


def call(app: ASGIApp, method: str, url: str, **options: Any) -> httpx.Response:
    """One request, in process; exceptions of the app are answers."""

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://zoo.test") as client:
            return await client.request(method, url, **options)

    return asyncio.run(sent())


def test_an_old_client_is_served_in_its_form() -> None:
    """Path, body, status, nested objects and Location are those of its version."""
    body = {"name": "Rex", "friends": [{"name": "Tom"}], "full_name": "stray"}
    answer = call(gateway(), "POST", "/v1/pet", json=body)
    assert (answer.status_code, answer.headers["location"]) == (200, "/v1/pet/Rex")
    assert answer.json() == {"name": "Rex", "friends": [{"name": "Tom", "friends": []}]}


@pytest.mark.parametrize("link", ["/pets/x", "http://zoo.test/pets/x"])
def test_links_of_the_own_origin_lead_into_the_clients_version(link: str) -> None:
    """Absolute or not, a link of the service is where the client's version has the route."""
    linking = Router()

    @linking.get("/pets/{name}")
    async def found(name: str) -> Response:
        return Response(headers={"Location": link, "Content-Location": "http://elsewhere.test/pets/x"})

    answer = call(gateway(linking), "GET", "/v1/pet/y")
    assert answer.headers["location"] == link.replace("/pets", "/v1/pet")
    assert answer.headers["content-location"] == "http://elsewhere.test/pets/x"
    assert call(gateway(linking), "GET", "/pet/y", headers={"API-Version": "1"}).headers["location"] == link.replace(
        "/pets", "/pet"
    )


def test_mistakes_are_where_the_client_made_them() -> None:
    """Pointers name the client's fields, at any depth."""
    answer = call(gateway(), "POST", "/v1/pet", json={"name": "Rex", "friends": [{"name": 1}, {}]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/friends/0/name", "/friends/1/name"]


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("version", ["v1/pet", "v2/pets"])
def test_a_body_over_the_limit_is_413(version: str, announced: bool) -> None:
    """With a length announced or without one, and no more than the limit is read."""

    async def body() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * 50

    content: Any = b" " * 150 if announced else body()
    answer = call(gateway(max_body=100), "POST", f"/{version}", content=content)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(
    "content",
    [b'{"full_name": NaN}', b'\xef\xbb\xbf{"full_name": "x"}', b'{"full_name": "\\ud800"}', b"[" * 5000 + b"]" * 5000],
)
def test_json_that_only_a_lax_parser_reads_does_not_pass_by_the_contract(content: bytes) -> None:
    """What the app's parser might read and ours can't is refused, not handed on."""
    assert call(gateway(), "POST", "/v1/pet", content=content).status_code == 400


def test_what_is_no_json_reaches_the_handler_as_sent() -> None:
    """The app's own errors answer."""
    answer = call(gateway(), "POST", "/v1/pet", content=b"{oops")
    assert (answer.status_code, answer.json()["detail"]) == (400, "The body is no valid JSON.")


async def _exchange(
    app: Gateway, path: str, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b"", "root_path": ""}
    await app(scope, receive, send)


def test_a_body_is_read_only_when_the_app_asks() -> None:
    """A 401 that is given before reading leaves the body where it is, in the oldest version too."""

    async def never() -> Message:
        raise AssertionError("the body was read")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    for path in ("/v1/text", "/v2/text"):
        asyncio.run(_exchange(gateway(), path, never, send))
    assert [message["status"] for message in sent if "status" in message] == [401, 401]


def test_head_traffic_streams_without_end() -> None:
    """The first pieces of an endless response arrive while it goes on, and a disconnect ends it."""
    endless = Router()

    @endless.post("/stream")
    async def stream() -> Response:
        async def numbers() -> AsyncIterator[bytes]:
            number = 0
            while True:
                number += 1
                yield b"%d\n" % number
                await asyncio.sleep(0)

        return StreamingResponse(numbers(), media_type="application/json")

    async def run() -> bytes:
        pieces: list[bytes] = []
        enough = asyncio.Event()

        async def receive() -> Message:
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            pieces.append(message.get("body", b""))
            if len(pieces) > 3:
                enough.set()

        await asyncio.wait_for(_exchange(gateway(endless), "/v2/stream", receive, send), 5)
        return b"".join(pieces)

    assert asyncio.run(run()).startswith(b"1\n2\n3\n")


def test_background_tasks_do_not_delay_an_adapted_answer() -> None:
    """It goes out with the last body message, not when the app returns."""
    seen: list[str] = []
    working = Router()

    async def work() -> None:
        seen.append("background")

    @working.get("/pets/{name}")
    async def found(name: str) -> Pet:
        return JSONResponse({"full_name": name}, background=BackgroundTask(work))  # type: ignore[return-value]

    async def run() -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                seen.append(message["body"].decode())

        scope = {"type": "http", "method": "GET", "path": "/v1/pet/x", "headers": [], "query_string": b""}
        await gateway(working)(scope, receive, send)

    asyncio.run(run())
    assert seen == ['{"name":"x"}', "background"]


def test_a_crash_is_a_problem_and_reaches_the_server() -> None:
    """The client gets a 500 in its version; the server gets the exception for its log."""
    answer = call(gateway(), "GET", "/v1/pet/broken")
    assert (answer.status_code, answer.json()["title"], answer.headers["api-version"]) == (
        500,
        "Internal Server Error",
        "v1",
    )
    with pytest.raises(ZeroDivisionError), TestClient(gateway()) as client:
        client.get("/v1/pet/broken")


def test_numbers_unknown_fields_and_their_order_stay() -> None:
    """What no operation touches comes out as the handler wrote it."""
    raw = b'{"z":1.10,"full_name":"x","big":123456789012345678901234567890,"exp":1E400,"a":[-0.0]}'
    opaque = Starlette(routes=[Route("/pets/{name}", lambda _: Response(raw, media_type="application/json"))])
    document = {
        "paths": {
            "/pets/{name}": {
                "get": {
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
                    }
                }
            }
        },
        "components": {"schemas": {"Pet": {"type": "object", "properties": {"full_name": {"type": "string"}}}}},
    }
    answer = call(gateway(opaque, openapi=lambda: document), "GET", "/v1/pet/x")
    assert answer.content == raw.replace(b"full_name", b"name")


def _apps() -> tuple[FastAPI, Starlette, list[str]]:
    events: list[str] = []

    def lifespan(name: str) -> Any:
        @asynccontextmanager
        async def run(_app: Any) -> AsyncIterator[dict[str, str]]:
            events.append(f"{name} up")
            yield {"which": name}
            events.append(f"{name} down")

        return run

    head = FastAPI(lifespan=lifespan("head"))

    @head.post("/pets", status_code=201)
    async def create_pet(pet: Pet) -> Pet:
        return pet

    included = APIRouter(prefix="/pets")

    @included.get("/{number}")
    async def get_pet(number: int) -> Pet:
        return Pet(full_name=str(number))

    head.include_router(included)

    @head.websocket("/socket")
    async def socket(connection: WebSocket) -> None:
        await connection.accept()
        await connection.send_text("hello")
        await connection.close()

    async def legacy(request: Request) -> Response:
        return JSONResponse({"which": request.state.which, "x": request.path_params["x"]})

    return head, Starlette(routes=[Route("/legacy/{x:int}", legacy)], lifespan=lifespan("frozen")), events


def test_a_fastapi_head_and_a_frozen_starlette_app_run_their_lifespans_once() -> None:
    """The head's app starts with the server, the frozen one with its first request, and both stop with the server."""
    head, frozen, events = _apps()
    app = gateway(head, frozen={"v1": frozen})
    with TestClient(app) as client:
        assert events == ["head up"]
        for _ in range(2):
            assert client.get("/v1/legacy/5").json() == {"which": "frozen", "x": 5}
            assert client.post("/v1/pet", json={"name": "Rex"}).json() == {"name": "Rex", "friends": []}
        assert events == ["head up", "frozen up"]
    assert sorted(events[2:]) == ["frozen down", "head down"]


def test_a_fastapi_head_answers_in_the_clients_words() -> None:
    """Bodies, statuses, places of mistakes, 404 and 405 of the version, in the app's own form."""
    head, frozen, _ = _apps()
    app = gateway(head, frozen={"v1": frozen})
    created = call(app, "POST", "/v1/pet", json={"name": "Rex"})
    assert (created.status_code, created.json()) == (200, {"name": "Rex", "friends": []})
    assert call(app, "GET", "/v1/pet/7").json() == {"name": "7", "friends": []}
    assert call(app, "GET", "/v2/pets/7").json() == {"full_name": "7", "friends": []}
    wrong = call(app, "POST", "/v1/pet", json={"friends": [{"name": 1}]})
    assert [error["loc"] for error in wrong.json()["detail"]] == [["body", "name"], ["body", "friends", 0, "name"]]
    assert call(app, "GET", "/v1/pets/7").json() == {"detail": "Not Found"}
    assert call(app, "GET", "/v2/legacy/5").status_code == 404
    refused = call(app, "DELETE", "/v1/pet")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert call(app, "GET", "/v2/docs").status_code == 200


def test_websockets_pass_to_the_head() -> None:
    """A WebSocket is resolved like a request and reaches the app."""
    head, _, _ = _apps()
    with TestClient(gateway(head)) as client, client.websocket_connect("/v2/socket") as connection:
        assert connection.receive_text() == "hello"


def test_a_mounted_route_is_matched_once() -> None:
    """The gateway's match is used: no other route of the app's is asked, and its own only where its class has a say."""
    asked: list[str] = []

    class Counted(Route):
        def matches(self, scope: Any) -> Any:
            asked.append(scope["path"])
            return super().matches(scope)

    async def found(request: Request) -> Response:
        return JSONResponse({"n": request.path_params["n"], "url": str(request.url_for("found", n=1))})

    other = Counted("/pets/{n}", found, name="other")
    app = gateway(Starlette(routes=[Counted("/pets/{n:int}", found), other]))
    answer = call(app, "GET", "/v2/pets/5")
    assert answer.json() == {"n": 5, "url": "http://zoo.test/v2/pets/1"}
    assert asked == ["/v2/pets/5"]


def test_an_app_with_nothing_to_adapt_is_left_alone() -> None:
    """Without adapters the gateway adds its headers and changes nothing else."""
    app = Starlette(routes=[Route("/x", lambda _: Response(b'{ "a" : 1.0 }', media_type="application/json"))])
    answer = call(gateway(app, adapters={}), "GET", "/v1/x")
    assert answer.content == b'{ "a" : 1.0 }'
    assert (answer.headers["api-version"], answer.headers["vary"]) == ("v1", "API-Version")


def test_the_neutral_paths_can_be_moved_or_switched_off() -> None:
    """They need no version, and stand where the operator wants them."""
    assert call(gateway(meta="/internal"), "GET", "/internal/health").json() == {"status": "ok"}
    assert call(gateway(meta="/internal"), "GET", "/-/health").status_code == 404
    assert call(gateway(meta=None), "GET", "/-/health").status_code == 404
    assert json.loads(call(gateway(), "GET", "/-/versions").content)["latest"] == "v2"
    assert call(gateway(), "POST", "/-/health").headers["allow"] == "GET, HEAD"
