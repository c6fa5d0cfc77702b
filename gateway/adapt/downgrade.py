"""The response's side: gives the client its version's status, headers and body."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from gateway import lossless as json
from gateway.adapt.asked import Asked
from gateway.adapt.encodings import UnknownEncoding, decoded
from gateway.adapt.links import Links
from gateway.adapt.validators import Validators
from gateway.asgi import Headers, Message, Send, essence, first_header, without
from gateway.plan.plan import ERROR, Plan
from gateway.refuse.problem import Problem
from gateway.shapes.bodies import kind_of
from gateway.shapes.pointers import from_pointer
from gateway.shapes.shape import ref_name

if TYPE_CHECKING:
    from gateway.adapt.passing import Broken, Passing

logger = logging.getLogger("gateway")

DESCRIBING = (b"content-length", b"content-encoding", b"accept-ranges", b"content-digest", b"repr-digest", b"digest")
"""Headers about the bytes that the app wrote, which a translated body hasn't got (RFC 9110, 14.3; RFC 9530)."""
ABOUT_THE_ANSWER = (
    *DESCRIBING,
    b"content-type",
    b"content-language",
    b"content-location",
    b"content-disposition",
    b"etag",
    b"last-modified",
    b"cache-control",
    b"expires",
    b"link",
)
"""Headers about an answer in whose place a problem is given."""
ENOUGH = 65_536
"""How many bytes of a list are waited for before it goes on element by element; a shorter one goes out as one."""
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
"""The methods that do no work, so that nothing comes of repeating them (RFC 9110, 9.2.1)."""


class Incomplete(Problem):
    """Instead of a list of which some pages can't be read."""


class PagedAnswer(Protocol):
    """What makes one list of the pages that a handler answers."""

    async def seen(
        self, document: Any, headers: Headers, status: int, relink: Callable[[Any], Any]
    ) -> tuple[Any, Headers]:
        """The client's form of the first page and those after it, and its headers. Raises Incomplete."""

    def unread(self, headers: Headers) -> Headers:
        """The first page's headers, where those after it aren't asked for (HEAD)."""


