"""The current handlers. They know nothing of versions."""

from gateway import Router
from versions.head import customers, orders, refunds, webhooks

router = Router(include=[customers.router, orders.router, refunds.router, webhooks.router])
