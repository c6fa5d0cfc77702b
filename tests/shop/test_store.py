"""What the shop relies on of a store, the same for each."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.shop.conftest import Database
from versions._shop.errors import Conflict, Outdated
from versions._shop.store import Document, Key, Store, Stored, Taken

pytestmark = pytest.mark.anyio
START = datetime(2025, 1, 1, tzinfo=UTC)


def order(number: int, customer: str = "cus_1", status: str = "paid", **more: Any) -> Document:
    """An order, placed so many minutes after the start of 2025."""
    moment = (START + timedelta(minutes=number)).isoformat(timespec="microseconds")
    return {"id": f"ord_{number:03}", "customer_id": customer, "status": status, "created_at": moment, **more}


def delivery(number: int, webhook: str = "whk_1") -> Document:
    """An event that is due at once."""
    moment = (START + timedelta(minutes=number)).isoformat(timespec="microseconds")
    key = f"evt_{number:03}.{webhook}"
    return {"id": key, "webhook_id": webhook, "state": "due", "due_at": moment, "created_at": moment}


async def test_a_document_comes_back_as_it_was_written(store: Store) -> None:
    """Text of any script, numbers of any size, and the order of members."""
    document = order(1, note="Grüße 🙂 \u0000 \"'", big=10**30, exact=1.10, none=None, nested=[{"b": 1, "a": {}}])
    assert await store.insert("order", document) == document
    stored = await store.get("order", "ord_001")
    assert stored == Stored(document, 1)
    assert stored is not None
    assert list(stored.document) == list(document)


async def test_what_was_never_written_is_not_there(store: Store) -> None:
    """Whatever is asked for, also what no database could hold."""
    for key in ("", "x", "#", "é" * 5000, "order#ord_001"):
        assert await store.get("order", key) is None
        assert not await store.delete("webhook", key)
    assert await store.page("order", {"customer_id": "x" * 9000}, 10, None) == []
    assert await store.page("customer", {"email": ""}, 10, None) == []


async def test_an_id_is_given_once(store: Store) -> None:
    """A document is never put over another, and what was to go with it isn't there either."""
    await store.insert("order", order(1))
    with pytest.raises(Taken):
        await store.insert("order", order(1, status="refunded"), None, [("delivery", delivery(1))])
    with pytest.raises(Taken):
        await store.insert("order", order(2), None, [("order", order(1, status="refunded"))])
    assert await store.get("order", "ord_001") == Stored(order(1), 1)
    assert await store.get("order", "ord_002") is None
    assert await store.get("delivery", "evt_001.whk_1") is None
    assert await store.due(START + timedelta(days=1), 10) == []


async def test_of_writers_who_saw_the_same_one_writes(store: Store) -> None:
    """What was read before another wrote is never put over it, nor is what was to go with it there."""
    await store.insert("order", order(1, seen=0))
    refunds = [{"id": f"ref_{n}", "order_id": "ord_001", "created_at": order(n)["created_at"]} for n in range(8)]
    done = await asyncio.gather(
        *(store.replace("order", order(1, seen=n + 1), 1, [("refund", refunds[n])]) for n in range(8))
    )
    assert sum(done) == 1
    winner = done.index(True)
    assert await store.get("order", "ord_001") == Stored(order(1, seen=winner + 1), 2)
    assert await store.page("refund", {"order_id": "ord_001"}, 10, None) == [refunds[winner]]
    there = [await store.get("refund", f"ref_{n}") is not None for n in range(8)]
    assert there == done


async def test_a_revision_that_never_was_writes_nothing(store: Store) -> None:
    """Nor does a document that is gone or never was."""
    await store.insert("order", order(1))
    assert not await store.replace("order", order(1, status="refunded"), 7)
    assert not await store.replace("order", order(2), 1)
    assert await store.get("order", "ord_001") == Stored(order(1), 1)
    assert await store.get("order", "ord_002") is None


