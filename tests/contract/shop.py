"""The shop with something of everything in it, and nothing that is sent to the world outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from gateway import Gateway
from versions._shop.shop import Shop
from versions._shop.sqlite import SQLiteStore

HEAD = "/2026-09-01"


@contextmanager
def served(database: Path) -> Iterator[TestClient]:
    """A client of the shop, whose database is a file."""

    @asynccontextmanager
    async def lifespan(_gateway: Any) -> AsyncIterator[dict[str, Any]]:
        store = await SQLiteStore.open(str(database))
        try:
            yield {"shop": Shop(store)}
        finally:
            await store.close()

    with TestClient(Gateway("versions", "adapters", lifespan=lifespan), raise_server_exceptions=False) as client:
        yield client


def seeded(client: TestClient) -> dict[str, str]:
    """What there is, by the names of the parameters that lead to it."""

    def made(path: str, body: dict[str, Any]) -> str:
        answer = client.post(HEAD + path, json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    price = {"amount": 10**8, "currency": "EUR"}
    line = {"sku": "ink", "description": "Ink", "quantity": 10_000, "unit_price": price}
    customer = made("/customers", {"full_name": "Ada", "email": "ada@shop.example", "language": "en"})
    order = made("/orders", {"customer_id": customer, "lines": [line], "channel": "web"})
    refund = made(f"/orders/{order}/refunds", {"amount": {"amount": 1, "currency": "EUR"}})
    webhook = made("/webhooks", {"url": "https://shop.example/hook"})
    return {"customer_id": customer, "order_id": order, "refund_id": refund, "webhook_id": webhook}
