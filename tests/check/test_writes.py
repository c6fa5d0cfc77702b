"""Where an older client would erase by writing what its version can't express, something must be said of it."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import BaseModel
from typing_extensions import TypeAliasType

from gateway import LEFT_OUT, Operation, Role, Router, route, scalar, schema
from tests.check.gateways import mistakes

Status = TypeAliasType("Status", Literal["paid", "open", "disputed"])


class Price(BaseModel):
    """What something costs."""

    amount: str
    currency: str


class Card(BaseModel):
    """Paid by card."""

    kind: Literal["card"] = "card"


class Crypto(BaseModel):
    """Paid otherwise."""

    kind: Literal["crypto"] = "crypto"


class Line(BaseModel):
    """What is bought."""

    id: int
    gift: bool = False


class Order(BaseModel):
    """Something that is bought."""

    status: Status = "open"
    price: Price
    emails: list[str] = []
    tags: list[str] = []
    pays: list[Card | Crypto] = []
    pay: Card | Crypto | None = None
    lines: list[Line] = []
    channel: str = "web"


class Held(BaseModel):
    """An order, as an answer holds it."""

    data: Order


ORDER = schema("Order")
WRAPPED = ORDER.wrapped("email", into="emails", lost="the rest")
LEFT = ORDER.variant_added("pays", "Crypto", where={"kind": "crypto"}, old_sees=LEFT_OUT)
ADDED, IN_LINES = ORDER.added("channel", default="web"), schema("Line").added("gift", default=False)
FIRST = ORDER.converted("tags", up=list, down=lambda tags: tags[:5], was=list[str], lost="the rest")
RETYPED = schema("Price").retyped(up=str, down=str, was=str, lost="the currency")
VALUE = scalar("Status").value_added("disputed", old_sees="open")


def writing(method: str, answered: Any = Order, role: Role | None = None, read: str | None = "/order") -> Router:
    """An API of which one order is written, and read."""
    router = Router()

    async def write(body: Any) -> Any:
        raise NotImplementedError

    async def reads() -> Any:
        raise NotImplementedError

    write.__annotations__ = {"body": list[Any] if role is Role.PATCH_OPS else Order, "return": Order}
    reads.__annotations__ = {"return": answered}
    router.route(method, "/order", role=role)(write)
    if read is not None:
        router.get(read)(reads)
    return router


@pytest.mark.parametrize(
    ("method", "operation", "erases"),
    [
        ("PUT", ADDED, True),
        ("PUT", IN_LINES, True),
        ("PUT", WRAPPED, True),
        ("PUT", RETYPED, True),
        ("PUT", VALUE, True),
        ("PUT", ORDER.renamed("where", to="channel"), False),
        ("PUT", ORDER.removed("fax", was=str, old_sees=""), False),
        ("PATCH", ADDED, False),
        ("PATCH", VALUE, False),
        ("PATCH", IN_LINES, True),
        ("PATCH", WRAPPED, True),
        ("PATCH", LEFT, True),
        ("PATCH", FIRST, True),
        ("PATCH", ORDER.added("tags", default=[]), False),
        ("POST", WRAPPED, False),
    ],
)
def test_a_write_that_would_erase_is_found(method: str, operation: Operation, erases: bool) -> None:
    """Replacements erase whatever isn't said, patches what is in lists, which they replace as wholes."""
    found = mistakes(writing(method), operation)
    if not erases:
        assert found == []
        return
    [mistake] = found
    assert f"`{method} /order` of an older client would erase" in mistake.problem
    assert f'route("{method} /order").keeps_the_rest()' in mistake.fix
    assert mistakes(writing(method), operation, route(f"{method} /order").keeps_the_rest()) == []
    assert mistakes(writing(method), operation, route(f"{method} /order").erases_the_rest("It is a draft.")) == []


def test_json_patches_erase_what_is_in_lists() -> None:
    """Which can't be kept, so that what is lost is to be said."""
    patched = writing("PATCH", role=Role.PATCH_OPS)
    assert mistakes(patched, ADDED) == []
    [mistake] = mistakes(patched, IN_LINES)
    assert "would erase what its version can't express of `gift`" in mistake.problem
    assert mistake.fix.startswith('Add route("PATCH /order").erases_the_rest("why")')
    [mistake] = mistakes(patched, WRAPPED)
    assert "can't say this" in mistake.problem


@pytest.mark.parametrize(
    ("router", "operations", "problem"),
    [
        (writing("PUT", read=None), [ADDED], "no GET reads what is at `/order`."),
        (writing("PUT", read="/orders"), [ADDED], "no GET reads what is at `/order`."),
        (writing("PUT", answered=Price), [ADDED], "for clients of v1, GET answers another form than it takes."),
        (writing("PUT", answered=Any), [ADDED], "for clients of v1, GET answers another form than it takes."),
        (
            writing("PUT"),
            [route("GET /order").response(down=lambda order: {"it": order}, was=dict[str, Any], what="x.")],
            "GET answers another form",
        ),
        (
            writing("PUT"),
            [route("PUT /order").request(up=lambda held: held["it"], was=dict[str, Any], what="x.")],
            "GET answers another form than it takes, as request(up=...) makes another one of what it takes.",
        ),
        (writing("POST"), [ADDED], "its bodies neither replace nor merge."),
        (writing("PATCH", role=Role.PATCH_OPS), [ADDED], "its bodies neither replace nor merge."),
    ],
)
def test_where_nothing_can_be_kept_saying_so_is_a_mistake(
    router: Router, operations: list[Operation], problem: str
) -> None:
    """With why, and what to do."""
    method = next(iter(router)).method
    found = mistakes(router, *operations, route(f"{method} /order").keeps_the_rest())
    assert any(f"`{method} /order` can't keep the rest: " in one.problem and problem in one.problem for one in found)
    assert all(one.fix for one in found)


def test_what_is_read_may_hold_what_is_written() -> None:
    """As a member of the answer, at a path whose parameters have other names."""
    assert mistakes(writing("PUT", answered=Held), ADDED, route("PUT /order").keeps_the_rest()) == []
    router = Router()

    async def write(one: str, body: Order) -> Order:
        raise NotImplementedError

    async def read(other: str) -> Order:
        raise NotImplementedError

    router.put("/orders/{one}")(write)
    router.get("/orders/{other}")(read)
    assert mistakes(router, ADDED, route("PUT /orders/{id}").keeps_the_rest()) == []
