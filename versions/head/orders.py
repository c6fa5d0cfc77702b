"""Orders and what is in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request

from gateway import Reply, Router
from versions._shop.models import Order, OrderCreate, OrderList
from versions.head._problems import ERRORS, shop

router = Router(errors=ERRORS, tags=["Orders"])


class OrderQuery(BaseModel):
    """Which orders are listed."""

    customer_id: str | None = None
    status: Literal["pending", "paid", "partially_refunded", "refunded"] | None = None
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


class OrderHeaders(BaseModel):
    """What is said beside an order."""

    idempotency_key: Annotated[
        str | None,
        Field(min_length=1, max_length=255, description="The same order with the same key is placed once."),
    ] = None


@router.post(
    "/orders",
    status=201,
    sends={"Location": "Where the order is."},
    refuses={
        404: "There is no such customer.",
        409: "The idempotency key was used for another order, or the order can't be placed as things are.",
    },
)
async def create_order(request: Request, headers: OrderHeaders, body: OrderCreate) -> Reply[Order]:
    """Place an order."""
    order = await shop(request).create_order(body, idempotency_key=headers.idempotency_key)
    return Reply(order, headers={"Location": f"/orders/{order.id}"})


@router.get("/orders")
async def list_orders(request: Request, query: OrderQuery) -> OrderList:
    """The orders, newest first."""
    return await shop(request).list_orders(
        customer_id=query.customer_id, status=query.status, limit=query.limit, cursor=query.cursor
    )


@router.get("/orders/{order_id}", refuses={404: "There is no such order."})
async def get_order(request: Request, order_id: str) -> Order:
    """One order."""
    return await shop(request).get_order(order_id)
