"""What is said to commute does the same in either order; what doesn't is asked to be put in one."""

from __future__ import annotations

from itertools import permutations
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType

from gateway import (
    Change,
    ConversionError,
    Gateway,
    Operation,
    Role,
    Router,
    Timeline,
    Version,
    behaviour,
    first_page,
    prefixed,
    route,
    routes,
    scalar,
    schema,
)
from gateway.changes.commuting import commute
from gateway.laws.breach import same
from gateway.laws.documents import documents
from gateway.plan.plan import Plan
from gateway.shapes.shape import Shape

OrderId = TypeAliasType("OrderId", Annotated[str, Field(pattern="^ord_")])
Status = TypeAliasType("Status", Literal["paid", "open", "disputed"])


class Address(BaseModel):
    """Where something goes."""

    town: str
    street: str | None = None


class Line(BaseModel):
    """What is bought."""

    id: OrderId
    sku: Annotated[str, Field(max_length=9)]
    gift: bool = False


class Order(BaseModel):
    """Something that is bought."""

    id: OrderId
    parent: OrderId = "ord_0"
    city: str
    note: str | None = None
    status: Status = "open"
    kind: Literal["big", "small"] = "big"
    size: int = 1
    address: Address = Address(town="x")
    lines: list[Line] = []


class Page(BaseModel):
    """Some orders."""

    data: list[Order]
    cursor: str | None


class OrderQuery(BaseModel):
    """Which orders."""

    limit: int = 10
    status: str = ""
    after: str = ""


router = Router()


@router.post("/orders", status=201)
async def order(body: Order) -> Order:
    """Buy."""
    return body


@router.get("/orders")
async def orders(query: OrderQuery) -> Page:
    """What was bought."""
    return Page(data=[], cursor=None)


ORDER, ADDRESS, LINE = schema("Order"), schema("Address"), schema("Line")
POOL: list[Operation] = [
    ORDER.renamed("town", to="city"),
    ORDER.renamed("remark", to="note"),
    ORDER.added("size", default=1),
    ORDER.added("parent", default="ord_7"),
    ORDER.added("address", default={"town": "x"}),
    ORDER.added("lines", default=[]),
    ORDER.removed("fax", was=str, old_sees="1"),
    ORDER.removed("zip", was=str, old_sees=lambda newer: newer["city"][:5]),
    ORDER.nullable("note", old_sees=""),
    ORDER.values("kind", {"large": "big"}),
    ORDER.value_added("status", "disputed", old_sees="open"),
    ORDER.converted("size", up=int, down=str, was={"type": "string", "pattern": "^[0-9]{1,9}$"}, lost="the sign"),
    ORDER.wrapped("line", into="lines", lost="all but the first"),
    ORDER.nested("place=town", into="address"),
    ORDER.moved("address.city", to="city"),
    ADDRESS.renamed("place", to="town"),
    ADDRESS.added("street", default=None),
    LINE.renamed("code", to="sku"),
    LINE.added("gift", default=False),
    LINE.constrained("sku", was={"maxLength": None}),
    schema("Item").called("Line"),
    schema("Place").called("Address"),
    scalar("OrderId").converted(**prefixed("ord_")),
    scalar("Status").values({"done": "paid"}),
    routes("/order").moved("/orders"),
    routes("/").query("max").renamed(to="limit"),
    route("GET /orders").query("limit").default(was="5"),
    route("GET /orders").query("after").converted(up=str.upper, was=str),
    routes("/").header("X-Key").renamed(to="Key"),
    route("POST /orders").header("Key").default(was="k"),
    route("POST /orders").header("Prefer").values({"quick": "fast"}),
    route("POST /orders").status(200, to=201),
    route("GET /orders").paged(into="data", cursor="cursor", query="after", old_sees=first_page(linked=True)),
    routes("/").errors().renamed("message", to="detail"),
    routes("/").errors().added("title"),
    route("POST /orders").errors().converted("detail", down=str.upper, was=str),
    route("POST /orders").errors().unwrapped(was_in="error"),
    behaviour("orders-are-quick"),
]


def gateway(*operations: Operation) -> Gateway:
    """Two versions, of which the newer one changed this, in this order."""
    made = type("Made", (Change,), {"__doc__": "Changed.", "operations": list(operations)})
    return Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [made]})


def plans(made: Gateway) -> dict[str, Plan] | None:
    """What is translated for the older clients, by the handlers' routes; None where something is wrong."""
    if made.check():
        return None
    table = made.atlas.table(made.timeline.oldest)
    return {entry.endpoint.label: made.atlas.plan(made.timeline.oldest, entry) for entry in table.entries}


def plain(node: Any) -> Any:
    """A schema whose lists of names have no order."""
    if isinstance(node, dict):
        return {key: sorted(held) if key == "required" else plain(held) for key, held in node.items()}
    return [plain(held) for held in node] if isinstance(node, list) else node


def shown(shape: Shape | None) -> Any:
    """A shape, to be compared."""
    return None if shape is None else plain(shape.standalone())


