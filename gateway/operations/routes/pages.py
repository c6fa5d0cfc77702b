"""A route that answered a bare list answers it in pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.errors import DeclarationError
from gateway.operations.operation import Loss
from gateway.operations.routes.document import Envelope
from gateway.operations.routes.route import RoutePattern


class Seen(NamedTuple):
    """What older clients see of pages.

    Args:
        most: from how many pages.
        linked: whether a `Link` header leads to the next one.
        lost: what they don't see, in words.
    """

    most: int
    linked: bool
    lost: str


def all_pages(most: int) -> Seen:
    """Older clients get the items of all pages, of `most` at most; a `Link` header says where more are."""
    if most < 1:
        raise DeclarationError(f"all_pages({most})", "there would be none.", "Say how many are asked for at most.")
    return Seen(most, linked=True, lost=f"what is on no page of the first {most}, but for a link to it")


def first_page(*, linked: bool = False, lost: str | None = None) -> Seen:
    """Older clients get the first page: with a `Link` to the next one (RFC 8288), or with what is `lost` declared."""
    if linked is (lost is not None):
        raise DeclarationError(
            "first_page()", "it doesn't say what becomes of the others.", 'Write linked=True, or lost="the rest".'
        )
    return Seen(1, linked, lost or "the pages after the first, but for a link to them")


class Paginate(Envelope):
    """What the route answered as a list is now in pages; each has its items in `into`.

    Args:
        into: the member of a page that holds the items.
        cursor: the member that says where the next page is, `next_cursor` or `meta.next`; null or absent on the last.
        query: the query parameter by which a page is asked for.
        old_sees: what older clients see.
    """

    kind = "routes.pages"

    def __init__(self, pattern: RoutePattern, into: str, cursor: str, query: str, old_sees: Seen) -> None:
        super().__init__(pattern, into, old_sees.lost)
        self.cursor = cursor
        self.query = query
        self.seen = old_sees

    def next_of(self, page: Any) -> str | None:
        """Where the next page is; None on the last."""
        for name in self.cursor.split("."):
            page = page.get(name) if isinstance(page, Mapping) else None
        return None if page in (None, "", False) else str(page)

    def together(self, pages: list[Any]) -> Any:
        """One page with the items of several."""
        items = [item for page in pages for item in page.get(self.into, ())]
        return {**pages[0], self.into: items}

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", f"Older clients don't see {self.lost}."),)

    def describe(self) -> str:
        return f"`{self.pattern}` answers pages, with the items in `{self.into}`, where it answered a list."
