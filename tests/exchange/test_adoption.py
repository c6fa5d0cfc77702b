"""An existing app takes the gateway in, and keeps what it had."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, WebSocket
from pydantic import BaseModel
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.testclient import TestClient

from gateway import Change, ConfigurationError, Gateway, Timeline, Version, routes, schema
from gateway.asgi import ASGIApp


class Pet(BaseModel):
    """An animal."""

    full_name: str
    keeper: str | None = None


class Renamed(Change):
    """A pet's `name` is now `full_name`, and pets are plural."""

    operations = [schema("Pet").renamed("name", to="full_name"), routes("/pet").moved("/pets")]


def keeper() -> str:
    """Who looks after it; overridden in tests."""
    return "nobody"


def make(events: list[str]) -> FastAPI:
    """An app with all that FastAPI people use."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        events.append("up")
        app.state.zoo = "city zoo"
        yield {"kept": "yes"}
        events.append("down")

    app = FastAPI(lifespan=lifespan)
    included = APIRouter(prefix="/pets")

    @included.post("")
    async def create(pet: Pet, who: Annotated[str, Depends(keeper)], tasks: BackgroundTasks) -> Pet:
        tasks.add_task(events.append, "task")
        return Pet(full_name=pet.full_name, keeper=who)

    @included.get("/{number}/events")
    async def stream(number: int) -> StreamingResponse:
        return StreamingResponse(iter([b"data: 1\n\n"]), media_type="text/event-stream")

    app.include_router(included)

    @app.get("/state")
    async def state(request: Request) -> dict[str, Any]:
        return {"zoo": request.app.state.zoo, "kept": request.state.kept, "url": str(request.url_for("state"))}

    @app.websocket("/feed")
    async def feed(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(socket.app.state.zoo)
        await socket.close()

    return app


TIMELINE = Timeline(Version("v1"), Version("v2"))


def wrapped(app: FastAPI) -> ASGIApp:
    """The app inside the gateway."""
    return Gateway(current=app, timeline=TIMELINE, adapters={"v2": [Renamed]})


def as_middleware(app: FastAPI) -> ASGIApp:
    """The gateway inside the app."""
    app.add_middleware(Gateway, timeline=TIMELINE, adapters={"v2": [Renamed]})
    app.add_middleware(GZipMiddleware, minimum_size=1)
    return app


def around_middleware(app: FastAPI) -> ASGIApp:
    """The gateway around the app and a middleware that isn't part of it."""
    return Gateway(current=GZipMiddleware(app, minimum_size=1), timeline=TIMELINE, adapters={"v2": [Renamed]})


@pytest.mark.parametrize("adopt", [wrapped, as_middleware, around_middleware])
def test_an_app_keeps_what_it_had(adopt: Any) -> None:
    """TestClient, dependency_overrides, app.state, lifespan state, background tasks, WebSockets, event streams."""
    events: list[str] = []
    app = make(events)
    app.dependency_overrides[keeper] = lambda: "Ada"
    adopted = adopt(app)
    for _ in range(2):  # a second start of the same app
        events.clear()
        with TestClient(adopted) as client:
            old = client.post("/v1/pet", json={"name": "Rex"})
            assert old.json() == {"name": "Rex", "keeper": "Ada"}
            assert client.post("/v2/pets", json={"full_name": "Rex"}).json() == {"full_name": "Rex", "keeper": "Ada"}
            assert client.post("/v2/pet", json={}).status_code == 404
            loc = client.post("/v1/pet", json={}).json()["detail"][0]["loc"]
            assert loc == ["body", "name"]
            state = client.get("/v1/state").json()
            assert state == {"zoo": "city zoo", "kept": "yes", "url": "http://testserver/v1/state"}
            assert client.get("/v1/pet/1/events").text == "data: 1\n\n"
            assert client.get("/docs").status_code == 200
            with client.websocket_connect("/v2/feed") as socket:
                assert socket.receive_text() == "city zoo"
        assert events == ["up", "task", "task", "down"]


def test_without_adapters_only_headers_are_added() -> None:
    """Status, body and the app's own headers are what they are without the gateway; its document is the version's."""
    plain, app = make([]), make([])
    app.add_middleware(Gateway, timeline=Timeline(Version("v1"), default="v1"))
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/pets", {"json": {"full_name": "Rex"}}),
        ("POST", "/pets", {"json": {"full_name": 1}}),
        ("POST", "/pets", {"content": b"{", "headers": {"content-type": "application/json"}}),
        ("GET", "/pets/1/events", {}),
        ("GET", "/pets/x/events", {}),
        ("GET", "/nothing", {}),
        ("DELETE", "/pets", {}),
        ("GET", "/pets/", {"follow_redirects": False}),
        ("HEAD", "/state", {}),
        ("OPTIONS", "/state", {}),
    ]
    with TestClient(plain) as before, TestClient(app) as after:
        for method, url, options in requests:
            without, having = before.request(method, url, **options), after.request(method, url, **options)
            assert (having.status_code, having.content) == (without.status_code, without.content), (method, url)
            own = {name: value for name, value in having.headers.items() if name not in ("vary", "api-version")}
            own.pop("location", None)
            assert own == {name: value for name, value in without.headers.items() if name != "location"}, (method, url)
            assert ("location" in having.headers) == ("location" in without.headers)


def test_a_frozen_app_beside_a_middleware_stops_with_the_host() -> None:
    """Its lifespan begins with its first request and ends before the host's."""
    events: list[str] = []
    app = make(events)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        events.append("frozen up")
        yield
        events.append("frozen down")

    frozen = FastAPI(lifespan=lifespan)
    frozen.add_api_route("/old", lambda: JSONResponse("old"), response_model=None)
    app.add_middleware(Gateway, timeline=TIMELINE, frozen={"v1": frozen})
    with TestClient(app) as client:
        assert client.get("/v1/old").json() == "old"
        assert client.get("/v2/old").status_code == 404
    assert events == ["up", "frozen up", "frozen down", "down"]


async def nothing(_app: Any) -> AsyncIterator[None]:
    """A lifespan in which nothing happens."""
    yield


def test_a_middleware_has_no_lifespan_of_its_own() -> None:
    """Found at the start, with the fix."""
    app = FastAPI()
    app.add_middleware(Gateway, timeline=TIMELINE, lifespan=asynccontextmanager(nothing))
    with pytest.raises(ConfigurationError, match="Give it to the app"), TestClient(app):
        pass


def test_an_app_is_given_once() -> None:
    """Twice is a mistake that is found at the start."""
    with pytest.raises(ConfigurationError, match="given twice"):
        Gateway(FastAPI(), current=FastAPI(), timeline=TIMELINE)
