"""A page of another origin in a real browser: what its scripts can send, and what they can read."""

from __future__ import annotations

import json
import queue
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from gateway import (
    Change,
    Gateway,
    Timeline,
    Version,
    header,
    media_type,
    path,
    route,
    routes,
    schema,
    subprotocol,
)
from gateway.asgi import ASGIApp
from gateway.shapes.from_pydantic import shape_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Pet(BaseModel):
    """An animal."""

    full_name: str


class Renamed(Change):
    """A pet's `name` is now `full_name`, pets are plural, and creating answers 201."""

    operations = [
        schema("Pet").renamed("name", to="full_name"),
        routes("/pet").moved("/pets"),
        route("POST /pets").status(200, to=201),
    ]


async def get(_request: Request) -> Response:
    """A pet."""
    return JSONResponse({"full_name": "rex"}, headers={"ETag": '"5"'})


async def post(request: Request) -> Response:
    """The same pet."""
    return JSONResponse(await request.json(), 201)


async def feed(connection: WebSocket) -> None:
    """Which version it is."""
    await connection.accept()
    await connection.send_text(str(connection.scope["gateway.version"]))
    await connection.close()


def _document() -> dict[str, Any]:
    shape = shape_of(Pet, "serialization")
    body = {"content": {"application/json": {"schema": shape.root}}}
    return {
        "paths": {
            "/pets": {"post": {"requestBody": body, "responses": {"201": body}}},
            "/pets/{name}": {"get": {"responses": {"200": body}}},
        },
        "components": {"schemas": dict(shape.schemas)},
    }


def api(cors: str, origin: str) -> ASGIApp:
    """The zoo, with CORS around the gateway or inside it."""
    app = Starlette(
        routes=[
            Route("/pets", post, methods=["POST"]),
            Route("/pets/{name}", get),
            WebSocketRoute("/feed", feed),
        ]
    )
    if cors == "inside":
        app.add_middleware(CORSMiddleware, allow_origins=[origin], allow_methods=["*"])
    gateway = Gateway(
        current=app,
        timeline=Timeline(Version("v0", retired="2020-01-01"), Version("v1", deprecated="2025-01-01"), Version("v2")),
        adapters={"v2": [Renamed]},
        sources=[path(), header(), media_type("zoo"), subprotocol("zoo.")],
        openapi=_document,
    )
    if cors == "inside":
        return gateway
    return CORSMiddleware(
        gateway,
        allow_origins=[origin],
        allow_methods=["*"],
        allow_headers=gateway.request_headers,
        expose_headers=gateway.response_headers,
    )


@contextmanager
def _pages(seen: queue.Queue[bytes]) -> Iterator[str]:
    """The other origin; what the page has seen it posts back."""

    class Pages(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            return None

        def do_POST(self) -> None:
            seen.put(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(Path(__file__).parent))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The address of an app that uvicorn serves."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="wsproto"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def _seen(cors: str, profile: Path) -> dict[str, Any]:
    assert CHROMIUM is not None
    posted: queue.Queue[bytes] = queue.Queue()
    with _pages(posted) as origin, served(api(cors, origin)) as address:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",
        ]
        with subprocess.Popen(
            [CHROMIUM, *options, f"{origin}/page.html?api={address}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as browser:
            try:
                return dict(json.loads(posted.get(timeout=60)))
            finally:
                browser.terminate()


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
@pytest.mark.parametrize("cors", ["around", "inside"])
def test_a_page_of_another_origin_uses_every_version(cors: str, tmp_path: Path) -> None:
    """It can ask by header, path, media type and subprotocol, and read the version, its days, and problems."""
    seen = _seen(cors, tmp_path)

    def answer(name: str, *keys: str) -> list[Any]:
        return [seen[name].get(key) for key in keys]

    assert answer("by header", "status", "version", "etag") == [200, "v2", '"5"']
    assert answer("by path", "status", "version", "deprecation", "link") == [200, "v1", "@1735689600", True]
    assert answer("posted by header", "status", "version") == [200, "v1"]
    assert answer("by media type", "status", "version") == [200, "v2"]
    assert answer("no such route", "status", "version") == [404, "v2"]
    assert seen["socket by subprotocol"] == {"text": "v2", "protocol": "zoo.v2"}
    assert seen["socket by path"] == {"text": "v2", "protocol": ""}
    assert seen["socket of no version"] == {"code": 1006}
    refusals = {
        "without a version": [400, "urn:problem-type:versiongate:version-required"],
        "an unknown version": [400, "urn:problem-type:versiongate:version-unknown"],
        "a retired version": [410, "urn:problem-type:versiongate:version-retired"],
    }
    for name, expected in refusals.items():
        if cors == "around":
            assert answer(name, "status", "type") == expected
        else:
            # The gateway stands outside what answers CORS, so its own refusals say nothing to other origins.
            assert "unreadable" in seen[name]
