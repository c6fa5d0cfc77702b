"""WebSockets are resolved like requests, and refused as their protocol allows."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway import Gateway, Router, Timeline, Version, header, host, path, query, subprotocol
from gateway.asgi import Message


async def echo(socket: WebSocket) -> None:
    """Say what came, and which version it is."""
    await socket.accept()
    await socket.send_text(f"{socket.scope['gateway.version']} {socket.scope['subprotocols']} {socket.url.query}")
    await socket.close()


async def old(socket: WebSocket) -> None:
    """What the first version has."""
    await socket.accept()
    await socket.send_text("frozen")
    await socket.close()


def gateway() -> Gateway:
    """Two versions, and every source that a browser can use."""
    return Gateway(
        current=Starlette(routes=[WebSocketRoute("/feed", echo)]),
        frozen={"v1": Starlette(routes=[WebSocketRoute("/old", old)])},
        timeline=Timeline(Version("v1"), Version("v2"), Version("v3", retired="2020-01-01"), Version("v4")),
        sources=[path(), header(), query("v"), host("{version}.zoo.test"), subprotocol("zoo.")],
    )


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("/v2/feed", {}),
        ("/feed", {"headers": {"API-Version": "v2"}}),
        ("/feed?v=v2&x=1", {}),
        ("ws://v2.zoo.test/feed", {"headers": {"host": "v2.zoo.test"}}),
        ("/feed", {"subprotocols": ["zoo.v2", "chat"]}),
    ],
)
def test_every_source_is_read(url: str, options: dict[str, Any]) -> None:
    """The handler sees neither the parameter nor the subprotocol that asked."""
    with TestClient(gateway()) as client, client.websocket_connect(url, **options) as socket:
        text = socket.receive_text()
        assert text.startswith("v2 ")
        assert "zoo." not in text
        assert "v=" not in text
        accepted = socket.accepted_subprotocol
        assert accepted == ("zoo.v2" if "subprotocols" in options else None)
        headers: Any = socket.extra_headers
        assert (b"api-version", b"v2") in headers


def test_a_frozen_app_serves_its_own() -> None:
    """The nearest app at or above the version that has the path."""
    with TestClient(gateway()) as client, client.websocket_connect("/v1/old") as socket:
        assert socket.receive_text() == "frozen"


def _refused(scope: dict[str, Any], app: Gateway | None = None) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    full = {"type": "websocket", "path": "/feed", "headers": [], "query_string": b"", "subprotocols": [], **scope}
    asyncio.run((app or gateway())(full, receive, send))
    return sent


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ({}, 400),
        ({"path": "/v9/feed"}, 404),
        ({"path": "/v3/feed"}, 410),
        ({"subprotocols": ["zoo.v9"]}, 400),
        ({"subprotocols": ["zoo.v2", "zoo.v4"]}, 400),
        ({"path": "/v2/feed", "query_string": b"v=4"}, 400),
    ],
)
def test_a_refusal_has_the_status_where_the_server_offers_it(scope: dict[str, Any], status: int) -> None:
    """By the denial extension of ASGI, else by a close code, which servers answer with 403."""
    denied = _refused({**scope, "extensions": {"websocket.http.response": {}}})
    assert [message["type"] for message in denied] == ["websocket.http.response.start", "websocket.http.response.body"]
    assert denied[0]["status"] == status
    assert [message["type"] for message in _refused(scope)] == ["websocket.close"]


def test_typed_handlers_have_no_websockets() -> None:
    """A clear refusal, where nothing could serve it."""
    app = Gateway(current=Router(), timeline=Timeline(Version("v1")))
    assert _refused({"path": "/v1/feed"}, app)[0]["type"] == "websocket.close"
    with TestClient(gateway()) as client, pytest.raises(WebSocketDisconnect), client.websocket_connect("/feed"):
        pass
