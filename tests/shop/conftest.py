"""A shop of its own for each test, in either store."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

import pytest

from tests.shop.dynalite import Dynalite, running
from versions._shop.dynamo.items import FORM
from versions._shop.dynamo.store import DynamoDBStore
from versions._shop.dynamo.table import Table
from versions._shop.shop import Shop
from versions._shop.sqlite import SQLiteStore
from versions._shop.store import Store

OpenShop = Callable[[], AbstractAsyncContextManager[Shop]]


class Database(Protocol):
    """Where a store's documents are."""

    async def open(self) -> Store:
        """A store on it; more than one may be open."""

    async def outdate(self, store: Store, kind: str, key: str) -> None:
        """Let a newer release have written a document."""


class SQLiteFile:
    """A database in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def open(self) -> Store:
        return await SQLiteStore.open(str(self._path))

    async def outdate(self, store: Store, kind: str, key: str) -> None:
        with closing(sqlite3.connect(self._path)) as newer:
            newer.execute("PRAGMA user_version = 99")


class DynamoDBTable:
    """A table in dynalite."""

    def __init__(self, server: Dynalite) -> None:
        self.server = server
        self.name = server.create_table()

    async def open(self) -> Store:
        return DynamoDBStore(Table(self.name, self.server.client))

    async def outdate(self, store: Store, kind: str, key: str) -> None:
        newer = DynamoDBStore(Table(self.name, self.server.client), FORM + 1)
        stored = await newer.get(kind, key)
        assert stored is not None
        assert await newer.replace(kind, stored.document, stored.revision)
        await newer.close()


@pytest.fixture
def anyio_backend() -> str:
    """The stores' drivers speak asyncio."""
    return "asyncio"


@pytest.fixture(scope="session", name="dynalite")
def _dynalite() -> Iterator[Dynalite]:
    """What stands for DynamoDB."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "dynamodb"], name="database")
def _database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database of its own, of each kind."""
    if request.param == "sqlite":
        return SQLiteFile(tmp_path / "shop.db")
    return DynamoDBTable(request.getfixturevalue("dynalite"))


@pytest.fixture(name="store")
async def _store(database: Database) -> AsyncIterator[Store]:
    """A store on it."""
    store = await database.open()
    yield store
    await store.close()


@pytest.fixture
def open_shop(database: Database) -> OpenShop:
    """Opens the same shop each time, with ids and a clock that count."""
    numbers, minutes = count(1), count()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Shop]:
        store = await database.open()
        try:
            start = datetime(2025, 1, 1, tzinfo=UTC)
            yield Shop(
                store,
                ids=lambda prefix: f"{prefix}_{next(numbers):04}",
                clock=lambda: start + timedelta(minutes=next(minutes)),
            )
        finally:
            await store.close()

    return opened


@pytest.fixture(name="received")
def _received() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A real receiver: its URL and what it got."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append(({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/events", got
    server.shutdown()
    server.server_close()
