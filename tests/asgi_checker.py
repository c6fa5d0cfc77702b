"""Holds an ASGI app to the ASGI HTTP specification (2.4), as nothing that is published does for both directions."""

from __future__ import annotations

from typing import Any

from gateway.asgi import ASGIApp, Message, Receive, Scope, Send


class Checked:
    """An ASGI app whose messages are checked; what breaks the specification is an AssertionError.

    It stands where the server does: what the app sends is checked, and what it is given must not be altered by it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        before = {key: _frozen(value) for key, value in scope.items() if key != "state"}
        state = {"started": False, "done": False}

        async def checked(message: Message) -> None:
            _check(message, state, scope["method"])
            await send(message)

        await self._app(scope, receive, checked)
        assert state["done"], "the app returned without a complete response"
        after = {key: _frozen(value) for key, value in scope.items() if key in before}
        assert after == before, "the server's scope was altered"


def _check(message: Message, state: dict[str, bool], method: str) -> None:
    kind = message["type"]
    if kind == "http.response.start":
        assert not state["started"], "two starts"
        state["started"] = True
        _check_start(message, method)
    elif kind == "http.response.body":
        assert state["started"], "a body before the start"
        assert not state["done"], "a body after the last one"
        assert isinstance(message.get("body", b""), bytes)
        state["done"] = not message.get("more_body", False)
    else:
        assert kind in ("http.response.early_hint", "http.response.trailers"), kind


def _check_start(message: Message, method: str) -> None:
    status = message["status"]
    assert isinstance(status, int)
    assert 100 <= status <= 599
    names = []
    for name, value in message.get("headers", ()):
        assert isinstance(name, bytes), name
        assert isinstance(value, bytes), value
        assert name == name.lower(), f"{name!r} isn't lower case"
        assert not set(b"\r\n\0") & set(name + value), f"{name!r} would split the response"
        names.append(name)
    for single in (b"content-length", b"content-type", b"etag", b"location", b"api-version", b"vary"):
        assert names.count(single) <= 1, f"{single!r} is there {names.count(single)} times"
    if status in (204, 304):
        assert b"content-length" not in names or status == 304, "204 has no length"
    if status == 405:
        assert b"allow" in names, "405 without Allow"


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(held) for key, held in value.items()}
    return tuple(_frozen(held) for held in value) if isinstance(value, list | tuple) else value
