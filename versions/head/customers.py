"""Customers: who they are and where they live."""

from __future__ import annotations

from pydantic import BaseModel, Field
from starlette.requests import Request

from gateway import Reply, Router
from versions._shop.models import AddressesReplace, Customer, CustomerCreate, CustomerList, CustomerUpdate
from versions.head._problems import ERRORS, shop

router = Router(errors=ERRORS, tags=["Customers"])
NOBODY = {404: "There is no such customer."}


class CustomerQuery(BaseModel):
    """Which customers are listed."""

    email: str | None = None
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


@router.post("/customers", status=201, sends={"Location": "Where the customer is."})
async def create_customer(request: Request, body: CustomerCreate) -> Reply[Customer]:
    """Register a customer."""
    customer = await shop(request).create_customer(body)
    return Reply(customer, headers={"Location": f"/customers/{customer.id}"})


@router.get("/customers")
async def list_customers(request: Request, query: CustomerQuery) -> CustomerList:
    """The customers, newest first."""
    return await shop(request).list_customers(email=query.email, limit=query.limit, cursor=query.cursor)


@router.get("/customers/{customer_id}", refuses=NOBODY)
async def get_customer(request: Request, customer_id: str) -> Customer:
    """One customer."""
    return await shop(request).get_customer(customer_id)


@router.patch("/customers/{customer_id}", refuses=NOBODY)
async def update_customer(request: Request, customer_id: str, body: CustomerUpdate) -> Customer:
    """Change some of a customer's fields; what is left out stays."""
    return await shop(request).update_customer(customer_id, body)


@router.put("/customers/{customer_id}/addresses", refuses=NOBODY)
async def replace_addresses(request: Request, customer_id: str, body: AddressesReplace) -> Customer:
    """Replace all addresses of a customer."""
    return await shop(request).replace_addresses(customer_id, body)
