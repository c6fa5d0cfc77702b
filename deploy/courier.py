"""Delivers the shop's events on AWS Lambda, once a minute: set the handler to `deploy.courier.handler`.

A function that serves requests stops between them, so nothing can be sent beside them.
"""

from __future__ import annotations

import asyncio
from typing import Any

from deploy.app import app
from versions._shop.service import deliver


def handler(event: Any, context: Any) -> dict[str, int]:
    """Deliver what is due, and say how much arrived."""
    return {"delivered": asyncio.run(deliver(app.downgrade))}
