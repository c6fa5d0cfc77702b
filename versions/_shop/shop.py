"""What the shop does."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from versions._shop import cursors
from versions._shop.errors import Conflict, Invalid, NotFound
from versions._shop.models import (
    AddressesReplace,
    Customer,
    CustomerCreate,
    CustomerList,
    CustomerUpdate,
    LineItem,
    Money,
    Order,
    OrderCreate,
    OrderEvent,
    OrderList,
    Refund,
    RefundCreate,
    RefundList,
    SalesReport,
    WebhookCreate,
    WebhookCreated,
    WebhookList,
)
from versions._shop.store import Document, Store

Model = TypeVar("Model", bound=BaseModel)
MOST_WEBHOOKS = 100
"""How many webhooks there may be."""
TRIES = 10
"""How often a write is tried again when somebody else wrote in between."""


def random_id(prefix: str) -> str:
    """An id nobody can guess: `ord_5f2c...`."""
    return f"{prefix}_{secrets.token_hex(10)}"


class Shop:
    """Customers, orders and refunds over a store.

    Args:
        store: where documents are.
        ids: makes an id of a prefix.
        clock: gives the present instant, timezone-aware.
    """

    def __init__(
        self,
        store: Store,
        *,
        ids: Callable[[str], str] = random_id,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._ids = ids
        self._clock = clock
        self.delivers = asyncio.Event()

    async def create_customer(self, body: CustomerCreate) -> Customer:
        """Register a customer."""
        document = {"id": self._ids("cus"), **body.model_dump(mode="json"), "created_at": self._now()}
        return Customer.model_validate(await self._store.insert("customer", document))

    async def get_customer(self, customer_id: str) -> Customer:
        """One customer. Raises NotFound."""
        return Customer.model_validate((await self._get("customer", customer_id))[0])

    async def update_customer(self, customer_id: str, body: CustomerUpdate) -> Customer:
        """Change the fields that were given. Raises NotFound."""
        return await self._changed(customer_id, body.model_dump(mode="json", exclude_unset=True))

    async def replace_addresses(self, customer_id: str, body: AddressesReplace) -> Customer:
        """Replace all addresses. Raises NotFound."""
        return await self._changed(customer_id, body.model_dump(mode="json"))

    async def list_customers(
        self, *, email: str | None = None, limit: int = 20, cursor: str | None = None
    ) -> CustomerList:
        """A page of customers, newest first."""
        return CustomerList.model_validate(await self._page("customer", {"email": email}, limit, cursor))

    async def create_order(self, body: OrderCreate, *, idempotency_key: str | None = None) -> Order:
        """Place an order, once for an idempotency key. Raises NotFound, Invalid, Conflict."""
        await self._get("customer", body.customer_id)
        currency = body.lines[0].unit_price.currency
        for index, line in enumerate(body.lines):
            if line.unit_price.currency != currency:
                raise Invalid(
                    ("lines", index, "unit_price", "currency"), f"All lines must be in one currency, here {currency}."
                )
        order = Order(
            id=self._ids("ord"),
            customer_id=body.customer_id,
            status="paid",
            lines=[LineItem.model_validate(line.model_dump()) for line in body.lines],
            total=Money(amount=_total(body), currency=currency),
            refunded=Money(amount=0, currency=currency),
            channel=body.channel,
            payment=body.payment,
            note=body.note,
            created_at=self._clock(),
        )
        document = {**order.model_dump(mode="json"), "created_at": self._now()}
        idempotency = None if idempotency_key is None else (idempotency_key, _fingerprint(body))
        events = await self._deliveries("order.placed", document)
        placed = Order.model_validate(await self._store.insert("order", document, idempotency, events))
        self.delivers.set()
        return placed

    async def get_order(self, order_id: str) -> Order:
        """One order. Raises NotFound."""
        return Order.model_validate((await self._get("order", order_id))[0])

    async def list_orders(
        self,
        *,
        customer_id: str | None = None,
        status: str | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> OrderList:
        """A page of orders, newest first."""
        where = {"customer_id": customer_id, "status": status}
        return OrderList.model_validate(await self._page("order", where, limit, cursor))

    async def refund_order(self, order_id: str, body: RefundCreate) -> Refund:
        """Give money back, never more than is left. Raises NotFound, Invalid, Conflict."""
        for _ in range(TRIES):
            document, revision = await self._get("order", order_id)
            order = Order.model_validate(document)
            amount = self._refundable(order, body)
            refunded = order.refunded.amount + amount
            changed = {
                **document,
                "refunded": {"amount": refunded, "currency": order.total.currency},
                "status": "refunded" if refunded == order.total.amount else "partially_refunded",
            }
            refund = {
                "id": self._ids("ref"),
                "order_id": order_id,
                "amount": {"amount": amount, "currency": order.total.currency},
                "reason": body.reason,
                "created_at": self._now(),
            }
            events = await self._deliveries("order.refunded", changed)
            if await self._store.replace("order", changed, revision, [("refund", refund), *events]):
                self.delivers.set()
                return Refund.model_validate(refund)
        raise _busy()

    async def list_refunds(self, order_id: str, *, limit: int = 20, cursor: str | None = None) -> RefundList:
        """A page of an order's refunds, newest first. Raises NotFound."""
        await self._get("order", order_id)
        return RefundList.model_validate(await self._page("refund", {"order_id": order_id}, limit, cursor))

    async def get_refund(self, refund_id: str) -> Refund:
        """One refund. Raises NotFound."""
        return Refund.model_validate((await self._get("refund", refund_id))[0])

    async def create_webhook(self, body: WebhookCreate, version: str) -> WebhookCreated:
        """Send events to a URL from now on, in a version's form."""
        if len(await self._store.page("webhook", {}, MOST_WEBHOOKS, None)) == MOST_WEBHOOKS:
            raise Conflict("too_many_webhooks", f"There are {MOST_WEBHOOKS} webhooks already. Delete one.")
        document = {
            "id": self._ids("whk"),
            "url": body.url,
            "version": version,
            "secret": f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}",
            "created_at": self._now(),
        }
        return WebhookCreated.model_validate(await self._store.insert("webhook", document))

    async def list_webhooks(self, *, limit: int = 20, cursor: str | None = None) -> WebhookList:
        """A page of webhooks, newest first."""
        return WebhookList.model_validate(await self._page("webhook", {}, limit, cursor))

    async def delete_webhook(self, webhook_id: str) -> None:
        """Send nothing more. Raises NotFound."""
        if not await self._store.delete("webhook", webhook_id):
            raise NotFound("webhook", webhook_id)

    async def _deliveries(self, kind: str, order: Document) -> list[tuple[str, Document]]:
        """What is to be sent to each webhook, written together with what happened."""
        webhooks = await self._store.page("webhook", {}, MOST_WEBHOOKS, None)
        if not webhooks:
            return []
        now, key = self._now(), self._ids("evt")
        event = {"id": key, "type": kind, "created_at": now, "data": order}
        return [
            (
                "delivery",
                {
                    "id": f"{key}.{webhook['id']}",
                    "webhook_id": webhook["id"],
                    "event": OrderEvent.model_validate(event).model_dump(mode="json"),
                    "state": "due",
                    "due_at": now,
                    "tries": 0,
                    "created_at": now,
                },
            )
            for webhook in webhooks
        ]

    async def sales_report(self, day: date) -> SalesReport:
        """What was sold on a day (UTC), refunds not taken off."""
        start = datetime.combine(day, time(), UTC)
        orders = await self._store.between("order", start, start + timedelta(days=1))
        totals: dict[str, int] = {}
        for order in orders:
            money = order["total"]
            totals[money["currency"]] = totals.get(money["currency"], 0) + money["amount"]
        sums = [Money.model_validate({"amount": totals[name], "currency": name}) for name in sorted(totals)]
        return SalesReport(day=day, orders=len(orders), totals=sums)

    async def _get(self, kind: str, key: str) -> tuple[Document, int]:
        stored = await self._store.get(kind, key)
        if stored is None:
            raise NotFound(kind, key)
        return stored.document, stored.revision

    async def _changed(self, customer_id: str, fields: Mapping[str, Any]) -> Customer:
        for _ in range(TRIES):
            document, revision = await self._get("customer", customer_id)
            changed = {**document, **fields}
            if await self._store.replace("customer", changed, revision):
                return Customer.model_validate(changed)
        raise _busy()

    async def _page(self, kind: str, where: Mapping[str, str | None], limit: int, cursor: str | None) -> dict[str, Any]:
        given = {name: value for name, value in where.items() if value is not None}
        after = None if cursor is None else cursors.read(cursor)
        found = await self._store.page(kind, given, limit + 1, after)
        page, more = found[:limit], len(found) > limit
        return {"data": page, "has_more": more, "next_cursor": cursors.write(page[-1]) if more else None}

    def _refundable(self, order: Order, body: RefundCreate) -> int:
        left = order.total.amount - order.refunded.amount
        if left == 0:
            raise Conflict("already_refunded", "The order is refunded already.")
        if body.amount is None:
            return left
        if body.amount.currency != order.total.currency:
            raise Invalid(("amount", "currency"), f"The order is in {order.total.currency}.")
        if not 0 < body.amount.amount <= left:
            raise Invalid(("amount",), "A refund is more than nothing and at most what is left of the order.")
        return body.amount.amount

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds")


def _total(body: OrderCreate) -> int:
    total = sum(line.quantity * line.unit_price.amount for line in body.lines)
    if total > 10**12:
        raise Invalid(("lines",), "The order is worth more than the shop can take.")
    return total


def _fingerprint(body: OrderCreate) -> str:
    canonical = json.dumps(body.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _busy() -> Conflict:
    return Conflict("busy", "Others are changing this at the same time. Try again.")
