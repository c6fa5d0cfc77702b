"""The documents of the shop, in their newest form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, PlainSerializer

Currency = Literal["EUR", "USD", "GBP", "JPY", "KWD"]
Channel = Literal["web", "phone", "counter", "kiosk"]
Language = Literal["en", "de", "fr"]
Status = Literal["pending", "paid", "partially_refunded", "refunded"]


def _whole(value: Any) -> Any:
    """A number without a fraction, however it is written: in JSON Schema 1.0 is an integer (core, 4.2.3)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Instant = Annotated[datetime, PlainSerializer(_utc, return_type=str)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
WHOLE = BeforeValidator(_whole)
# What \s is differs between pydantic's engine and those of clients (ECMA-262), so that no pattern here says it.
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\x00-\x20]+@[^@\x00-\x20]+\.[^@\x00-\x20]+$")]
LEFT_OUT: Any = Field(default=None, json_schema_extra=_without_default)
"""A field that may be left out, but not be null."""


class Address(BaseModel):
    """Where somebody lives."""

    line1: Text
    line2: Text | None = None
    city: Text
    postal_code: Annotated[str, Field(min_length=1, max_length=20)]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Money(BaseModel):
    """An amount in the currency's minor unit: 1250 EUR are 12.50 euros, 1250 JPY are 1250 yen."""

    amount: Annotated[int, Field(strict=True, ge=0, le=10**12), WHOLE]
    currency: Currency


class Customer(BaseModel):
    """Somebody who buys."""

    id: str
    full_name: str
    email: str
    phone: str | None
    addresses: list[Address]
    newsletter: bool
    language: Language
    created_at: Instant


class CustomerCreate(BaseModel):
    """A customer to be registered."""

    full_name: Text
    email: Email
    phone: Text | None = None
    addresses: Annotated[list[Address], Field(max_length=20)] = []
    newsletter: bool = False
    language: Language


class CustomerUpdate(BaseModel):
    """The fields of a customer to be changed; those left out stay, a phone of null is cleared."""

    full_name: Text = LEFT_OUT
    email: Email = LEFT_OUT
    phone: Text | None = None
    newsletter: bool = LEFT_OUT
    language: Language = LEFT_OUT


class AddressesReplace(BaseModel):
    """All addresses of a customer."""

    addresses: Annotated[list[Address], Field(max_length=20)]


class CustomerList(BaseModel):
    """A page of customers."""

    data: list[Customer]
    has_more: bool
    next_cursor: str | None


class LineItemCreate(BaseModel):
    """One line of an order to be placed."""

    sku: Text
    description: Text
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000), WHOLE]
    unit_price: Money


class LineItem(LineItemCreate):
    """One line of an order."""


class Card(BaseModel):
    """Paid by card."""

    method: Literal["card"] = "card"
    last4: Annotated[str, Field(pattern=r"^[0-9]{4}$")]


class Invoice(BaseModel):
    """Paid when the invoice comes."""

    method: Literal["invoice"] = "invoice"


class Wallet(BaseModel):
    """Paid out of a wallet of the customer's."""

    method: Literal["wallet"] = "wallet"
    wallet_id: Text


Payment = Annotated[Card | Invoice | Wallet, Field(discriminator="method")]


class OrderCreate(BaseModel):
    """An order to be placed."""

    customer_id: str
    lines: Annotated[list[LineItemCreate], Field(min_length=1, max_length=100)]
    channel: Channel
    payment: Payment = Invoice()
    note: Annotated[str, Field(max_length=500)] | None = None


class Order(BaseModel):
    """What a customer bought."""

    id: str
    customer_id: str
    status: Status
    lines: list[LineItem]
    total: Money
    refunded: Money
    channel: Channel
    payment: Payment
    note: str | None
    created_at: Instant


class OrderList(BaseModel):
    """A page of orders."""

    data: list[Order]
    has_more: bool
    next_cursor: str | None


class RefundCreate(BaseModel):
    """Money to be given back; without an amount, all that is left."""

    amount: Money | None = None
    reason: Text | None = None


class Refund(BaseModel):
    """Money that was given back."""

    id: Annotated[str, Field(pattern="^ref_")]
    order_id: str
    amount: Money
    reason: str | None
    created_at: Instant


class RefundList(BaseModel):
    """A page of refunds."""

    data: list[Refund]
    has_more: bool
    next_cursor: str | None


class SalesReport(BaseModel):
    """What was sold on a day, by currency."""

    day: date
    orders: int
    totals: list[Money]


class WebhookCreate(BaseModel):
    """Where events are to be sent, in the version of who asks for it."""

    url: Annotated[str, Field(max_length=2000, pattern="^https?://")]


class Webhook(BaseModel):
    """Where events are sent, and in which version."""

    id: str
    url: str
    version: str
    created_at: Instant


class WebhookCreated(Webhook):
    """A webhook with the secret by which its receiver knows its events; it is told once."""

    secret: str


class WebhookList(BaseModel):
    """A page of webhooks."""

    data: list[Webhook]
    has_more: bool
    next_cursor: str | None


class OrderEvent(BaseModel):
    """What happened to an order, and the order after it."""

    id: str
    type: Literal["order.placed", "order.refunded"]
    created_at: Instant
    data: Order
