"""Delivers events to webhooks, each in its version and signed after that (Standard Webhooks 1.0)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from versions._shop.store import Document, Store

logger = logging.getLogger("shop")

WAITS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
"""How many seconds pass before each next try."""
AT_ONCE = 100
"""How many deliveries are tried in one round."""
IDLE = 30.0
"""How many seconds pass at most between rounds."""

Post = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]
"""Sends a body to a URL with headers and gives the status; raises OSError where that can't be done."""


class Translate(Protocol):
    """What `gateway.downgrade` is."""

    def __call__(self, document: Any, *, schema: str, to: str) -> Any:
        """The document in the form of a version."""


class Undeliverable(Exception):
    """Something that no further try can mend, said for whoever looks after it."""


def signed(key: str, moment: datetime, body: bytes, secret: str) -> dict[str, str]:
    """The headers that tell the receiver whom a body is from.

    Args:
        key: the message's id, the same for every try.
        moment: when it is sent.
        body: the bytes as they are sent.
        secret: `whsec_` and the key in base64.
    """
    seconds = str(int(moment.timestamp()))
    text = b".".join([key.encode(), seconds.encode(), body])
    digest = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), text, hashlib.sha256)
    return {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


class Courier:
    """Sends what is due, at least once, and again later where a receiver doesn't answer with success.

    Args:
        store: where deliveries are.
        translate: gives an event in the form of a version.
        post: sends.
        clock: gives the present instant, timezone-aware.
    """

    def __init__(
        self,
        store: Store,
        translate: Translate,
        post: Post,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._translate = translate
        self._post = post
        self._clock = clock

    async def run(self, wake: asyncio.Event) -> None:
        """Deliver for ever; `wake` says that something new is due."""
        while True:
            wake.clear()
            try:
                tried = await self._tried()
            except Exception:
                logger.exception("a round of deliveries failed")
            else:
                if len(tried) == AT_ONCE and any(tried):
                    continue  # as more may be due by now
            try:
                await asyncio.wait_for(wake.wait(), IDLE)
            except TimeoutError:
                continue

    async def round(self) -> int:
        """Try once what is due now, and say how much of it arrived."""
        return sum(await self._tried())

    async def _tried(self) -> list[bool]:
        """Of each delivery that was tried, whether it arrived."""
        due = await self._store.due(self._clock(), AT_ONCE)
        return await asyncio.gather(*(self._deliver(one["id"]) for one in due))

    async def _deliver(self, key: str) -> bool:
        try:
            return await self._try(key)
        except Exception:
            # The others are none the worse for it, and it stays due.
            logger.exception("%s can't be delivered", key)
            return False

    async def _try(self, key: str) -> bool:
        stored = await self._store.get("delivery", key)
        if stored is None:
            return False
        webhook = await self._store.get("webhook", stored.document["webhook_id"])
        try:
            event = self._event(stored.document, webhook.document if webhook is not None else None)
        except Undeliverable as error:
            failed = {**stored.document, "state": "failed", "reason": str(error)}
            await self._store.replace("delivery", failed, stored.revision)
            return False
        assert webhook is not None
        # Taken before it is sent, so that of two couriers one sends it; if this one dies, it is due again.
        tries = stored.document["tries"]
        later = (self._clock() + timedelta(seconds=WAITS[tries])).astimezone(UTC)
        taken = {**stored.document, "tries": tries + 1, "due_at": later.isoformat(timespec="microseconds")}
        if not await self._store.replace("delivery", taken, stored.revision):
            return False
        if not await self._sent(taken["event"]["id"], event, webhook.document):
            return False
        await self._store.replace("delivery", {**taken, "state": "delivered"}, stored.revision + 1)
        return True

    def _event(self, delivery: Document, webhook: Document | None) -> Any:
        """What is to be sent. Raises Undeliverable."""
        if webhook is None:
            raise Undeliverable("The webhook is gone.")
        if delivery["tries"] >= len(WAITS):
            raise Undeliverable(f"It wasn't taken in {delivery['tries']} tries.")
        version = webhook["version"]
        try:
            return self._translate(delivery["event"], schema="OrderEvent", to=version)
        except Exception as error:
            # No receiver can mend that: the version is unknown by now, or a change is wrong.
            logger.exception("%s can't be given in version %s", delivery["id"], version)
            raise Undeliverable(f"It can't be given in version {version}: {error}") from error

    async def _sent(self, key: str, event: Any, webhook: Document) -> bool:
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        headers = signed(key, self._clock(), body, webhook["secret"])
        try:
            status = await self._post(webhook["url"], headers, body)
        except OSError as error:
            logger.warning("%s can't be reached: %s", webhook["id"], error)
            return False
        if status == 410:  # which says that it wants no more
            await self._store.delete("webhook", webhook["id"])
        return 200 <= status < 300