async def test_a_key_stands_for_one_document(store: Store) -> None:
    """Of writers with one key, all are given the same document, and nothing of the others is there."""
    done = await asyncio.gather(
        *(store.insert("order", order(n), ("k", "same"), [("delivery", delivery(n))]) for n in range(1, 6))
    )
    assert len({document["id"] for document in done}) == 1
    assert await store.page("order", {}, 10, None) == [done[0]]
    assert len(await store.due(START + timedelta(days=1), 10)) == 1
    with pytest.raises(Conflict):
        await store.insert("order", order(9), ("k", "another"))
    assert await store.get("order", "ord_009") is None


async def test_more_than_a_hundred_go_along(store: Store) -> None:
    """As an order has events for a hundred webhooks, whose documents are large."""
    along = [("delivery", {**delivery(n, f"whk_{n}"), "event": "x" * 50_000}) for n in range(1, 120)]
    await store.insert("order", order(1), ("k", "f"), along)
    assert len(await store.page("delivery", {"state": "due"}, 200, None)) == 119


async def test_lists_are_newest_first_and_go_on_where_they_ended(store: Store) -> None:
    """By any of the members that they may be filtered by, and by all of them."""
    customers, statuses = ("cus_1", "cus_2"), ("paid", "refunded", "pending")
    orders = [order(n, customers[n % 2], statuses[n % 3]) for n in range(24)]
    for one in orders:
        await store.insert("order", one)
    filters: list[dict[str, str]] = [
        {},
        {"customer_id": "cus_1"},
        {"status": "refunded"},
        {"customer_id": "cus_2", "status": "paid"},
        {"customer_id": "cus_9"},
    ]
    for where in filters:
        wanted = [one for one in reversed(orders) if where.items() <= one.items()]
        found: list[Document] = []
        after = None
        while page := await store.page("order", where, 3, after):
            found += page
            after = Key(page[-1]["created_at"], page[-1]["id"])
        assert found == wanted


async def test_a_list_by_anything_else_is_a_mistake(store: Store) -> None:
    """It would look at every document there is."""
    with pytest.raises(ValueError, match="can't be listed by note"):
        await store.page("order", {"note": "x"}, 10, None)


async def test_a_changed_member_moves_a_document_to_another_list(store: Store) -> None:
    """It is in one list at a time, and in none once it is gone."""
    await store.insert("order", order(1))
    assert await store.replace("order", order(1, status="refunded"), 1)
    assert await store.page("order", {"status": "paid"}, 10, None) == []
    assert len(await store.page("order", {"status": "refunded"}, 10, None)) == 1
    assert await store.delete("order", "ord_001")
    assert not await store.delete("order", "ord_001")
    assert await store.page("order", {}, 10, None) == []


async def test_between_two_instants_the_first_counts(store: Store) -> None:
    """A day holds its first instant, and not that of the next."""
    day = timedelta(days=1)
    edges = [order(0), order(1439), order(1440)]
    for one in edges:
        await store.insert("order", one)
    assert sorted(one["id"] for one in await store.between("order", START, START + day)) == ["ord_000", "ord_1439"]


async def test_webhooks_take_turns_with_what_is_due(store: Store) -> None:
    """However far behind one is; what isn't due, or is done, isn't among it."""
    for number in range(1, 6):
        await store.insert("delivery", delivery(number, "far_behind"))
    await store.insert("delivery", delivery(6, "fine"))
    await store.insert("delivery", delivery(60, "later"))
    await store.insert("delivery", {**delivery(1, "done"), "state": "delivered"})
    due = await store.due(START + timedelta(minutes=30), 3)
    assert [one["id"] for one in due] == ["evt_001.far_behind", "evt_006.fine", "evt_002.far_behind"]


async def test_an_older_release_writes_nothing_over_what_a_newer_one_wrote(store: Store, database: Database) -> None:
    """While both run it says so, and what it would have lost is still there."""
    await store.insert("order", order(1))
    seen = await store.get("order", "ord_001")
    assert seen is not None
    await database.outdate(store, "order", "ord_001")
    with pytest.raises(Outdated):
        await store.get("order", "ord_001")
    for revision in (seen.revision, seen.revision + 1):
        with pytest.raises(Outdated):
            await store.replace("order", order(1, status="refunded"), revision, [("delivery", delivery(1))])
