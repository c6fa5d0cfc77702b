"""What the shop needs of a database: documents, lists by creation, and writes with a condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

Document = dict[str, Any]


class Key(NamedTuple):
    """Where a list goes on: the place of the last document that was seen, newest first."""

    created_at: str
    id: str


class Stored(NamedTuple):
    """A document and how often it was written."""

    document: Document
    revision: int


class Store(Protocol):
    """Documents by kind (`customer`, `order`, `delivery`...) and id. No write replaces what it hasn't seen."""

    async def get(self, kind: str, key: str) -> Stored | None:
        """A document, or None."""

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
        """

    async def replace(
        self, kind: str, document: Document, revision: int, also_insert: Sequence[tuple[str, Document]] = ()
    ) -> bool:
        """Write a document if it still has this revision, together with new ones; False, and nothing, if not."""

    async def delete(self, kind: str, key: str) -> bool:
        """Take a document away; False where there is none."""

    async def page(self, kind: str, where: Mapping[str, str], limit: int, after: Key | None) -> list[Document]:
        """The documents whose members equal `where`, newest first, after a key."""

    async def due(self, moment: datetime, limit: int) -> list[Document]:
        """The deliveries that are due at a moment, longest first, the webhooks taking turns."""

    async def between(self, kind: str, start: datetime, end: datetime) -> list[Document]:
        """The documents created from `start` to before `end`."""
