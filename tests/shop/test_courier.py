"""Webhooks: each subscriber gets events in its version, signed after translation, at least once, and nothing inside."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

from gateway import Gateway
from versions._shop.courier import WAITS, Courier, signed
from versions._shop.errors import Conflict, NotFound
from versions._shop.models import CustomerCreate, OrderCreate, RefundCreate, WebhookCreate
from versions._shop.outside import posting
from versions._shop.shop import MOST_WEBHOOKS, Shop
from versions._shop.sqlite import SQLiteStore

pytestmark = pytest.mark.anyio
VERSIONS = ["2023-10-16", "2024-06-01", "2025-03-31", "2025-11-15", "2026-09-01"]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the specification's
LINE = {"sku": "a", "description": "A", "quantity": 2, "unit_price": {"amount": 210, "currency": "EUR"}}


class Receiver:
    """Remembers what was posted, and answers what it is told to."""

    def __init__(self, *statuses: int) -> None:
        self.got: list[tuple[str, Mapping[str, str], bytes]] = []
        self.statuses = list(statuses)

    async def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.got.append((url, headers, body))
        return self.statuses.pop(0) if self.statuses else 204


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="store")
async def _store(tmp_path: Path) -> AsyncIterator[SQLiteStore]:
    store = await SQLiteStore.open(str(tmp_path / "shop.db"))
    yield store
    await store.close()


@pytest.fixture(name="shop")
async def _shop(store: SQLiteStore, clock: Clock) -> Shop:
    return Shop(store, clock=clock)


async def ordered(shop: Shop) -> str:
    """Place an order, by wallet and at a kiosk, which only the newest clients know."""
    customer = await shop.create_customer(CustomerCreate(full_name="Ada", email="ada@example.com", language="en"))
    body = {
        "customer_id": customer.id,
        "lines": [LINE],
        "channel": "kiosk",
        "payment": {"method": "wallet", "wallet_id": "w"},
    }
    return (await shop.create_order(OrderCreate.model_validate(body))).id


def courier(store: SQLiteStore, receiver: Any, clock: Clock) -> Courier:
    """A courier that translates as the reference service does."""
    return Courier(store, Gateway("versions", "adapters").downgrade, receiver, clock)


async def test_each_subscriber_gets_its_version_signed(store: SQLiteStore, shop: Shop, clock: Clock) -> None:
    """The signature is that of the bytes that arrive, as the library of Standard Webhooks checks it."""
    secrets = {}
    for version in VERSIONS:
        made = await shop.create_webhook(WebhookCreate(url=f"https://x.example/{version}"), version)
        secrets[made.url] = made.secret
    order = await ordered(shop)
    receiver = Receiver()
    assert await courier(store, receiver, clock).round() == len(VERSIONS)
    events = {}
    for url, headers, body in receiver.got:
        events[url.rpartition("/")[2]] = Webhook(secrets[url]).verify(body, dict(headers))
        assert headers["content-type"] == "application/json"
    assert {event["data"]["id"] for event in events.values()} == {order}
    first, last = events["2023-10-16"]["data"], events["2026-09-01"]["data"]
    assert (first["total"], first["currency"]) == ("4.20", "EUR")
    assert "channel" not in first
    assert (events["2025-11-15"]["data"]["channel"], last["channel"]) == ("store", "kiosk")
    assert events["2025-11-15"]["data"]["payment"] == {"method": "invoice"}
    assert last["payment"] == {"method": "wallet", "wallet_id": "w"}


async def test_what_is_delivered_is_not_sent_again(store: SQLiteStore, shop: Shop, clock: Clock) -> None:
    """Whoever asks."""
    await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])
    await ordered(shop)
    receiver = Receiver()
    rounds = await asyncio.gather(*(courier(store, receiver, clock).round() for _ in range(5)))
    clock.now += timedelta(days=30)
    assert (sum(rounds), await courier(store, receiver, clock).round(), len(receiver.got)) == (1, 0, 1)


async def test_what_was_not_taken_is_sent_again_later(store: SQLiteStore, shop: Shop, clock: Clock) -> None:
    """With the same id, a new time, and so a new signature; after the last try no more."""
    made = await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[-1])
    await ordered(shop)
    receiver = Receiver(*[500] * 50)
    sender = courier(store, receiver, clock)
    for wait in WAITS:
        assert await sender.round() == 0
        assert await sender.round() == 0  # which isn't due yet
        clock.now += timedelta(seconds=wait)
    await sender.round()
    assert len(receiver.got) == len(WAITS)
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len({headers["webhook-signature"] for _, headers, _ in receiver.got}) == len(WAITS)
    assert (await store.page("delivery", {"state": "failed"}, 10, None))[0]["webhook_id"] == made.id


async def test_a_receiver_that_can_not_be_reached_holds_up_nobody(store: SQLiteStore, shop: Shop, clock: Clock) -> None:
    """The others get theirs."""
    for name in ("down", "up"):
        await shop.create_webhook(WebhookCreate(url=f"https://{name}.example"), VERSIONS[0])
    await ordered(shop)

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
        if "down" in url:
            raise OSError("no route to host")
        return 200

    assert await courier(store, post, clock).round() == 1


async def test_gone_ends_a_subscription(store: SQLiteStore, shop: Shop, clock: Clock) -> None:
    """410 says that nothing more is wanted (Standard Webhooks)."""
    made = await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])
    await ordered(shop)
    await courier(store, Receiver(410), clock).round()
    with pytest.raises(NotFound):
        await shop.delete_webhook(made.id)


async def test_a_refund_is_an_event_too(store: SQLiteStore, shop: Shop, clock: Clock) -> None:
    """With the order after it."""
    await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[-1])
    order = await ordered(shop)
    await shop.refund_order(order, RefundCreate())
    receiver = Receiver()
    await courier(store, receiver, clock).round()
    said = {json.loads(body)["type"]: json.loads(body)["data"]["status"] for _, _, body in receiver.got}
    assert said == {"order.placed": "paid", "order.refunded": "refunded"}


async def test_there_are_so_many_webhooks_at_most(shop: Shop) -> None:
    """As each is written with every order."""
    for number in range(MOST_WEBHOOKS):
        await shop.create_webhook(WebhookCreate(url=f"https://{number}.example"), VERSIONS[0])
    with pytest.raises(Conflict, match="Delete one"):
        await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.1.2.3:8443/",
        "http://93.184.216.34/",
    ],
)
async def test_nothing_is_sent_inside(url: str) -> None:
    """A stranger's URL mustn't reach what only the service can reach, nor go out unencrypted."""
    async with posting() as post:
        with pytest.raises(OSError, match=r"public|https"):
            await post(url, {}, b"{}")


def test_a_signature_is_that_of_standard_webhooks() -> None:
    """By the example of its specification."""
    moment = datetime.fromtimestamp(1614265330, UTC)
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}', SECRET)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.fixture(name="received")
def _received() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A real receiver: its URL and what it got."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append(({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/events", got
    server.shutdown()
    server.server_close()


def test_from_a_subscription_to_an_event_over_http(
    received: tuple[str, list[tuple[dict[str, str], bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a subscriber of 2023-10-16 lives it, its order placed by a client of today."""
    url, got = received
    monkeypatch.setenv("SHOP_DATABASE", str(tmp_path / "shop.db"))
    monkeypatch.setenv("SHOP_DEMO", "1")
    monkeypatch.setenv("SHOP_WEBHOOKS", "anywhere")
    with TestClient(Gateway("versions", "adapters")) as client:
        made = client.post("/2023-10-16/webhooks", json={"url": url}).json()
        assert made["version"] == "2023-10-16"
        body = {"customer_id": "cus_ada", "channel": "web", "lines": [LINE]}
        assert client.post("/2026-09-01/orders", json=body).status_code == 201
        until = time.monotonic() + 10
        while not got and time.monotonic() < until:
            time.sleep(0.02)
        [(headers, sent)] = got
        event = Webhook(made["secret"]).verify(sent, headers)
        assert (event["type"], event["data"]["total"], event["data"]["currency"]) == ("order.placed", "4.20", "EUR")
        assert "secret" not in client.get("/2023-10-16/webhooks").json()["data"][0]
        assert client.delete(f"/2023-10-16/webhooks/{made['id']}").status_code == 204
        assert client.delete(f"/2023-10-16/webhooks/{made['id']}").status_code == 404
