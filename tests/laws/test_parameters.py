"""What a function does with a parameter is held to its word too, and headers and queries keep what isn't theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from gateway import ConversionError, Operation, Router, prefixed, route, routes
from gateway.laws import breaches
from gateway.operations.routes.header import MapHeader
from gateway.operations.routes.parameters import AddQuery
from gateway.operations.routes.route import RoutePattern
from tests.laws.gateways import changed

Headers = list[tuple[bytes, bytes]]


class Query(BaseModel):
    """Which things."""

    after: str = ""
    limit: int = 10
    tags: list[str] = []


router = Router()


@router.get("/things/{thing_id}")
async def thing(thing_id: str) -> dict[str, str]:
    """One."""
    return {}


@router.get("/things")
async def things(query: Query) -> dict[str, str]:
    """Some."""
    return {}


def boom(_: Any) -> Any:
    raise ZeroDivisionError


def refusing(_: Any) -> Any:
    raise ConversionError("Never.")


def path(up: Callable[[Any], Any], down: Callable[[Any], Any], was: Any = str) -> Operation:
    """A conversion of the parameter of a path."""
    return route("/things/{id}").parameter("id").converted(up=up, down=down, was=was)


def query(up: Callable[[str], Any], was: Any = str) -> Operation:
    """A conversion of the parameter of a query."""
    return route("GET /things").query("after").converted(up=up, was=was)


class Careless(AddQuery):
    """Forgets the other parameters."""

    def query_up(self, query: bytes) -> bytes:
        return b"after=1"


class Unmapped(MapHeader):
    """Knows no case."""

    def headers_up(self, headers: Headers) -> Headers:
        return [(key, value) for key, value in headers if key == self.key]


GETS_UP, BACK, DOWN = "A value of an older", "A value of an older path comes back", "Every value of a newer path"


@pytest.mark.parametrize(
    ("operation", "law", "said"),
    [
        (path(lambda text: f"p_{text}", lambda _: "x"), BACK, "It doesn't."),
        (path(lambda number: f"p_{number % 7}", lambda text: int(text[2:]), int), BACK, "It doesn't."),
        (path(boom, str), BACK, "ZeroDivisionError"),
        (path(lambda text: f"p_{text}", boom), DOWN, "ZeroDivisionError"),
        (path(lambda number: f"p_{number}", lambda text: int(text[2:]), int), DOWN, "ValueError"),
        (path(refusing, str), "A value of an older path gets through", "No document shows it."),
        (query(boom), "A query is refused or translated", "ZeroDivisionError"),
        (query(lambda text: text[99]), "A query is refused or translated", "IndexError"),
        (query(refusing), "A value of an older query gets through", "No document shows it."),
        (Careless(RoutePattern("GET /things"), "after", "1"), "A query is refused or translated", "It doesn't."),
        (Unmapped(RoutePattern("/", below=True), "X-A", {"a": "b"}), "Headers are translated", "they don't."),
    ],
)
def test_what_breaks_a_law_of_parameters_is_found(operation: Operation, law: str, said: str) -> None:
    """Links that lead elsewhere, exceptions that are no refusals, and what is nobody's business."""
    found = [breach for breach in breaches(changed(router, operation), examples=60) if breach.law.startswith(law)]
    assert found
    assert said in found[0].said
    assert found[0].fix


@pytest.mark.parametrize(
    "operation",
    [
        route("/things/{id}").parameter("id").converted(**prefixed("p_")),
        path(lambda number: f"p_{number}", lambda text: int(text[2:]) if text[2:].isdecimal() else text, int),
        query(str.upper),
        query(int, int),
        route("GET /things").query("max").renamed(to="limit"),
        route("GET /things").query("limit").default(was="5"),
        route("GET /things").query("tags").listed(),
        route("GET /things").query("tags").repeated(),
        route("GET /things").query("after").values({"old": "new"}),
        route("GET /things").query("gone").removed(),
        routes("/").header("X-Key").renamed(to="Key"),
        routes("/").header("Prefer").values({"quick": "respond-async"}),
        routes("/").answer_header("X-Cache").values({"yes": "hit"}),
        routes("/").answer_header("X-Old").removed(old_sees="stable"),
        routes("/").media_type(was="application/hal+json", to="application/json"),
        routes("/").request_media_type(was="text/json", to="application/json"),
    ],
)
def test_what_keeps_to_its_word_is_left_alone(operation: Operation) -> None:
    """Each word for parameters and headers."""
    assert breaches(changed(router, operation), examples=60) == []
