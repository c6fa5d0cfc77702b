"""One exchange, as much of it as is looked at."""

from __future__ import annotations

from gateway.asgi import Headers, Message, Receive, Scope, Send


class Body:
    """A body that is kept as long as it isn't too large.

    Args:
        limit: how many bytes are kept at most.
    """

    __slots__ = ("_chunks", "_left", "ended")

    def __init__(self, limit: int) -> None:
        self._chunks: list[bytes] | None = []
        self._left = limit
        self.ended = False

    def add(self, message: Message) -> None:
        """Take up a message's part of it."""
        chunk = message.get("body", b"")
        self._left -= len(chunk)
        if self._left < 0:
            self._chunks = None
        elif chunk and self._chunks is not None:
            self._chunks.append(bytes(chunk))
        self.ended = self.ended or not message.get("more_body", False)

    def whole(self) -> bytes | None:
        """The body; None where it was too large, or didn't end."""
        return b"".join(self._chunks) if self.ended and self._chunks is not None else None


class Sample:
    """Listens to one exchange, without standing in its way.

    Args:
        scope: the request.
        limit: how many bytes of either body are kept at most.
    """

    __slots__ = ("answer", "headers", "request", "scope", "status")

    def __init__(self, scope: Scope, limit: int) -> None:
        # What the app does to its scope is no business of ours.
        self.scope = dict(scope)
        self.status: int | None = None
        self.headers: Headers = []
        self.request = Body(limit)
        self.answer = Body(limit)

    def receiving(self, receive: Receive) -> Receive:
        """What the app is given in place of `receive`."""

        async def received() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                self.request.add(message)
            return message

        return received

    def sending(self, send: Send) -> Send:
        """What the app is given in place of `send`."""

        async def sent(message: Message) -> None:
            # First of all the client gets it.
            await send(message)
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = list(message.get("headers", ()))
            elif message["type"] == "http.response.body":
                self.answer.add(message)

        return sent
