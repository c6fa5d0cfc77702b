"""Opens the shop from its settings."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from versions._shop.settings import database_path, delivers, table_name
from versions._shop.shop import Shop
from versions._shop.store import Store

if TYPE_CHECKING:
    from versions._shop.courier import Courier, Translate


ROUND = 20.0
"""How many seconds of events `deliver` sends at most before it stops to be called again."""


@asynccontextmanager
async def open_store() -> AsyncIterator[Store]:
    """The store in the DynamoDB table SHOP_TABLE, or in the file SHOP_DATABASE; with SHOP_DEMO=1 some data is in it.

    Each is imported when it is opened: nobody has both.
    """
    table = table_name()
    store: Store
    if table is not None:
        from versions._shop.dynamo.store import DynamoDBStore

        store = await DynamoDBStore.open(table)
    else:
        from versions._shop.sqlite import SQLiteStore

        store = await SQLiteStore.open(database_path())
    try:
        if os.environ.get("SHOP_DEMO") == "1":
            from versions._shop.demo import seed

            await seed(store)
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_shop(translate: Translate) -> AsyncIterator[Shop]:
    """The shop over its store.

    Events are delivered as long as it is open; with SHOP_WEBHOOKS=anywhere also to addresses inside. On Lambda
    `deliver` does that, in a function of its own.

    Args:
        translate: gives an event in the form of a version.
    """
    async with open_store() as store:
        shop = Shop(store)
        if not delivers():
            yield shop
            return
        async with _courier(store, translate) as courier:
            delivering = asyncio.create_task(courier.run(shop.delivers))
            try:
                yield shop
            finally:
                delivering.cancel()
                await asyncio.wait([delivering])


async def deliver(translate: Translate) -> int:
    """Deliver what is due now, and say how much of it arrived.

    Args:
        translate: gives an event in the form of a version.
    """
    arrived, until = 0, time.monotonic() + ROUND
    async with open_store() as store, _courier(store, translate) as courier:
        while time.monotonic() < until:
            done = await courier.round()
            arrived += done
            if not done:
                break
    return arrived


@asynccontextmanager
async def _courier(store: Store, translate: Translate) -> AsyncIterator[Courier]:
    from versions._shop.courier import Courier
    from versions._shop.outside import posting

    async with posting(anywhere=os.environ.get("SHOP_WEBHOOKS") == "anywhere") as post:
        yield Courier(store, translate, post)
