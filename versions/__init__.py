"""The shop's API: its versions, and what runs around all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from gateway import Timeline, Version

timeline = Timeline(
    Version(
        "2023-10-16", deprecated="2026-06-01", sunset="2027-06-01", guide="https://shop.example/upgrading/2023-10-16"
    ),
    Version("2024-06-01"),
    Version("2025-03-31"),
    Version("2025-11-15"),
    Version("2026-09-01"),
)

openapi: dict[str, Any] = {
    "info": {
        "title": "The shop",
        "description": "Orders, customers and refunds. Each version is served as long as its days say.",
        "license": {"name": "MIT"},
    },
    "tags": [
        {"name": "Customers", "description": "Who they are and where they live."},
        {"name": "Orders", "description": "What is bought."},
        {"name": "Refunds", "description": "Money that goes back."},
        {"name": "Webhooks", "description": "Where events are sent."},
    ],
}
"""What the documents of all versions say that no handler does."""


@asynccontextmanager
async def lifespan(gateway: Any) -> AsyncIterator[dict[str, Any]]:
    """Opens the shop for as long as the service runs; events go out through the gateway's changes."""
    from versions._shop.service import open_shop

    async with open_shop(gateway.downgrade) as shop:
        yield {"shop": shop}
