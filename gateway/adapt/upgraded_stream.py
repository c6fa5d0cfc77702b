"""A request's lines or records of JSON, upgraded while the app receives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.adapt.asked import Asked
from gateway.adapt.body import announced
from gateway.adapt.decoding import Decoding
from gateway.adapt.encodings import UnknownEncoding
from gateway.adapt.streams import Lines, Records, TooLong
from gateway.adapt.upgrade import Refuse, not_decoded, upgraded_bytes
from gateway.asgi import Message, Receive, Scope, essence, first_header
from gateway.operations.role import Role
from gateway.plan.plan import Plan
from gateway.refuse.problem import Problem, too_large
from gateway.shapes.bodies import is_sequence


class UpgradedStream:
    """A `receive` that gives a request's items in the handler's form, without a content coding.

    An item that can't be upgraded is refused, with its place: items are counted from 0, as in a list (OpenAPI 3.2).

    Args:
        scope: the request.
        receive: where its body comes from.
        plan: how an item is translated.
        role: what the body does.
        limit: the most bytes that are read in all, with or without the coding.
        relink: gives the handler's form of a declared link.
        asked: what the client sent, for errors about it.
        refuse: answers with a problem when the body can't be served; the app then sees a disconnect.
    """

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        plan: Plan,
        *,
        role: Role,
        limit: int,
        relink: Callable[[str], str],
        asked: Asked,
        refuse: Refuse,
    ) -> None:
        self._headers = scope["headers"]
        self._receive = receive
        self._plan = plan
        self._role = role
        self._limit = limit
        self._relink = relink
        self._refuse = refuse
        self._items = 0
        self._size = 0
        self._is_over = False
        asked.plan, asked.is_list = plan, True
        media_type = essence(first_header(self._headers, b"content-type") or b"")
        self._stream = (Records if is_sequence(media_type) else Lines)(self._upgraded, limit)
        self._decoding: Decoding | None = None

    async def __call__(self) -> Message:
        try:
            while not self._is_over:
                message = await self._receive()
                if message["type"] != "http.request":
                    self._is_over = True
                    return message
                self._is_over = not message.get("more_body", False)
                told = b"".join(self._told(message.get("body", b""), last=self._is_over))
                if told or self._is_over:
                    return {"type": "http.request", "body": told, "more_body": not self._is_over}
        except Problem as problem:
            self._is_over = True
            await self._refuse(problem)
            return {"type": "http.disconnect"}
        return await self._receive()

    def _told(self, chunk: bytes, *, last: bool) -> Iterator[bytes]:
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
                yield self._stream.feed(piece)
            if last:
                self._decoding.end()
                yield self._stream.end()
        except TooLong as error:
            raise too_large(self._limit) from error
        except UnknownEncoding as error:
            raise not_decoded(error) from error

    def _upgraded(self, item: bytes) -> bytes:
        """The handler's form of one item. Raises Problem."""
        number, self._items = self._items, self._items + 1
        try:
            return upgraded_bytes(
                item,
                self._plan,
                self._role,
                encoding=None,
                limit=self._limit,
                asked=Asked(),
                relink=self._relink,
            )
        except Problem as problem:
            problem.errors = [_in_item(number, mistake) for mistake in problem.errors]
            raise


def _in_item(number: int, mistake: dict[str, str]) -> dict[str, str]:
    return {**mistake, "pointer": f"/{number}{mistake['pointer']}"} if "pointer" in mistake else mistake
