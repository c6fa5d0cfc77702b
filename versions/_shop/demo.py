"""Some data for a look around, with ids that don't change."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from versions._shop.models import CustomerCreate, OrderCreate, RefundCreate
from versions._shop.shop import Shop
from versions._shop.store import Store, Taken

OPENED = datetime(2025, 11, 15, 10, tzinfo=UTC)
ADDRESS = {"line1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH", "country": "GB"}
CUSTOMERS = [("ada", "Ada Lovelace"), ("grace", "Grace Hopper"), ("alan", "Alan Turing")]
ORDERS = [("ada", "EUR", 1250), ("grace", "USD", 4999), ("ada", "JPY", 1800), ("alan", "GBP", 250), ("ada", "EUR", 780)]


async def seed(store: Store) -> None:
    """Add three customers, five orders and a refund to a store without customers."""
    if not await store.page("customer", {}, 1, None):
        with suppress(Taken):  # another process is at it
            await _seed(store)


async def _seed(store: Store) -> None:
    ids = iter([*(f"cus_{key}" for key, _ in CUSTOMERS), *(f"ord_{1001 + n}" for n in range(len(ORDERS))), "ref_5001"])
    minutes = iter(range(1000))
    shop = Shop(store, ids=lambda _: next(ids), clock=lambda: OPENED + timedelta(minutes=next(minutes)))
    for key, name in CUSTOMERS:
        addresses = [ADDRESS, {**ADDRESS, "line1": "1 Ashley Combe", "city": "Porlock"}] if key == "ada" else []
        body = {"full_name": name, "email": f"{key}@example.com", "addresses": addresses, "language": "en"}
        await shop.create_customer(CustomerCreate.model_validate(body))
    for key, currency, price in ORDERS:
        line = {
            "sku": "tea-100",
            "description": "Tea, 100 g",
            "quantity": 2,
            "unit_price": {"amount": price, "currency": currency},
        }
        body = {"customer_id": f"cus_{key}", "lines": [line], "channel": "counter" if key == "alan" else "web"}
        await shop.create_order(OrderCreate.model_validate(body))
    refund = {"amount": {"amount": 1250, "currency": "EUR"}, "reason": "one was broken"}
    await shop.refund_order("ord_1001", RefundCreate.model_validate(refund))
