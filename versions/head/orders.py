"""Orders and what is in them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request

from gateway import Problem, Reply, Router
from versions._shop.models import Order, OrderCreate, OrderList
from versions.head._problems import ERRORS, shop

router = Router(errors=ERRORS)


class OrderQuery(BaseModel):
    """Which orders are listed."""

    customer_id: str | None = None
    status: Literal["pending", "paid", "partially_refunded", "refunded"] | None = None
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


@router.post("/orders", status=201)
async def create_order(request: Request, body: OrderCreate) -> Reply[Order]:
    """Place an order. The same `Idempotency-Key` with the same order answers the same again."""
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= 255:
        raise Problem(400, detail="An Idempotency-Key has 1 to 255 characters.")
    order = await shop(request).create_order(body, idempotency_key=key)
    return Reply(order, headers={"Location": f"/orders/{order.id}"})


@router.get("/orders")
async def list_orders(request: Request, query: OrderQuery) -> OrderList:
    """The orders, newest first."""
    return await shop(request).list_orders(
        customer_id=query.customer_id, status=query.status, limit=query.limit, cursor=query.cursor
    )


@router.get("/orders/{order_id}")
async def get_order(request: Request, order_id: str) -> Order:
    """One order."""
    return await shop(request).get_order(order_id)
