"""Makes the list that older clients know of the pages that a handler answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from gateway.asgi import Headers, Scope, form_decoded, quoted
from gateway.exchange.inner import Inner
from gateway.operations.routes.pages import Paginate
from gateway.operations.routes.query import RenameQuery
from gateway.plan.plan import Plan

logger = logging.getLogger("gateway")


class Pages:
    """Asks for the pages after the first.

    Args:
        plan: how the route is translated; one of its operations is the paging.
        inner: asks the route's handlers.
        path: the route's path, in the handlers' version.
        scope: the request as the route's handler gets it.
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

    async def seen(self, document: Any, status: int, relink: Callable[[Any], Any]) -> tuple[Any, Headers]:
        """The client's form of what is on the first page and those after it, and what is said of the rest.

        Args:
            document: the first page, as the handler wrote it.
            status: the handler's status.
            relink: puts a page's links into the client's version.
        """
        operation = self._operation
        pages = [self._plan.downgrade(relink(document), status, last=self._place)]
        if not isinstance(pages[0], dict):
            return self._plan.downgrade(pages[0], status, first=self._place), []
        cursor = operation.next_of(pages[0])
        while cursor is not None and len(pages) < operation.seen.most:
            page = await self._page(cursor, relink)
            if page is None:
                break
            pages.append(page)
            cursor = operation.next_of(page)
        whole = self._plan.downgrade(operation.together(pages), status, first=self._place)
        return whole, [self._link(cursor)] if cursor is not None and operation.seen.linked else []

    async def _page(self, cursor: str, relink: Callable[[Any], Any]) -> Any:
        part = f"{quote_plus(self._operation.query)}={quote_plus(cursor)}".encode()
        for newer in reversed(self._plan.operations_newer_than(self._operation)):
            part = newer.query_up(part) if isinstance(newer, RenameQuery) else part
        answer = await self._inner.get(self._path, _with(self._scope["query_string"], part))
        if answer is None or answer.status >= 300:
            # What was read so far isn't lost; a link says where it goes on.
            logger.error("a page after the first can't be read: status %s", answer.status if answer else 404)
            return None
        page = self._plan.downgrade(relink(answer.document()), answer.status, last=self._place)
        return page if isinstance(page, dict) else None

    def _link(self, cursor: str) -> tuple[bytes, bytes]:
        name = self._operation.query
        for older in self._plan.operations_older_than(self._operation):
            name = older.parameter_down(name)
        part = f"{quote_plus(name)}={quote_plus(cursor)}".encode()
        query = _with(self._arrived["query_string"], part).decode("latin-1")
        return b"link", f'<{quoted(self._arrived["path"])}?{query}>; rel="next"'.encode("latin-1")


def _with(query: bytes, part: bytes) -> bytes:
    """The query with one parameter set."""
    name = form_decoded(part.partition(b"=")[0])
    kept = [one for one in query.split(b"&") if one and form_decoded(one.partition(b"=")[0]) != name]
    return b"&".join([*kept, part])
