"""Webhooks: each subscriber gets events in its version, signed after translation, at least once, and nothing inside."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
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
from versions._shop.sqlite import SCHEMA, UPGRADES, SQLiteStore
from versions._shop.store import Store

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


@pytest.fixture(name="shop")
async def _shop(store: Store, clock: Clock) -> Shop:
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


def courier(store: Store, receiver: Any, clock: Clock) -> Courier:
    """A courier that translates as the reference service does."""
    return Courier(store, Gateway("versions", "adapters").downgrade, receiver, clock)


async def test_each_subscriber_gets_its_version_signed(store: Store, shop: Shop, clock: Clock) -> None:
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


async def test_what_is_delivered_is_not_sent_again(store: Store, shop: Shop, clock: Clock) -> None:
    """Whoever asks."""
    await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])
    await ordered(shop)
    receiver = Receiver()
    rounds = await asyncio.gather(*(courier(store, receiver, clock).round() for _ in range(5)))
    clock.now += timedelta(days=30)
    assert (sum(rounds), await courier(store, receiver, clock).round(), len(receiver.got)) == (1, 0, 1)


async def test_what_was_not_taken_is_sent_again_later(store: Store, shop: Shop, clock: Clock) -> None:
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
    [failed] = await store.page("delivery", {"state": "failed"}, 10, None)
    assert (failed["webhook_id"], failed["reason"]) == (made.id, f"It wasn't taken in {len(WAITS)} tries.")


async def test_a_receiver_that_can_not_be_reached_holds_up_nobody(store: Store, shop: Shop, clock: Clock) -> None:
    """The others get theirs."""
    for name in ("down", "up"):
        await shop.create_webhook(WebhookCreate(url=f"https://{name}.example"), VERSIONS[0])
    await ordered(shop)

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
        if "down" in url:
            raise OSError("no route to host")
        return 200

    assert await courier(store, post, clock).round() == 1


async def test_one_that_is_far_behind_keeps_nobody_waiting(
    store: Store, shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is due is taken, oldest first, and the subscribers take turns, however much one of them has to come."""
    monkeypatch.setattr("versions._shop.courier.AT_ONCE", 4)
    await shop.create_webhook(WebhookCreate(url="https://down.example"), VERSIONS[0])
    for _ in range(10):
        await ordered(shop)
        clock.now += timedelta(seconds=1)
    await shop.create_webhook(WebhookCreate(url="https://up.example"), VERSIONS[0])
    orders = []
    for _ in range(6):
        orders.append(await ordered(shop))
        clock.now += timedelta(seconds=1)
    got: list[str] = []

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
        if "down" in url:
            raise OSError("no route to host")
        got.append(json.loads(body)["data"]["id"])
        return 200

    sender = courier(store, post, clock)
    arrived = [await sender.round() for _ in range(4)]
    assert arrived == [2, 2, 2, 0]
    # What goes out in one round goes out at the same time.
    assert [set(got[at : at + 2]) for at in (0, 2, 4)] == [set(orders[at : at + 2]) for at in (0, 2, 4)]


async def test_many_that_are_not_due_yet_hide_none_that_is(
    store: Store, shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever came later and waits."""
    monkeypatch.setattr("versions._shop.courier.AT_ONCE", 2)
    await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])
    for _ in range(4):
        await ordered(shop)
        clock.now += timedelta(seconds=1)
    receiver = Receiver(500, 500)
    sender = courier(store, receiver, clock)
    assert [await sender.round(), await sender.round(), await sender.round()] == [0, 2, 0]
    clock.now += timedelta(seconds=WAITS[0])
    assert await sender.round() == 2


async def test_a_backlog_is_worked_off_without_a_pause(
    store: Store, shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Round after round, until nothing is due."""
    monkeypatch.setattr("versions._shop.courier.AT_ONCE", 2)
    await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])
    for _ in range(5):
        await ordered(shop)
    receiver, wake = Receiver(), asyncio.Event()
    running = asyncio.create_task(courier(store, receiver, clock).run(wake))
    for _ in range(500):
        await asyncio.sleep(0.01)
        if len(receiver.got) == 5:
            break
    running.cancel()
    assert len(receiver.got) == 5


