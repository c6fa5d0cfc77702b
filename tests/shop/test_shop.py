"""The shop itself, without HTTP and without versions."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from pydantic import ValidationError

from tests.shop.conftest import OpenShop
from versions._shop.errors import Conflict, Invalid, NotFound
from versions._shop.models import CustomerCreate, CustomerUpdate, Money, OrderCreate, RefundCreate
from versions._shop.settings import database_path
from versions._shop.shop import Shop

pytestmark = pytest.mark.anyio


async def _customer(shop: Shop) -> str:
    return (await shop.create_customer(CustomerCreate(full_name="Ada", email="ada@example.com", language="en"))).id


def _order(customer: str, amount: int = 500, currency: str = "EUR", quantity: int = 2) -> OrderCreate:
    price = {"amount": amount, "currency": currency}
    line = {"sku": "a", "description": "A", "quantity": quantity, "unit_price": price}
    return OrderCreate.model_validate({"customer_id": customer, "lines": [line], "channel": "web"})


def _refund(amount: int) -> RefundCreate:
    return RefundCreate(amount=Money(amount=amount, currency="EUR"))


async def test_an_order_is_worth_its_lines(open_shop: OpenShop) -> None:
    """The total is the sum of quantity times price, in the order's currency."""
    async with open_shop() as shop:
        order = await shop.create_order(_order(await _customer(shop), 1800, "JPY", 3))
        assert order.total == Money(amount=5400, currency="JPY")


async def test_the_same_key_replays_the_same_order(open_shop: OpenShop) -> None:
    """A client that never saw the answer can ask again without ordering twice."""
    async with open_shop() as shop:
        customer = await _customer(shop)
        first = await shop.create_order(_order(customer), idempotency_key="k")
        again = await asyncio.gather(*(shop.create_order(_order(customer), idempotency_key="k") for _ in range(5)))
        assert all(order == first for order in again)
        assert len((await shop.list_orders()).data) == 1


async def test_the_same_key_with_another_order_is_a_conflict(open_shop: OpenShop) -> None:
    """A key stands for one request only."""
    async with open_shop() as shop:
        customer = await _customer(shop)
        await shop.create_order(_order(customer), idempotency_key="k")
        with pytest.raises(Conflict, match="another request"):
            await shop.create_order(_order(customer, 501), idempotency_key="k")
        assert len((await shop.list_orders()).data) == 1


async def test_concurrent_refunds_never_give_back_more_than_was_paid(open_shop: OpenShop) -> None:
    """Ten refunds of a fifth each: five succeed, five find nothing left."""
    async with open_shop() as shop:
        order = await shop.create_order(_order(await _customer(shop)))
        results = await asyncio.gather(
            *(shop.refund_order(order.id, _refund(200)) for _ in range(10)), return_exceptions=True
        )
        assert sum(1 for result in results if not isinstance(result, BaseException)) == 5
        after = await shop.get_order(order.id)
        assert (after.refunded.amount, after.status) == (1000, "refunded")
        assert len((await shop.list_refunds(order.id)).data) == 5


@pytest.mark.parametrize("amount", [0, 1001])
async def test_a_refund_is_more_than_nothing_and_at_most_the_rest(open_shop: OpenShop, amount: int) -> None:
    """What doesn't fit is refused, and says where it stood."""
    async with open_shop() as shop:
        order = await shop.create_order(_order(await _customer(shop)))
        with pytest.raises(Invalid) as caught:
            await shop.refund_order(order.id, _refund(amount))
        assert caught.value.field_path == ("amount",)


async def test_lines_in_two_currencies_are_refused(open_shop: OpenShop) -> None:
    """An order has one currency, and the mistake points at the line that differs."""
    async with open_shop() as shop:
        body = _order(await _customer(shop)).model_dump()
        body["lines"].append({**body["lines"][0], "unit_price": {"amount": 1, "currency": "USD"}})
        with pytest.raises(Invalid) as caught:
            await shop.create_order(OrderCreate.model_validate(body))
        assert caught.value.field_path == ("lines", 1, "unit_price", "currency")


async def test_pages_are_stable_while_orders_come_in(open_shop: OpenShop) -> None:
    """A cursor goes on behind the last order that was seen, whatever came since."""
    async with open_shop() as shop:
        customer = await _customer(shop)
        placed = [(await shop.create_order(_order(customer))).id for _ in range(5)]
        page = await shop.list_orders(limit=2)
        await shop.create_order(_order(customer))
        rest = await shop.list_orders(limit=10, cursor=page.next_cursor)
        assert [order.id for order in page.data + rest.data] == placed[::-1]
        assert rest.next_cursor is None


@pytest.mark.parametrize("cursor", ["", "!", "é", "WzEsMl0", "bnVsbA", "e30", "W10", "a" * 512])
async def test_a_cursor_that_is_not_ours_is_refused(open_shop: OpenShop, cursor: str) -> None:
    """Whatever stands there, it is the client's mistake and no crash."""
    async with open_shop() as shop:
        with pytest.raises(Invalid):
            await shop.list_orders(cursor=cursor)


async def test_the_shop_remembers(open_shop: OpenShop) -> None:
    """What was written is there after the shop was closed and opened again."""
    async with open_shop() as shop:
        customer = await _customer(shop)
        order = await shop.create_order(_order(customer), idempotency_key="k")
    async with open_shop() as shop:
        assert await shop.get_order(order.id) == order
        assert await shop.create_order(_order(customer), idempotency_key="k") == order


async def test_only_given_fields_of_a_customer_change(open_shop: OpenShop) -> None:
    """Left out stays, null clears the phone."""
    async with open_shop() as shop:
        customer = await _customer(shop)
        changed = await shop.update_customer(customer, CustomerUpdate(phone="1"))
        assert (changed.full_name, changed.phone) == ("Ada", "1")
        assert (await shop.update_customer(customer, CustomerUpdate(phone=None))).phone is None


@pytest.mark.parametrize("field", ["full_name", "email"])
async def test_a_name_can_not_be_cleared(field: str) -> None:
    """A customer always has a name and an email."""
    with pytest.raises(ValidationError, match="valid string"):
        CustomerUpdate.model_validate({field: None})


async def test_what_is_not_there_is_not_found(open_shop: OpenShop) -> None:
    """Each kind of thing says which it was."""
    async with open_shop() as shop:
        missing: list[Any] = [shop.get_customer("x"), shop.get_order("x"), shop.get_refund("x"), shop.list_refunds("x")]
        for call in missing:
            with pytest.raises(NotFound, match="There is no"):
                await call


async def test_lambda_is_warned_that_its_disk_does_not_last(caplog: pytest.LogCaptureFixture) -> None:
    """On Lambda the shop says that orders would be lost, and what to do."""
    with caplog.at_level(logging.WARNING):
        assert database_path({"AWS_LAMBDA_FUNCTION_NAME": "shop"}) == "/tmp/shop.db"  # noqa: S108
    assert "Set SHOP_TABLE to a DynamoDB table" in caplog.text
    caplog.clear()
    assert database_path({}) == "shop.db"
    assert not caplog.text


async def test_who_gives_up_while_writing_blocks_nobody(open_shop: OpenShop) -> None:
    """A cancelled write is taken back whole, wherever it was, and the next one goes through."""
    async with open_shop() as shop:
        for steps in range(60):
            task = asyncio.ensure_future(_customer(shop))
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            kept = await asyncio.wait_for(_customer(shop), 5)
            assert (await shop.get_customer(kept)).id == kept