class DowngradedResponse:
    """A `send` that turns the handler's response into the client's, for one request.

    A body that no operation touches streams through. One that is touched goes out with its last message, not when
    the app returns, so background tasks don't delay it. Lines, events and the elements of a long list are translated
    as they come; where one can't be, the answer is broken off.

    Args:
        send: where the response goes.
        plan: how it is translated.
        method: the request's; HEAD has no body.
        links: the exchange's links.
        validators: its entity tags.
        marks: what is added to the headers of every response.
        asked: what the client sent, for errors about it.
    """

    def __init__(
        self,
        send: Send,
        plan: Plan,
        *,
        method: str,
        links: Links,
        validators: Validators,
        marks: Callable[[Headers], Headers],
        asked: Asked | None = None,
    ) -> None:
        self.asked = asked or Asked()
        self._send = send
        self._plan = plan
        self._method = method
        self._head = method == "HEAD"
        self.links = links
        self.validators = validators
        self._marks = marks
        self._start: Message | None = None
        self._status = 0
        self._said: Headers = []
        self._failed = False
        self._chunks: list[bytes] = []
        self._size = 0
        self._is_whole = False
        self._passing: Passing | None = None
        self.broken: Broken | None = None
        """Why the answer can't go on, where it had begun."""
        self.started = False
        self.closed = False
        self.in_clients_words = False
        self.pages: PagedAnswer | None = None

    async def __call__(self, message: Message) -> None:
        if self.closed:
            return
        kind = message["type"]
        if self._head and kind == "http.response.body":
            # Servers drop it, Lambda would send it on: HEAD has no body (RFC 9110, 9.3.2).
            message = {**message, "body": b""}
        if kind == "http.response.start":
            await self._begin(message)
        elif kind == "http.response.early_hint":
            await self._send({**message, "links": [self._hint(link) for link in message["links"]]})
        elif self._passing is not None and kind == "http.response.body":
            await self._pass(self._passing, message.get("body", b""), last=not message.get("more_body", False))
        elif self._start is None:
            await self._send(message)
        elif kind == "http.response.body":
            self._chunks.append(message.get("body", b""))
            self._size += len(self._chunks[-1])
            if not message.get("more_body", False):
                await self._finish()
            elif self._size > ENOUGH and not self._is_whole:
                await self._by_elements(self._start)

    async def refuse(self, problem: Problem) -> None:
        """Answer with a problem in the client's words; whatever the app says after it is dropped."""
        if not self.started:
            self.in_clients_words = True
            if problem.status == 422 and problem.errors and self._as_pydantic:
                await self._pydantic(problem)
            else:
                await problem.send(self)
        self.closed = True

    @property
    def _as_pydantic(self) -> bool:
        """Whether the service says as FastAPI does what is wrong with a request."""
        described = self._plan.home.responses.get("422")
        return described is not None and ref_name(described.root) == "HTTPValidationError"

    async def _pydantic(self, problem: Problem) -> None:
        mistakes = [
            {
                "type": "value_error",
                "loc": ["body", *from_pointer(one["pointer"])] if "pointer" in one else ["query", one["parameter"]],
                "msg": one["detail"],
            }
            for one in problem.errors
        ]
        body = json.dumps({"detail": mistakes})
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self({"type": "http.response.start", "status": 422, "headers": headers})
        await self({"type": "http.response.body", "body": body, "more_body": False})

    async def give(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer with a body that is in the client's form already; whatever the app says after it is dropped.

        Args:
            status: the client's.
            headers: as the handler says them.
            body: the client's.
        """
        self.started = True
        headers = self._plan.downgrade_headers(headers, status)
        headers = self._marks(self.links.headers(headers))
        length = (b"content-length", str(len(body)).encode())
        await self._send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": b"" if self._head else body, "more_body": False})
        self.closed = True

    def linked(self, link: str) -> str:
        """The client's form of a handler's link."""
        return self.links.down(link)

    def _hint(self, link: bytes) -> bytes:
        return self.links.listed(link.decode("latin-1")).encode("latin-1")

    async def _begin(self, message: Message) -> None:
        self.started = True
        self._status = message["status"]
        headers: Headers = list(message.get("headers", ()))
        self._said = headers
        touched, items = self._touched(headers), self._items(headers)
        headers = self.validators.response(self.links.headers(self._plan.downgrade_headers(headers, self._status)))
        if touched and self._head:
            headers = without(headers, *DESCRIBING)
            headers = self.pages.unread(headers) if self.pages is not None and self._is_success() else headers
        if items is not None:
            try:
                self._passing = self._stream_of(items, headers)
            except UnknownEncoding:
                logger.exception("a stream can't be given in the client's version")
                await self._give_instead(self._failure())
                return
            headers = without(headers, *DESCRIBING)
        status = self._plan.downgrade_status(self._status)
        message = {**message, "status": status, "headers": self._marks(headers)}
        if touched and not self._head:
            self._start = message
        else:
            await self._send(message)

    def _items(self, headers: Headers) -> Plan | None:
        """How the items of a stream are translated, where the answer is one and they are."""
        if not self._plan.home.others:
            return None
        kind = kind_of(essence(first_header(headers, b"content-type") or b""))
        plan = self._plan.of(kind) if kind is not None else None
        if plan is None or not (plan.touches_response(self._status) or plan.marks_response(self._status)):
            return None
        return plan

    def _stream_of(self, plan: Plan, headers: Headers) -> Passing | None:
        """What translates the items; None where they aren't sent. Raises UnknownEncoding."""
        if self._head:
            return None
        from gateway.adapt.passing import items

        content_type = first_header(headers, b"content-type") or b""
        return items(content_type, partial(self._translated, plan), first_header(headers, b"content-encoding"))

    async def _by_elements(self, start: Message) -> None:
        """Go on with what has come of a list, and translate each element when it is there, where that may be."""
        from gateway.adapt.passing import elements
        from gateway.plan.elements import is_list_of_elements

        self._is_whole = True
        body = b"".join(self._chunks)
        self._chunks = [body]
        coded = (first_header(start["headers"], b"content-encoding") or b"identity").strip().lower() != b"identity"
        paged = self.pages is not None and self._is_success()
        if coded or paged or self._status >= ERROR or body.lstrip()[:1] != b"[":
            return
        if is_list_of_elements(self._plan, self._status):
            self._start, self._chunks = None, []
            self._passing = elements(partial(self._translated, self._plan))
            await self._send({**start, "headers": without(start["headers"], *DESCRIBING)})
            await self._pass(self._passing, body, last=False)

    async def _pass(self, passing: Passing, chunk: bytes, *, last: bool) -> None:
        """Send what can be said of a stream. The app goes on when the client has taken it."""
        try:
            body = passing.passed(chunk, last=last)
        except Exception as error:
            logger.exception("a stream can't be given in the client's version; it is broken off")
            from gateway.adapt.passing import Broken

            self.closed, self.broken = True, Broken("The answer can't go on in the client's version.")
            raise self.broken from error
        if body or last:
            await self._send({"type": "http.response.body", "body": body, "more_body": not last})

    def _touched(self, headers: Headers) -> bool:
        if not json.is_json(first_header(headers, b"content-type")):
            return False
        plan = self._plan
        return (
            plan.touches_response(self._status)
            or plan.marks_response(self._status)
            or (self._status >= ERROR and bool(plan.links))
        )

    async def _finish(self) -> None:
        start, body = self._start, b"".join(self._chunks)
        assert start is not None
        self._start, self._chunks = None, []
        try:
            plain = decoded(body, first_header(start["headers"], b"content-encoding"))
            paged = self.pages is not None and self._is_success()
            adapted = await self._paged(plain, start) if paged else self._adapted(plain)
        except Incomplete as problem:
            await self._give_instead(problem)
            return
        except Exception:
            logger.exception("an answer can't be given in the client's version")
            if not self._failed:
                await self._give_instead(self._failure())
                return
            adapted = body  # a problem that can't be said in the client's version either
        if adapted is not body:
            start["headers"] = without(start["headers"], *DESCRIBING)
            start["headers"].append((b"content-length", str(len(adapted)).encode()))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": adapted, "more_body": False})

    def _failure(self) -> Problem:
        """Says whether the work was done, so that nobody orders twice."""
        done = self._status < 400
        headers = {"Cache-Control": "no-store"}
        if not done:
            detail = "The request failed, and how can't be said in this version."
        elif self._is_safe():
            detail = "The answer can't be given in this version."
        else:
            detail = "The request was carried out, but its answer can't be given in this version. Don't repeat it."
        if self._is_safe():
            return Problem(500, detail=detail, headers=headers)
        return Problem(500, detail=detail, headers=headers, committed=done)

    async def _give_instead(self, problem: Problem) -> None:
        """Answer with a problem in the client's words; `Location`, which says what was made, and cookies stay."""
        self._failed = self.in_clients_words = True
        await problem.send(self, headers=without(self._said, *ABOUT_THE_ANSWER))
        self.closed = True

    def _is_safe(self) -> bool:
        return self._method in SAFE

    def _is_success(self) -> bool:
        return 200 <= self._status < 300

    async def _paged(self, body: bytes, start: Message) -> bytes:
        assert self.pages is not None
        try:
            document = json.loads_any(body)
        except json.Unreadable:
            return body
        whole, start["headers"] = await self.pages.seen(document, start["headers"], self._status, self._relinked)
        return json.dumps(whole)

    def _relinked(self, document: Any) -> Any:
        return self._plan.relink_response(document, self._status, self.links.down)

    def _translated(self, plan: Plan, body: bytes) -> bytes:
        """The client's form of JSON that is no error. Raises Unreadable."""
        if not plan.marks_response(self._status):
            return plan.downgrade_bytes(body, self._status)
        document = json.loads_any(body)
        adapted = plan.downgrade(plan.relink_response(document, self._status, self.links.down), self._status)
        return body if adapted is document else json.dumps(adapted)

    def _adapted(self, body: bytes) -> bytes:
        try:
            if self._status < ERROR:
                return self._translated(self._plan, body)
            document = json.loads_any(body)
        except json.Unreadable:
            return body
        adapted: Any = self._relinked(document)
        if not self.in_clients_words:
            from gateway.adapt.errors import translated

            adapted = translated(adapted, self.asked.plan or self._plan, self.asked)
        if isinstance(adapted, dict) and "title" in adapted:
            status = self._plan.downgrade_status(self._status)
            if adapted.get("status") == self._status != status:
                adapted = {**adapted, "status": status}  # a problem says it twice (RFC 9457, 3.1.2)
        adapted = self._plan.downgrade(adapted, self._status)
        return body if adapted is document else json.dumps(adapted)
