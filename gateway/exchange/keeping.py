"""Reads what an older client replaces, so that what its version can't express is kept."""

from __future__ import annotations

from collections.abc import Callable

from gateway.adapt.downgrade import DowngradedResponse
from gateway.asgi import Message, Scope, first_header, without
from gateway.exchange.inner import Answer, Inner
from gateway.lossless import Unreadable
from gateway.plan.keep import Kept, reading
from gateway.plan.plan import Plan
from gateway.refuse.problem import Problem

Reader = Callable[[str], Plan | None]
"""Gives the plan by which the client reads what is at a path of the handlers' version."""


class Keeping:
    """What there was when a replacement began.

    Args:
        scope: the request, with the condition that nobody changes what was read meanwhile.
        kept: what is to be kept; None where there is nothing.
        guarded: whether that condition is the gateway's own, of which the client knows nothing.
    """

    def __init__(self, scope: Scope, kept: Kept | None, guarded: bool) -> None:
        self.scope = scope
        self.kept = kept
        self.guarded = guarded

    def response(self, response: DowngradedResponse) -> DowngradedResponse | GuardedResponse:
        """Where the handler's answer goes."""
        return GuardedResponse(response) if self.guarded else response


async def keeping(
    scope: Scope, path: str, plan: Plan, reader: Reader, inner: Inner, response: DowngradedResponse
) -> Keeping | None:
    """Read what is at `path` now; None where that is refused, in which case the refusal is the answer."""
    present = await inner.get(path, scope["query_string"])
    if present is None or present.status in (404, 410):
        return Keeping(scope, None, guarded=False)
    if present.status != 200:
        await response({"type": "http.response.start", "status": present.status, "headers": present.headers})
        await response({"type": "http.response.body", "body": present.body, "more_body": False})
        return None
    found = reader(path)
    how = None if found is None else reading(plan.home, plan.client, found.home, found.client)
    if found is None or how is None:
        return Keeping(scope, None, guarded=False)
    try:
        document = present.document()
    except Unreadable:
        return Keeping(scope, None, guarded=False)
    kept = how.kept(document, found.downgrade(document, present.status))
    conditional = _conditional(scope, present)
    return Keeping(conditional, kept, guarded=conditional is not scope)


def _conditional(scope: Scope, present: Answer) -> Scope:
    """The request with `If-Match`; itself where it has one of its own, or where what was read has no strong tag."""
    tag = first_header(present.headers, b"etag")
    # `*` asks for no more than that there is something (RFC 9110, 13.1.1), which was so when it was read.
    if tag is None or tag.startswith(b"W/") or first_header(scope["headers"], b"if-match") not in (None, b"*"):
        return scope
    return {**scope, "headers": [*without(scope["headers"], b"if-match"), (b"if-match", tag)]}


class GuardedResponse:
    """A `send` that explains 412 Precondition Failed to a client that set no precondition."""

    def __init__(self, response: DowngradedResponse) -> None:
        self._response = response

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 412:
            detail = "The resource changed while it was being replaced. Read it again, and repeat the request."
            await self._response.refuse(Problem(409, detail=detail, headers={"Cache-Control": "no-store"}))
        else:
            await self._response(message)
