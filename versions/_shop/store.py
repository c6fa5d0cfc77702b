"""What the shop needs of a database: documents, lists by creation, and writes with a condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

Document = dict[str, Any]
LISTED_BY = {
    "customer": ("email",),
    "order": ("customer_id", "status"),
    "refund": ("order_id",),
    "webhook": (),
    "delivery": ("state",),
}
"""Which members lists may be filtered by."""
REUSED = "This Idempotency-Key was used with another request. Use a new one."


class Key(NamedTuple):
    """Where a list goes on: the place of the last document that was seen, newest first."""

    created_at: str
    id: str


class Stored(NamedTuple):
    """A document and how often it was written."""

    document: Document
    revision: int


class Taken(Exception):
    """A document of that kind and id is there already."""


class Store(Protocol):
    """Documents by kind (`customer`, `order`, `delivery`...) and id. No write replaces what it hasn't seen.

    What was written is there for whoever asks for it by its id from then on; lists may follow moments later.
    """

    async def close(self) -> None:
        """Let go of the database."""

    async def get(self, kind: str, key: str) -> Stored | None:
        """A document, or None. Raises Outdated where a newer release wrote it."""

    async def insert(
        self,
        kind: str,
        document: Document,
        idempotency: tuple[str, str] | None = None,
        also_insert: Sequence[tuple[str, Document]] = (),
    ) -> Document:
        """Add a document, together with others; with (key, fingerprint), only if the key is new.

        Returns:
            The document; the one stored first, where the key was used with this fingerprint.

        Raises:
            Conflict: the key was used with another fingerprint.
            Taken: one of the documents is there already; nothing is written then.
        """

    async def replace(
        self, kind: str, document: Document, revision: int, also_insert: Sequence[tuple[str, Document]] = ()
    ) -> bool:
        """Write a document if it still has this revision, together with new ones; False, and nothing, if not.

        Raises:
            Outdated: a newer release wrote it.
            Taken: one of the new documents is there already.
        """

    async def delete(self, kind: str, key: str) -> bool:
        """Take a document away; False where there is none."""

    async def page(self, kind: str, where: Mapping[str, str], limit: int, after: Key | None) -> list[Document]:
        """The documents whose members equal `where`, newest first, after a key."""

    async def due(self, moment: datetime, limit: int) -> list[Document]:
        """The deliveries that are due at a moment, longest first, the webhooks taking turns."""

    async def between(self, kind: str, start: datetime, end: datetime) -> list[Document]:
        """The documents created from `start` to before `end`."""


def listed_by(kind: str, where: Mapping[str, str]) -> None:
    """Raise ValueError where a kind can't be listed so."""
    for name in where:
        if name not in LISTED_BY[kind]:
            raise ValueError(f"{kind} can't be listed by {name}; it can by {', '.join(LISTED_BY[kind])}")
