"""Webhooks: where events are sent."""

from __future__ import annotations

from pydantic import BaseModel, Field
from starlette.requests import Request

from gateway import Reply, Router, served_version
from versions._shop.models import OrderEvent, WebhookCreate, WebhookCreated, WebhookList
from versions.head._problems import ERRORS, shop

router = Router(errors=ERRORS, documents=[OrderEvent], tags=["Webhooks"])


class WebhookQuery(BaseModel):
    """How many webhooks are listed, and from where on."""

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


@router.post("/webhooks", status=201)
async def create_webhook(request: Request, body: WebhookCreate) -> Reply[WebhookCreated]:
    """Send events from now on, in the version of this request; the secret is told once."""
    webhook = await shop(request).create_webhook(body, served_version(request) or "")
    return Reply(webhook, headers={"Cache-Control": "no-store"})


@router.get("/webhooks")
async def list_webhooks(request: Request, query: WebhookQuery) -> WebhookList:
    """The webhooks, newest first."""
    return await shop(request).list_webhooks(limit=query.limit, cursor=query.cursor)


@router.delete("/webhooks/{webhook_id}", refuses={404: "There is no such webhook."})
async def delete_webhook(request: Request, webhook_id: str) -> None:
    """Send nothing more."""
    await shop(request).delete_webhook(webhook_id)
