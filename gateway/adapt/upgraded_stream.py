"""A request's lines or records of JSON, upgraded while the app receives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gateway.adapt.asked import Asked
from gateway.adapt.passing_body import PassingBody
from gateway.adapt.streams import Lines, Records, TooLong
from gateway.adapt.upgrade import Refuse, upgraded_bytes
from gateway.asgi import Headers, Receive, essence, first_header
from gateway.operations.role import Role
from gateway.plan.plan import Plan
from gateway.refuse.problem import Problem, too_large
from gateway.shapes.bodies import is_sequence


class UpgradedStream(PassingBody):
    """A `receive` that gives a request's items in the handler's form.

    An item that can't be upgraded is refused, with its place: items are counted from 0, as in a list (OpenAPI 3.2).

    Args:
        headers: the request's.
        receive: where its body comes from.
        plan: how an item is translated.
        role: what the body does.
        relink: gives the handler's form of a declared link.
        limit: the most bytes that are read in all.
        refuse: answers with a problem when the body can't be served.
    """

    def __init__(
        self,
        headers: Headers,
        receive: Receive,
        plan: Plan,
        *,
        role: Role,
        relink: Callable[[str], str],
        limit: int,
        refuse: Refuse,
    ) -> None:
        super().__init__(headers, receive, limit=limit, refuse=refuse)
        self._plan = plan
        self._role = role
        self._relink = relink
        self._items = 0
        media_type = essence(first_header(headers, b"content-type") or b"")
        self._stream = (Records if is_sequence(media_type) else Lines)(self._upgraded, limit)

    def fed(self, piece: bytes) -> bytes:
        try:
            return self._stream.feed(piece)
        except TooLong as error:
            raise too_large(self._limit) from error

    def ended(self) -> bytes:
        return self._stream.end()

    def _upgraded(self, item: bytes) -> bytes:
        number, self._items = self._items, self._items + 1
        try:
            return upgraded_bytes(
                item, self._plan, self._role, encoding=None, limit=self._limit, asked=Asked(), relink=self._relink
            )
        except Problem as problem:
            problem.errors = [_in_item(number, mistake) for mistake in problem.errors]
            raise


def _in_item(number: int, mistake: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**mistake, "pointer": f"/{number}{mistake['pointer']}"} if "pointer" in mistake else mistake
