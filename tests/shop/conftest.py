"""A shop of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from versions._shop.shop import Shop
from versions._shop.sqlite import SQLiteStore

OpenShop = Callable[[], AbstractAsyncContextManager[Shop]]


@pytest.fixture
def anyio_backend() -> str:
    """The shop's driver speaks asyncio."""
    return "asyncio"


@pytest.fixture
def open_shop(tmp_path: Path) -> OpenShop:
    """Opens the same shop each time, with ids and a clock that count."""
    numbers, minutes = count(1), count()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Shop]:
        store = await SQLiteStore.open(str(tmp_path / "shop.db"))
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
