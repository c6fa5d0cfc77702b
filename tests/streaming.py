"""A client that takes answers piece by piece, as a server would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any

from gateway.asgi import ASGIApp, Message, Receive, Scope, Send
from tests.asgi_checker import Checked


class Client:
    """One request; what the app sends and what it has read are told in the order in which they happen.

    Args:
        app: the app.
        path: the request's path; a query may follow.
        method: its method.
        headers: its headers.
        chunks: its body, each a message.
        stays: whether the client stays when it has sent all; else it is gone then.
        leaves_after: after how many chunks of its body it goes away; it sends all when left out.
        ends: whether the app is held to end its answer.
        taken: called with each message of the answer.
    """

    def __init__(
        self,
        app: ASGIApp,
        path: str,
        *,
        method: str = "GET",
        headers: Iterable[tuple[bytes, bytes]] = (),
        chunks: Iterable[bytes] = (b"",),
        stays: bool = True,
        leaves_after: int | None = None,
        ends: bool = True,
        taken: Callable[[Message], None] | None = None,
    ) -> None:
        self._app = Checked(app) if ends else app
        self._scope: Scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(b"host", b"test"), *headers],
        }
        self._chunks = list(chunks)
        self._stays = stays and leaves_after is None
        self._leaves_after = len(self._chunks) if leaves_after is None else leaves_after
        self._taken = taken
        self.messages: list[Message] = []
        self.read = 0
        """How many chunks of the body the app has read."""
        self.error: BaseException | None = None
        """What the server saw the app raise."""

    def run(self) -> Client:
        """Have the request served."""
        asyncio.run(self.serve())
        return self

    async def serve(self) -> None:
        """Have the request served, in a loop that runs."""
        try:
            await self._app(self._scope, self._receive, self._send)
        except AssertionError:
            raise
        except Exception as error:  # noqa: BLE001 - a server survives it
            self.error = error

    async def _receive(self) -> Message:
        if self.read < self._leaves_after:
            self.read += 1
            more = self.read < len(self._chunks)
            return {"type": "http.request", "body": self._chunks[self.read - 1], "more_body": more}
        if self._stays:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        self.messages.append(message)
        if self._taken is not None:
            self._taken(message)

    @property
    def status(self) -> int:
        """The answer's status."""
        status: int = self.messages[0]["status"]
        return status

    @property
    def headers(self) -> dict[bytes, bytes]:
        """The answer's headers."""
        return dict(self.messages[0]["headers"])

    @property
    def pieces(self) -> list[bytes]:
        """The pieces of the answer's body."""
        return [message["body"] for message in self.messages[1:] if message["body"]]

    @property
    def body(self) -> bytes:
        """The answer's body."""
        return b"".join(self.pieces)

    @property
    def document(self) -> Any:
        """The answer's body as JSON."""
        return json.loads(self.body)

    @property
    def is_whole(self) -> bool:
        """Whether the answer has come to its end."""
        return bool(self.messages) and not self.messages[-1].get("more_body", False) and len(self.messages) > 1


def sending(status: int, headers: Iterable[tuple[bytes, bytes]], chunks: Iterable[bytes]) -> ASGIApp:
    """An app that answers with these chunks, each when the one before was taken."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return app