def upgraded(plan: Plan, document: Any) -> Any:
    """What a request becomes, or that it is refused."""
    try:
        return plan.upgrade(document, Role.CREATE)
    except ConversionError:
        return "refused"


def like(plan: Plan, other: Plan, data: st.DataObject) -> bool:
    """Whether two plans do the same."""
    ours, theirs = plan.client, other.client
    if ours.route != theirs.route or shown(ours.request) != shown(theirs.request):
        return False
    if {key: shown(held) for key, held in ours.responses.items()} != {
        key: shown(held) for key, held in theirs.responses.items()
    }:
        return False
    if ours.request is not None:
        sent = data.draw(documents(ours.request))
        if not same(upgraded(plan, sent), upgraded(other, sent)):
            return False
    for status, key in ((201, "2XX"), (404, "4XX")):
        answered = data.draw(documents(plan.home.responses[key]))
        if not same(plan.downgrade(answered, status), other.downgrade(answered, status)):
            return False
    headers = [(b"x-key", b"1"), (b"prefer", b"quick")]
    return (
        plan.upgrade_query(b"max=1&after=b&limit=3") == other.upgrade_query(b"max=1&after=b&limit=3")
        and sorted(plan.upgrade_headers(headers)) == sorted(other.upgrade_headers(headers))
        and plan.downgrade_status(201) == other.downgrade_status(201)
    )


COMMUTING = [(one, other) for one, other in permutations(POOL, 2) if POOL.index(one) < POOL.index(other)]
COMMUTING = [pair for pair in COMMUTING if commute(*pair)]


@given(st.sampled_from(COMMUTING), st.data())
@settings(max_examples=100)
def test_what_commutes_does_the_same_in_either_order(pair: tuple[Operation, Operation], data: st.DataObject) -> None:
    """Schemas, documents both ways, queries, headers and statuses."""
    one, other = plans(gateway(*pair)), plans(gateway(*reversed(pair)))
    # A new field may be the only one that holds a schema, before which the schema isn't there to be changed.
    if one is not None and other is not None:
        assert one.keys() == other.keys()
        assert all(like(plan, other[label], data) for label, plan in one.items())


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (ORDER.added("a", default=1), ORDER.added("b", default=1), True),
        (ORDER.renamed("a", to="b"), ORDER.renamed("c", to="d"), True),
        (ORDER.renamed("a", to="b"), ORDER.renamed("b", to="c"), False),
        (ORDER.renamed("a", to="b"), ADDRESS.renamed("a", to="b"), True),
        (ORDER.values("a", {"x": "y"}), LINE.values("a", {"x": "y"}), True),
        (ORDER.moved("address.town", to="city"), ADDRESS.renamed("cname", to="city_name"), False),
        (ORDER.added("address", default={"place": "x"}), ADDRESS.renamed("place", to="town"), False),
        (ORDER.closed(), ORDER.added("a", default=1), False),
        (ORDER.closed(), ADDRESS.added("a", default=1), True),
        (ORDER.at("/lines/*").renamed("a", to="b"), ORDER.renamed("items", to="lines"), False),
        (ORDER.at("/lines/*").renamed("a", to="b"), ORDER.renamed("c", to="d"), True),
        (schema("Old").called("Order"), ORDER.added("a", default=1), False),
        (schema("Old").called("Order"), ADDRESS.added("a", default=1), True),
        (scalar("Status").values({"a": "b"}), ORDER.values("status", {"b": "c"}), False),
        (scalar("Status").values({"a": "b"}), ORDER.renamed("state", to="status"), True),
        (routes("/").query("X").renamed(to="Y"), route("GET /orders").query("Y").default(was="d"), False),
        (routes("/").query("X").renamed(to="Y"), route("GET /orders").query("Z").default(was="d"), True),
        (route("POST /orders").query("X").renamed(to="Y"), route("GET /orders").query("Y").default(was="d"), True),
        (routes("/").header("X").renamed(to="Y"), route("GET /orders").header("y").renamed(to="Z"), False),
        (routes("/").header("X").renamed(to="Y"), routes("/").answer_header("Y").renamed(to="Z"), True),
        (
            routes("/").errors().renamed("msg", to="detail"),
            route("GET /orders").errors().converted("detail", down=str, was=str),
            False,
        ),
        (routes("/").errors().renamed("msg", to="detail"), routes("/").errors().added("title"), True),
        (routes("/order").moved("/orders"), ORDER.added("a", default=1).on("GET /orders"), False),
        (routes("/order").moved("/orders"), ORDER.added("a", default=1), True),
        (route("PUT /orders").added(), route("PUT /orders").status(200, to=201), False),
        (route("PUT /orders").added(), routes("/").header("X").added(), True),
        (behaviour("a"), ORDER.closed(), True),
    ],
)
def test_what_operations_mention_decides(one: Operation, other: Operation, said: bool) -> None:
    """In whichever order they are asked about."""
    assert commute(one, other) is said
    assert commute(other, one) is said
