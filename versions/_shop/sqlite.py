"""The store on SQLite, off the event loop."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import aiosqlite

from versions._shop.errors import Conflict, Outdated
from versions._shop.store import REUSED, Document, Key, Stored, Taken, listed_by

SCHEMA = """
CREATE TABLE documents (
    kind TEXT NOT NULL, id TEXT NOT NULL, created_at TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX documents_by_creation ON documents (kind, created_at DESC, id DESC);
CREATE TABLE idempotency (key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL) STRICT;
PRAGMA user_version = 1;
"""
UPGRADES = {
    2: """
UPDATE documents SET body = json_set(body, '$.newsletter', json('false'), '$.language', 'en') WHERE kind = 'customer';
UPDATE documents SET body = json_set(body, '$.payment', json('{"method": "invoice"}')) WHERE kind = 'order';
UPDATE documents SET body = json_set(body, '$.channel', 'counter')
    WHERE kind = 'order' AND json_extract(body, '$.channel') = 'store';
UPDATE idempotency SET body = json_set(body, '$.payment', json('{"method": "invoice"}'));
UPDATE idempotency SET body = json_set(body, '$.channel', 'counter') WHERE json_extract(body, '$.channel') = 'store';
PRAGMA user_version = 2;
""",
    3: """
CREATE INDEX deliveries_due ON documents (json_extract(body, '$.due_at'))
    WHERE kind = 'delivery' AND json_extract(body, '$.state') = 'due';
PRAGMA user_version = 3;
""",
}
"""What makes a database of the newest form out of one of the form before."""
GET = """
SELECT body, revision, (SELECT user_version FROM pragma_user_version) FROM documents WHERE kind = ? AND id = ?
"""
DUE = """
SELECT body FROM (
    SELECT body, id, json_extract(body, '$.due_at') AS due_at, row_number() OVER (
        PARTITION BY json_extract(body, '$.webhook_id') ORDER BY json_extract(body, '$.due_at'), created_at, id
    ) AS turn
    FROM documents INDEXED BY deliveries_due
    WHERE kind = 'delivery' AND json_extract(body, '$.state') = 'due' AND json_extract(body, '$.due_at') <= ?
) ORDER BY turn, due_at, id LIMIT ?
"""
"""Every webhook's first, then every webhook's second: one that is far behind keeps nobody waiting.

Without the index that is named, all that was ever delivered would be looked at.
"""
FORM = max(UPGRADES)
"""The form of a database that this release writes."""


class SQLiteStore:
    """Documents as JSON text in one file.

    Writes take turns on one connection and begin with the lock, so a condition that was read stays true.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: str) -> SQLiteStore:
        """Open the database at `path` (`:memory:` for one that is gone afterwards), made where it isn't there."""
        connection = await aiosqlite.connect(path, isolation_level=None)
        await connection.execute("PRAGMA busy_timeout = 5000")
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = NORMAL")
        store = cls(connection)
        await store._prepare()
        return store

    async def close(self) -> None:
        """Close the database."""
        await self._connection.close()

    async def _prepare(self) -> None:
        async with self._writing():
            found = await self._form()
            for script in [SCHEMA] * (found == 0) + [UPGRADES[form] for form in sorted(UPGRADES) if found < form]:
                for statement in script.split(";"):
                    if statement.strip():
                        await self._connection.execute(statement)

    async def get(self, kind: str, key: str) -> Stored | None:
        """A document, or None."""
        async with self._turn:
            row = await self._one(GET, kind, key)
        if row is not None and row[2] > FORM:
            raise Outdated
        return Stored(json.loads(row[0]), row[1]) if row else None

    async def insert(
        self,
        kind: str,
        document: Document,
        idempotency: tuple[str, str] | None = None,
        also_insert: Sequence[tuple[str, Document]] = (),
    ) -> Document:
        """Add a document, once for an idempotency key."""
        async with self._writing():
            if idempotency is not None:
                key, fingerprint = idempotency
                used = await self._one("SELECT fingerprint, body FROM idempotency WHERE key = ?", key)
                if used:
                    if used[0] != fingerprint:
                        raise Conflict("idempotency_key_reused", REUSED)
                    return dict(json.loads(used[1]))
                await self._connection.execute(
                    "INSERT INTO idempotency VALUES (?, ?, ?)", (key, fingerprint, json.dumps(document))
                )
            for one in ((kind, document), *also_insert):
                await self._add(*one)
        return document

    async def replace(
        self, kind: str, document: Document, revision: int, also_insert: Sequence[tuple[str, Document]] = ()
    ) -> bool:
        """Write a document if it still has this revision."""
        async with self._writing():
            done = await self._connection.execute(
                "UPDATE documents SET body = ?, revision = revision + 1 WHERE kind = ? AND id = ? AND revision = ?",
                (json.dumps(document), kind, document["id"], revision),
            )
            if done.rowcount != 1:
                return False
            for one in also_insert:
                await self._add(*one)
        return True

    async def delete(self, kind: str, key: str) -> bool:
        """Take a document away."""
        async with self._writing():
            done = await self._connection.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (kind, key))
        return done.rowcount == 1

    async def page(self, kind: str, where: Mapping[str, str], limit: int, after: Key | None) -> list[Document]:
        """The documents whose members equal `where`, newest first."""
        listed_by(kind, where)
        conditions, values = ["kind = ?"], [kind]
        for name, value in where.items():
            conditions.append(f"json_extract(body, '$.{name}') = ?")
            values.append(value)
        if after is not None:
            conditions.append("(created_at, id) < (?, ?)")
            values += [after.created_at, after.id]
        # Only names from LISTED_BY are in the text; values are bound.
        query = f"SELECT body FROM documents WHERE {' AND '.join(conditions)} ORDER BY created_at DESC, id DESC LIMIT ?"  # noqa: S608
        return await self._bodies(query, *values, limit)

    async def due(self, moment: datetime, limit: int) -> list[Document]:
        """The deliveries that are due at a moment, longest first, the webhooks taking turns."""
        return await self._bodies(DUE, moment.astimezone(UTC).isoformat(timespec="microseconds"), limit)

    async def between(self, kind: str, start: datetime, end: datetime) -> list[Document]:
        """The documents created from `start` to before `end`."""
        query = "SELECT body FROM documents WHERE kind = ? AND created_at >= ? AND created_at < ?"
        return await self._bodies(query, kind, start.isoformat(), end.isoformat())

    async def _add(self, kind: str, document: Document) -> None:
        try:
            await self._connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, 1, ?)",
                (kind, document["id"], document["created_at"], json.dumps(document)),
            )
        except sqlite3.IntegrityError as error:
            raise Taken(f"{kind} {document['id']} is there already") from error

    async def _form(self) -> int:
        found: int = (await self._one("PRAGMA user_version"))[0]
        if found > FORM:
            raise Outdated
        return found

    async def _one(self, query: str, *values: Any) -> Any:
        async with self._connection.execute(query, values) as cursor:
            return await cursor.fetchone()

    async def _bodies(self, query: str, *values: Any) -> list[Document]:
        # Reads take turns too, or they would see what a write in progress may yet take back.
        async with self._turn, self._connection.execute(query, values) as cursor:
            return [json.loads(row[0]) async for row in cursor]

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[None]:
        async with self._turn:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                await self._form()
                yield
                await self._connection.execute("COMMIT")
            except BaseException:
                # Whoever is cancelled while it waits leaves the statement running in the connection's thread, where a
                # rollback takes its place behind it. Shielded, as a transaction left open would block all later writes.
                await asyncio.shield(self._roll_back())
                raise

    async def _roll_back(self) -> None:
        with suppress(sqlite3.OperationalError):  # none was begun
            await self._connection.execute("ROLLBACK")
