"""A list of 1000 objects, ten operations each, downgraded from bytes to bytes, beside msgspec's loads and dumps."""

from __future__ import annotations

from random import Random
from typing import Any, Literal

import msgspec
from pydantic import BaseModel

from benchmarks.measure import Measured, in_turn
from gateway import Change, Gateway, Router, Timeline, Version, prefixed, schema
from gateway.compiled.plan import CompiledPlan
from gateway.lossless import dumps, loads
from gateway.plan.lineage import lineage, state_of

ITEMS = 1000


class Item(BaseModel):
    """One of many."""

    id: str
    full_name: str
    email: str
    status: Literal["pending", "completed"]
    amount: int
    note: str | None
    channel: str
    created_at: str
    region: str
    price: float


router = Router()


@router.get("/items")
async def items() -> list[Item]:
    """All of them."""
    return []


ITEM = schema("Item")
OPERATIONS = [
    ITEM.renamed("name", to="full_name"),
    ITEM.renamed("mail", to="email"),
    ITEM.renamed("sum", to="amount"),
    ITEM.renamed("created", to="created_at"),
    ITEM.added("channel", default="web"),
    ITEM.added("region", default="eu"),
    ITEM.values("status", {"open": "pending", "done": "completed"}),
    ITEM.converted("id", **prefixed("itm_")),
    ITEM.removed("kind", was=str, old_sees="item"),
    ITEM.nullable("note", old_sees=""),
]


def documents() -> list[dict[str, Any]]:
    """The list, as it is today; about 160 kB of JSON."""
    random = Random(1)  # noqa: S311 - the same in every run
    return [
        Item(
            id=f"itm_{place}",
            full_name="Ada Lovelace",
            email="ada@x.example",
            status=random.choice(["pending", "completed"]),
            amount=place * 7,
            note=None if place % 3 else "hello",
            channel="web",
            created_at="2025-11-15",
            region="eu",
            price=1.5,
        ).model_dump(mode="json")
        for place in range(ITEMS)
    ]


def measure(rounds: int) -> dict[str, Measured]:
    """The time of one list, by how it is done."""
    change = type("Changed", (Change,), {"__doc__": "Ten things changed.", "operations": OPERATIONS})
    gateway = Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [change]})
    version = gateway.timeline.oldest
    found = gateway.atlas.table(version).match("GET", "/items")
    assert found is not None
    assert found.entry is not None
    home = state_of(found.entry.endpoint)
    links = lineage(home, gateway.atlas.past.steps(version, gateway.timeline.head))
    opaque, typed, plain = (CompiledPlan(links, home) for _ in range(3))
    data = msgspec.json.encode(documents())
    decode, encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode
    return in_turn(
        {
            "msgspec": lambda: encode(decode(data)),
            "any": lambda: opaque.downgrade_bytes(data, 200),
            "typed": lambda: typed.downgrade_bytes(data, 200, trusted=True),
            "documents": lambda: dumps(plain.downgrade(loads(data), 200)),
        },
        rounds,
    )
