"""The sales of a day. Speaks exactly the documents of 2025-03-31."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel
from starlette.requests import Request

from gateway import Router
from versions._shop.models import Money
from versions.head._problems import ERRORS, shop

router = Router(errors=ERRORS, tags=["Reports"])


class ReportQuery(BaseModel):
    """Which day is reported."""

    day: date


class DayTotal(BaseModel):
    """What was sold in one currency."""

    amount: Money


class SalesReport(BaseModel):
    """The sales of one day (UTC)."""

    day: date
    orders: int
    totals: list[DayTotal]


@router.get("/reports/sales")
async def sales_report(request: Request, query: ReportQuery) -> SalesReport:
    """What was sold on a day, refunds not taken off."""
    report = await shop(request).sales_report(query.day)
    totals = [DayTotal(amount=total) for total in report.totals]
    return SalesReport(day=report.day, orders=report.orders, totals=totals)
