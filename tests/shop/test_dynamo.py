"""The store on DynamoDB where it differs: what is left when a writer dies, and what it is allowed to do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

from gateway import Gateway
from tests.deploy.templates import load, resources, shapes
from tests.shop.conftest import DynamoDBTable
from tests.shop.dynalite import Dynalite
from tests.shop.test_store import delivery, order
from versions._shop.dynamo.store import DynamoDBStore
from versions._shop.dynamo.table import Table
from versions._shop.models import CustomerCreate, CustomerUpdate, OrderCreate, RefundCreate, WebhookCreate
from versions._shop.shop import Shop
from versions._shop.store import Stored

pytestmark = pytest.mark.anyio
WRITES = ("put_item", "update_item", "delete_item")
LATER = timedelta(hours=2)


class Killed(Exception):
    """The process is gone."""


class Client:
    """A client that counts what is asked of it, dies after so many calls, or sends each write twice.

    Args:
        real: the client behind it.
        calls: after how many calls it dies.
        twice: whether a write's first answer is lost, so that it is tried again.
    """

    def __init__(self, real: Any, calls: int | None = None, *, twice: bool = False) -> None:
        self._real = real
        self._left = calls
        self._twice = twice
        self.asked: dict[str, set[str]] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if name not in (*WRITES, "get_item", "query"):
            return found

        def call(**arguments: Any) -> Any:
            if self._left is not None:
                if self._left == 0:
                    raise Killed
                self._left -= 1
            self.asked.setdefault(name, set()).add(arguments.get("IndexName", ""))
            if self._twice and name in WRITES:
                found(**arguments)
            return found(**arguments)

        return call


@pytest.fixture(name="table")
def _table(dynalite: Dynalite) -> DynamoDBTable:
    return DynamoDBTable(dynalite)


@pytest.fixture(name="survivor")
async def _survivor(table: DynamoDBTable) -> AsyncIterator[DynamoDBStore]:
    """Another process, which lives on."""
    store = DynamoDBStore(Table(table.name, table.server.client))
    yield store
    await store.close()


def dying(table: DynamoDBTable, calls: int) -> DynamoDBStore:
    """A process that dies after so many calls."""
    return DynamoDBStore(Table(table.name, Client(table.server.client, calls)))


REFUND = {"id": "ref_1", "order_id": "ord_001", "created_at": order(2)["created_at"]}


async def _listed(store: DynamoDBStore) -> list[bool]:
    """Whether an order, its refund and its delivery are in their lists."""
    return [bool(await store.page(kind, {}, 10, None)) for kind in ("order", "refund", "delivery")]


async def _there(store: DynamoDBStore) -> list[bool]:
    keys = (("order", "ord_001"), ("refund", "ref_1"), ("delivery", "evt_001.whk_1"))
    return [await store.get(*key) is not None for key in keys]


Insert = Callable[[DynamoDBStore], Any]


def _keyed(store: DynamoDBStore) -> Any:
    return store.insert("order", order(1), ("k", "f"), [("refund", REFUND), ("delivery", delivery(1))])


def _plain(store: DynamoDBStore) -> Any:
    return store.insert("order", order(1), None, [("refund", REFUND), ("delivery", delivery(1))])


@pytest.mark.parametrize("insert", [_keyed, _plain])
async def test_whenever_a_writer_dies_all_is_there_or_nothing(
    dynalite: Dynalite, insert: Callable[[DynamoDBStore], Any]
) -> None:
    """After each of its calls; and whoever asks again with the same key gets it done."""
    outcomes = set()
    for calls in range(40):
        table = DynamoDBTable(dynalite)
        writer, survivor = dying(table, calls), DynamoDBStore(Table(table.name, dynalite.client))
        try:
            await insert(writer)
        except Killed:
            there = await _there(survivor)
            assert there in ([True] * 3, [False] * 3), f"after {calls} calls"
            await survivor.due(datetime.now(UTC) + LATER, 10)
            assert await _listed(survivor) == there == await _there(survivor)
            outcomes.add(there[0])
            if insert is _keyed:
                assert await insert(survivor) == order(1)
            continue
        finally:
            await writer.close()
            await survivor.close()
        break
    assert outcomes == {True, False}
    assert calls > 5


async def test_whenever_a_refund_dies_it_is_there_whole_or_not(dynalite: Dynalite) -> None:
    """The order never says that money went back of which there is no refund, as whoever reads it finds one."""
    for calls in range(40):
        table = DynamoDBTable(dynalite)
        writer, survivor = dying(table, calls), DynamoDBStore(Table(table.name, dynalite.client))
        await survivor.insert("order", order(1))
        changed = order(1, status="refunded")
        try:
            await writer.replace("order", changed, 1, [("refund", REFUND), ("delivery", delivery(1))])
        except Killed:
            stored = await survivor.get("order", "ord_001")
            refunded = stored == Stored(changed, 2)
            assert refunded or stored == Stored(order(1), 1)
            assert bool(await survivor.page("refund", {"order_id": "ord_001"}, 10, None)) == refunded
            assert (await survivor.get("refund", "ref_1") is not None) == refunded
            # Another goes on from what is there, and takes nothing of it away.
            assert stored is not None
            assert await survivor.replace("order", order(1, status="pending"), stored.revision)
            assert (await survivor.get("refund", "ref_1") is not None) == refunded
            continue
        finally:
            await writer.close()
            await survivor.close()
        break
    assert calls > 5


async def test_a_write_whose_answer_was_lost_counts_once(table: DynamoDBTable) -> None:
    """The client tries again, finds its own write, and nothing is done twice or said to have failed."""
    store = DynamoDBStore(Table(table.name, Client(table.server.client, twice=True)))
    await _keyed(store)
    assert await _there(store) == [True] * 3
    await store.insert("order", order(2), None, [("delivery", delivery(2))])
    another = {**REFUND, "id": "ref_2"}
    assert await store.replace("order", order(1, status="refunded"), 1, [("refund", another)])
    assert await store.get("order", "ord_001") == Stored(order(1, status="refunded"), 2)
    assert len(await store.page("refund", {}, 10, None)) == 2
    assert not await store.replace("order", order(1, status="paid"), 1)
    await store.close()


async def test_what_is_being_written_is_left_alone(table: DynamoDBTable, survivor: DynamoDBStore) -> None:
    """What others find half written is theirs to take away only when nobody can be writing on."""
    writer = dying(table, 2)
    with pytest.raises(Killed):
        await _plain(writer)
    await writer.close()
    await survivor.due(datetime.now(UTC) + timedelta(minutes=16), 10)
    assert len(_raw(table)) == 2
    await survivor.due(datetime.now(UTC) + LATER, 10)
    assert _raw(table) == []


def _raw(table: DynamoDBTable) -> list[Any]:
    found: list[Any] = table.server.client.scan(TableName=table.name)["Items"]
    return found


async def test_nothing_is_left_beside_the_documents(table: DynamoDBTable, survivor: DynamoDBStore) -> None:
    """Once a write is done, the table holds its documents, the key, and no word on how they were written."""
    await _keyed(survivor)
    assert {item["pk"]["S"].partition("#")[0] for item in _raw(table)} == {
        "order",
        "refund",
        "delivery",
        "idempotency",
    }
    assert not any({"waits_for", "unfinished"} & item.keys() for item in _raw(table))


ACTIONS = {"get_item": "GetItem", "put_item": "PutItem", "update_item": "UpdateItem", "delete_item": "DeleteItem"}


def allowed(template: dict[str, Any], role: str) -> set[str]:
    """What a role may do with the table: actions, and the indexes that it may read."""
    found: set[str] = set()
    for policy in template["Resources"][role]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            for action in (action for action in actions if action.startswith("dynamodb:")):
                places = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
                indexes = [json.dumps(place).rpartition("/index/")[2].rstrip('"} ') for place in places]
                found |= {f"{action} {index}" for index in indexes} if action == "dynamodb:Query" else {action}
    return found


def asked(client: Client) -> set[str]:
    """What was asked of a table, in the same words."""
    actions = {f"dynamodb:{ACTIONS[name]}" for name in client.asked if name != "query"}
    return actions | {f"dynamodb:Query {index}" for index in client.asked.get("query", set())}


async def test_the_courier_may_do_what_it_does_and_no_more(table: DynamoDBTable, survivor: DynamoDBStore) -> None:
    """Its role is that of looking through what is due, of writing what became of it, and of clearing up."""
    client = Client(table.server.client)
    store = DynamoDBStore(Table(table.name, client))
    for calls in (3, 4, 5, 6):
        writer = dying(table, calls)
        with pytest.raises(Killed):
            await writer.insert("order", order(calls), ("k" + str(calls), "f"), [("delivery", delivery(calls))])
        await writer.close()
    await survivor.insert("webhook", {"id": "whk_1", "created_at": order(1)["created_at"]})
    for found in await store.due(datetime.now(UTC) + LATER, 10):
        stored = await store.get("delivery", found["id"])
        assert stored is not None
        assert await store.replace("delivery", {**stored.document, "state": "delivered"}, stored.revision)
    assert await store.delete("webhook", "whk_1")
    assert asked(client) == allowed(load("store"), "CourierRole")
    await store.close()


ROLES = [
    (shape, name)
    for shape in shapes()
    for name in resources(load(shape), "AWS::IAM::Role")
    if name not in ("CourierRole", "AgentRole", "Operator")
]
"""The roles of all that serves requests."""


async def test_who_serves_requests_may_do_what_the_shop_does_and_no_more(table: DynamoDBTable) -> None:
    """The container delivers events too, beside its requests; functions leave that to the courier."""
    client = Client(table.server.client)
    store = DynamoDBStore(Table(table.name, client))
    shop = Shop(store)
    customer = await shop.create_customer(CustomerCreate(full_name="Ada", email="ada@example.com", language="en"))
    await shop.update_customer(customer.id, CustomerUpdate(phone="1"))
    webhook = await shop.create_webhook(WebhookCreate(url="https://x.example"), "2023-10-16")
    line = {"sku": "a", "description": "A", "quantity": 2, "unit_price": {"amount": 210, "currency": "EUR"}}
    body = OrderCreate.model_validate({"customer_id": customer.id, "lines": [line], "channel": "web"})
    placed = await shop.create_order(body, idempotency_key="k")
    await shop.refund_order(placed.id, RefundCreate())
    await shop.list_orders(customer_id=customer.id)
    await shop.list_orders(status="paid")
    await shop.sales_report(datetime.now(UTC).date())
    await shop.delete_webhook(webhook.id)
    for shape, name in ROLES:
        deliveries = {"dynamodb:Query by_due"} if shape == "container" else set()
        assert allowed(load(shape), name) == asked(client) | deliveries, f"{shape} {name}"
    assert {shape for shape, _ in ROLES} == set(shapes()) - {"store"}
    await store.close()


def test_a_client_of_any_version_orders_and_reads_over_dynamodb(
    table: DynamoDBTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SHOP_TABLE is all that it takes; the reference service is the same over it."""
    for name, value in {**table.server.environment, "SHOP_TABLE": table.name, "SHOP_DEMO": "1"}.items():
        monkeypatch.setenv(name, value)
    with TestClient(Gateway("versions", "adapters")) as client:
        old = client.get("/2023-10-16/order/ord_1001").json()
        assert (old["total"], old["refunded"]) == ("25.00", "12.50")
        line = {"sku": "a", "description": "A", "quantity": 2, "unit_price": {"amount": 210, "currency": "EUR"}}
        body = {"customer_id": "cus_ada", "channel": "web", "lines": [line]}
        headers = {"Idempotency-Key": "k"}
        made = [client.post("/2026-09-01/orders", json=body, headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in made] == [201, 201]
        assert made[0].json() == made[1].json()
        assert client.get(f"/2023-10-16/order/{made[0].json()['id']}").json()["total"] == "4.20"
        assert client.get("/2026-09-01/orders/nope").status_code == 404


async def test_a_client_of_an_older_release_is_told_to_try_again(
    table: DynamoDBTable, survivor: DynamoDBStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a newer release is rolled out, what that has written is a 503 of the older one, in any version's words."""
    await survivor.insert("order", order(1))
    await table.outdate(survivor, "order", "ord_001")
    for name, value in {**table.server.environment, "SHOP_TABLE": table.name}.items():
        monkeypatch.setenv(name, value)
    with TestClient(Gateway("versions", "adapters")) as client:
        for path in ("/2026-09-01/orders/ord_001", "/2023-10-16/order/ord_001"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert "is being rolled out" in answer.text


def test_the_courier_of_the_template_delivers(
    table: DynamoDBTable, received: tuple[str, list[tuple[dict[str, str], bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function serves the order and sends nothing; the other one, called by the schedule, sends its event."""
    url, got = received
    settings = {**table.server.environment, "SHOP_TABLE": table.name, "SHOP_DEMO": "1", "SHOP_WEBHOOKS": "anywhere"}
    for name, value in {**settings, "AWS_LAMBDA_FUNCTION_NAME": "shop"}.items():
        monkeypatch.setenv(name, value)
    with TestClient(Gateway("versions", "adapters")) as client:
        made = client.post("/2023-10-16/webhooks", json={"url": url}).json()
        line = {"sku": "a", "description": "A", "quantity": 2, "unit_price": {"amount": 210, "currency": "EUR"}}
        order = {"customer_id": "cus_ada", "channel": "web", "lines": [line]}
        assert client.post("/2026-09-01/orders", json=order).status_code == 201
    assert not got
    [function] = resources(load("store"), "AWS::Serverless::Function").values()
    module, _, name = function["Properties"]["Handler"].rpartition(".")
    handler = getattr(import_module(module), name)
    assert handler({}, None) == {"delivered": 1}
    assert handler({}, None) == {"delivered": 0}
    [(headers, sent)] = got
    event = Webhook(made["secret"]).verify(sent, headers)
    assert event["data"]["total"] == "4.20"
