"""Operations on values as such, one after the other in one pass."""

from __future__ import annotations

from pydantic import BaseModel
from starlette.testclient import TestClient

from gateway import schema
from tests.shapes.made import echoing, gateway_of


class Money(BaseModel):
    amount: int
    currency: str


class Order(BaseModel):
    price: Money


def test_an_error_is_at_the_value_that_the_client_sent() -> None:
    """Where an operation of the same pass gave it another form before the one that fails."""
    retyped = schema("Money").retyped(
        up=lambda text: {"amount": 1, "currency": text}, down=lambda money: money["currency"], was=str
    )
    converted = schema("Money").converted("amount", up=int, down=str, was=str)
    gateway = gateway_of(echoing(orders=Order), [retyped, converted])
    refused = TestClient(gateway).post("/v1/orders", json={"price": "EUR"})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/price"]
