"""Opens the shop from its settings."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from versions._shop.demo import seed
from versions._shop.settings import database_path
from versions._shop.shop import Shop
from versions._shop.sqlite import SQLiteStore


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    """The shop at SHOP_DATABASE; with SHOP_DEMO=1 it has some data in it."""
    store = await SQLiteStore.open(database_path())
    try:
        if os.environ.get("SHOP_DEMO") == "1":
            await seed(store)
        yield Shop(store)
    finally:
        await store.close()
