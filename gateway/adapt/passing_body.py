"""A request's body that is translated while the app receives it."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.adapt.body import announced
from gateway.adapt.decoding import Decoding
from gateway.adapt.encodings import UnknownEncoding
from gateway.adapt.upgrade import Refuse, not_decoded
from gateway.asgi import Headers, Message, Receive, first_header
from gateway.refuse.problem import Problem, too_large


class PassingBody:
    """A `receive` that gives a body in the handler's form, as it comes and without a content coding.

    What the client has sent is asked for when the app asks, and no more of it than makes something to hand on.

    Args:
        headers: the request's.
        receive: where its body comes from.
        limit: the most bytes that are read in all, with or without the coding.
        refuse: answers with a problem when the body can't be served; the app then sees a disconnect.
    """

    def __init__(self, headers: Headers, receive: Receive, *, limit: int, refuse: Refuse) -> None:
        self._headers = headers
        self._receive = receive
        self._limit = limit
        self._refuse = refuse
        self._size = 0
        self._is_over = False
        self._decoding: Decoding | None = None

    async def __call__(self) -> Message:
        try:
            while not self._is_over:
                message = await self._receive()
                if message["type"] != "http.request":
                    self._is_over = True
                    return message
                self._is_over = not message.get("more_body", False)
                told = b"".join(self._pieces(message.get("body", b""), last=self._is_over))
                if told or self._is_over:
                    return {"type": "http.request", "body": told, "more_body": not self._is_over}
        except Problem as problem:
            self._is_over = True
            await self._refuse(problem)
            return {"type": "http.disconnect"}
        return await self._receive()

    def _pieces(self, chunk: bytes, *, last: bool) -> Iterator[bytes]:
        """What can be handed on once these bytes have come. Raises Problem."""
        try:
            if self._decoding is None:
                if announced(self._headers) > self._limit:
                    raise too_large(self._limit)
                self._decoding = Decoding(first_header(self._headers, b"content-encoding"))
            for piece in self._decoding.feed(chunk):
                self._size += len(piece)
                if self._size > self._limit:
                    raise too_large(self._limit)
                yield self.fed(piece)
            if last:
                self._decoding.end()
                yield self.ended()
        except UnknownEncoding as error:
            raise not_decoded(error) from error

    def fed(self, piece: bytes) -> bytes:
        """What can be handed on once these bytes have come, without their coding. Raises Problem."""
        raise NotImplementedError

    def ended(self) -> bytes:
        """What is left to hand on at the end. Raises Problem."""
        raise NotImplementedError
