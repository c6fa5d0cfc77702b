"""Refunds: money that goes back."""

from __future__ import annotations

from pydantic import BaseModel, Field
from starlette.requests import Request

from gateway import Reply, Router
from versions._shop.models import Refund, RefundCreate, RefundList
from versions.head._problems import ERRORS, shop

router = Router(errors=ERRORS, tags=["Refunds"])
NO_ORDER = {404: "There is no such order."}


class RefundQuery(BaseModel):
    """How many refunds are listed, and from where on."""

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


@router.post(
    "/orders/{order_id}/refunds",
    status=201,
    sends={"Location": "Where the refund is."},
    refuses={**NO_ORDER, 409: "It is more than what is left of the order."},
)
async def refund_order(request: Request, order_id: str, body: RefundCreate) -> Reply[Refund]:
    """Give money back, at most what is left; without an amount, all of it."""
    refund = await shop(request).refund_order(order_id, body)
    return Reply(refund, headers={"Location": f"/refunds/{refund.id}"})


@router.get("/orders/{order_id}/refunds", refuses=NO_ORDER)
async def list_refunds(request: Request, order_id: str, query: RefundQuery) -> RefundList:
    """The refunds of an order, newest first."""
    return await shop(request).list_refunds(order_id, limit=query.limit, cursor=query.cursor)


@router.get("/refunds/{refund_id}", refuses={404: "There is no such refund."})
async def get_refund(request: Request, refund_id: str) -> Refund:
    """One refund."""
    return await shop(request).get_refund(refund_id)
