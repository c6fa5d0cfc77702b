"""Opens the shop from its settings."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from versions._shop.courier import Courier, Translate
from versions._shop.demo import seed
from versions._shop.outside import posting
from versions._shop.settings import database_path
from versions._shop.shop import Shop
from versions._shop.sqlite import SQLiteStore


@asynccontextmanager
async def open_shop(translate: Translate) -> AsyncIterator[Shop]:
    """The shop at SHOP_DATABASE; with SHOP_DEMO=1 it has some data in it.

    Events are delivered as long as it is open; with SHOP_WEBHOOKS=anywhere also to addresses inside.

    Args:
        translate: gives an event in the form of a version.
    """
    store = await SQLiteStore.open(database_path())
    try:
        if os.environ.get("SHOP_DEMO") == "1":
            await seed(store)
        shop = Shop(store)
        async with posting(anywhere=os.environ.get("SHOP_WEBHOOKS") == "anywhere") as post:
            delivering = asyncio.create_task(Courier(store, translate, post).run(shop.delivers))
            try:
                yield shop
            finally:
                delivering.cancel()
                await asyncio.wait([delivering])
    finally:
        await store.close()
