"""The documents that all services of the benchmarks have in common."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class OrderCreate(BaseModel):
    """What a client orders."""

    customer: str
    email: str
    name: str
    note: str | None = None
    status: Literal["open", "paid", "lost"] = "open"
    reference: str
    amount: int
    currency: str


class Order(OrderCreate):
    """What was ordered."""

    id: str


def ordered(body: OrderCreate) -> Order:
    """The order that is made of what a client sends."""
    return Order(id="ord_1", **body.__dict__)