async def test_what_can_not_be_given_in_a_version_is_failed_with_the_reason(
    store: Store, shop: Shop, clock: Clock
) -> None:
    """As when a version was taken away since; the other subscribers get theirs."""
    gone = await shop.create_webhook(WebhookCreate(url="https://old.example"), "2022-01-01")
    await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])
    await ordered(shop)
    receiver = Receiver()
    sender = courier(store, receiver, clock)
    assert await sender.round() == 1
    [failed] = await store.page("delivery", {"state": "failed"}, 10, None)
    assert (failed["webhook_id"], failed["tries"]) == (gone.id, 0)
    assert "There is no version '2022-01-01'" in failed["reason"]
    clock.now += timedelta(days=30)
    assert (await sender.round(), len(receiver.got)) == (0, 1)


async def test_whatever_goes_wrong_with_one_delivery_holds_up_no_other(store: Store, shop: Shop, clock: Clock) -> None:
    """It is due again later."""
    for name in ("odd", "up"):
        await shop.create_webhook(WebhookCreate(url=f"https://{name}.example"), VERSIONS[0])
    await ordered(shop)
    odd: list[str] = []

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
        if "odd" in url and not odd:
            odd.append(url)
            raise RuntimeError("what nobody thought of")
        return 200

    sender = courier(store, post, clock)
    assert await sender.round() == 1
    clock.now += timedelta(seconds=WAITS[0])
    assert await sender.round() == 1


async def test_a_failed_delivery_keeps_why(store: Store, shop: Shop, clock: Clock) -> None:
    """Whoever looks after it can tell."""
    made = await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])
    await ordered(shop)
    await shop.delete_webhook(made.id)
    await courier(store, Receiver(), clock).round()
    [failed] = await store.page("delivery", {"state": "failed"}, 10, None)
    assert failed["reason"] == "The webhook is gone."


async def test_what_was_due_in_a_database_of_an_older_form_still_is(tmp_path: Path, clock: Clock) -> None:
    """As it is opened."""
    path = tmp_path / "older.db"
    due = {"id": "d1", "webhook_id": "w1", "state": "due", "due_at": "2026-01-01T00:00:00+00:00"}
    with closing(sqlite3.connect(path)) as older:
        older.executescript(SCHEMA + UPGRADES[2])
        older.execute("INSERT INTO documents VALUES ('delivery', 'd1', '2026-01-01', 1, ?)", (json.dumps(due),))
        older.commit()
    store = await SQLiteStore.open(str(path))
    assert await store.due(clock(), 10) == [due]
    await store.close()


async def test_gone_ends_a_subscription(store: Store, shop: Shop, clock: Clock) -> None:
    """410 says that nothing more is wanted (Standard Webhooks)."""
    made = await shop.create_webhook(WebhookCreate(url="https://x.example"), VERSIONS[0])
    await ordered(shop)
    await courier(store, Receiver(410), clock).round()
    with pytest.raises(NotFound):
        await shop.delete_webhook(made.id)


async def test_a_refund_is_an_event_too(store: Store, shop: Shop, clock: Clock) -> None:
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


@pytest.mark.parametrize(
    "url", ["https://[", "https://exämple.example/", "https://x.example:port/", "https://1.1.1.1:99999/"]
)
async def test_what_is_no_url_can_not_be_reached(url: str) -> None:
    """It is the subscriber's mistake, as a name that leads nowhere is."""
    async with posting(anywhere=True) as post:
        with pytest.raises(OSError, match="can't be sent to"):
            await post(url, {}, b"{}")


def test_a_signature_is_that_of_standard_webhooks() -> None:
    """By the example of its specification."""
    moment = datetime.fromtimestamp(1614265330, UTC)
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}', SECRET)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


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
