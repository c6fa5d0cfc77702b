"""Makes the list that older clients know of the pages that a handler answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from gateway.adapt.downgrade import Incomplete
from gateway.adapt.encodings import UnknownEncoding
from gateway.asgi import Headers, Scope, first_header, form_decoded, quoted, without
from gateway.exchange.inner import Answer, Inner, Place
from gateway.lossless import Unreadable
from gateway.operations.routes.pages import Paginate
from gateway.operations.routes.query import RenameQuery
from gateway.plan.plan import Plan

logger = logging.getLogger("gateway")

CONDITIONS = (b"if-none-match", b"if-modified-since")
"""What a client asks about the answer that it has."""
OF_ONE_PAGE = (b"etag", b"last-modified", b"content-location")
"""What is said of one page, and isn't so of a list of several."""
NEXT = {"next"}
AROUND = {"next", "prev", "previous", "last"}
"""Relations to other pages (RFC 8288; `previous` is HTML's)."""
BUSY = (429, 503)
"""What a handler answers that can answer in a moment."""

_LINKS = re.compile(r'(?:<[^<>]*>|"(?:\\.|[^"\\])*"|[^,<>"])+')
_RELATIONS = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


class Pages:
    """Asks for the pages after the first.

    Args:
        plan: how the route is translated; one of its operations is the paging.
        inner: asks the route's handlers.
        path: the route's path, in the handlers' version.
        scope: the request as the route's handler gets it; where pages are made one list, it loses its conditions.
        arrived: the request as it came.
    """

    def __init__(self, plan: Plan, inner: Inner, path: str, scope: Scope, arrived: Scope) -> None:
        place, operation = plan.paging or (0, None)
        assert operation is not None
        self._plan = plan
        self._place = place
        self._operation: Paginate = operation
        self._inner = inner
        self._path = path
        self._scope = scope
        self._arrived = arrived
        if operation.seen.most > 1:
            # That the first page is as it was (304) says nothing of those after it.
            scope["headers"] = without(scope["headers"], *CONDITIONS)

    async def seen(
        self, document: Any, headers: Headers, status: int, relink: Callable[[Any], Any]
    ) -> tuple[Any, Headers]:
        """The client's form of what is on the first page and those after it, and its headers.

        Args:
            document: the first page, as the handler wrote it.
            headers: its headers, in the client's form.
            status: the handler's status.
            relink: puts a page's links into the client's version.

        Raises:
            Incomplete: a page after the first can't be read; a list that ends too early would be taken for the whole.
        """
        operation = self._operation
        first = self._plan.downgrade(relink(document), status, last=self._place)
        if not isinstance(first, dict):
            return self._plan.downgrade(first, status, first=self._place), headers
        pages, cursor = [first], operation.next_of(first)
        asked: set[str] = set()
        while cursor is not None and len(pages) < operation.seen.most:
            if cursor in asked:
                raise _incomplete("one leads back to another")
            asked.add(cursor)
            pages.append(await self._page(cursor, relink))
            cursor = operation.next_of(pages[-1])
        if len(pages) > 1:
            headers = self.unread(headers)
        if cursor is not None and operation.seen.linked:
            headers = [*_without_links(headers, NEXT), self._link(cursor)]
        whole = self._together(pages) if len(pages) > 1 else first
        return self._plan.downgrade(whole, status, first=self._place), headers

    def unread(self, headers: Headers) -> Headers:
        """The first page's headers, less what isn't so of a list of several pages."""
        if self._operation.seen.most == 1:
            return headers
        return _without_links(without(headers, *OF_ONE_PAGE), AROUND)

    def _together(self, pages: list[Any]) -> Any:
        if not all(isinstance(page.get(self._operation.into), list) for page in pages):
            raise _incomplete("one has no items")
        return self._operation.together(pages)

    async def _page(self, cursor: str, relink: Callable[[Any], Any]) -> dict[str, Any]:
        part = f"{quote_plus(self._operation.query)}={quote_plus(cursor)}".encode()
        for newer in reversed(self._plan.operations_newer_than(self._operation)):
            part = newer.query_up(part) if isinstance(newer, RenameQuery) else part
        answer = await self._inner.told(Place(self._path, _with(self._scope["query_string"], part)))
        if answer is None or answer.status >= 300:
            raise _incomplete("one can't be read", answer)
        try:
            document = answer.document()
        except (Unreadable, UnknownEncoding) as error:
            raise _incomplete("one isn't JSON") from error
        page = self._plan.downgrade(relink(document), answer.status, last=self._place)
        if not isinstance(page, dict):
            raise _incomplete("one isn't an object")
        return page

    def _link(self, cursor: str) -> tuple[bytes, bytes]:
        name = self._operation.query
        for older in self._plan.operations_older_than(self._operation):
            name = older.parameter_down(name)
        part = f"{quote_plus(name)}={quote_plus(cursor)}".encode()
        query = _with(self._arrived["query_string"], part).decode("latin-1")
        return b"link", f'<{quoted(self._arrived["path"])}?{query}>; rel="next"'.encode("latin-1")


def _incomplete(why: str, answer: Answer | None = None) -> Incomplete:
    """Instead of a list that isn't whole; where the handler is busy, with when to ask again."""
    status = answer.status if answer is not None else None
    logger.error("of the pages after the first %s%s", why, "" if status is None else f": status {status}")
    detail = "A part of the list can't be read, so none of it is given."
    headers = {"Cache-Control": "no-store"}
    if answer is None or status not in BUSY:
        return Incomplete(502, detail=detail, headers=headers)
    headers["Retry-After"] = (first_header(answer.headers, b"retry-after") or b"1").decode("latin-1")
    return Incomplete(503, detail=f"{detail} Ask again later.", headers=headers)


def _without_links(headers: Headers, relations: set[str]) -> Headers:
    """The headers without links of these relations (RFC 8288, 3)."""
    result: Headers = []
    for key, value in headers:
        if key.lower() != b"link":
            result.append((key, value))
            continue
        links = [link.strip() for link in _LINKS.findall(value.decode("latin-1")) if link.strip()]
        kept = [link for link in links if not relations & _relations(link)]
        if kept:
            result.append((key, value if kept == links else ", ".join(kept).encode("latin-1")))
    return result


def _relations(link: str) -> set[str]:
    found = _RELATIONS.search(link.partition(">")[2])
    return set((found[1] or found[2] or "").lower().split()) if found else set()


def _with(query: bytes, part: bytes) -> bytes:
    """The query with one parameter set."""
    name = form_decoded(part.partition(b"=")[0])
    kept = [one for one in query.split(b"&") if one and form_decoded(one.partition(b"=")[0]) != name]
    return b"&".join([*kept, part])
