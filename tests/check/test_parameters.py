"""Query parameters that no handler has are found, and those that speak of what isn't there."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from gateway import Operation, Router, all_pages, names_of, route, routes, values_of
from tests.check.gateways import described, mistakes


class Pet(BaseModel):
    """An animal."""

    name: str
    kind: Literal["cat", "dog"] = "cat"


class Page(BaseModel):
    """Some of them."""

    data: list[Pet]
    cursor: str | None


class Query(BaseModel):
    """Which pets."""

    status: Literal["here", "gone"] = "here"
    limit: int | None = 10
    tag: str = ""
    filter: str = ""


class Open(BaseModel):
    """Whatever is asked."""

    model_config = ConfigDict(extra="allow")

    limit: int = 10


router = Router()


@router.get("/pets")
async def pets(query: Query) -> Page:
    """Some."""
    raise NotImplementedError


@router.get("/pets/{name}")
async def pet(name: str) -> Pet:
    """One."""
    raise NotImplementedError


app = FastAPI()


@app.get("/pets")
async def listed(
    status: Literal["here", "gone"] = "here", limit: int | None = 10, tag: str = "", filter: str = ""
) -> Page:
    """Some."""
    raise NotImplementedError


@app.get("/pets/{name}")
async def one(name: str) -> Pet:
    """One."""
    raise NotImplementedError


LISTED: Any = [
    {"name": name, "in": "query", "schema": schema}
    for name, schema in (
        ("status", {"enum": ["here", "gone"], "type": "string"}),
        ("limit", {"type": "integer"}),
        ("tag", {"type": "string"}),
    )
]
DOCUMENT: Any = {
    "openapi": "3.1.0",
    "paths": {
        "/pets": {"parameters": LISTED, "get": {"parameters": [{"$ref": "#/components/parameters/Filter"}]}},
        "/pets/{name}": {"get": {"responses": {}}},
    },
    "components": {"parameters": {"Filter": {"name": "filter", "in": "query", "style": "deepObject"}}},
}
GET = route("GET /pets")


@pytest.mark.parametrize("kind", ["typed", "fastapi", "openapi"])
@pytest.mark.parametrize(
    ("operation", "problem", "fix"),
    [
        (GET.query("state").renamed(to="statuss"), "the query parameter 'statuss'", 'Did you mean "status"?'),
        (GET.query("scope").added(value="x"), "the query parameter 'scope'", "limit, status, tag"),
        (GET.query("size").default(was="5"), "the query parameter 'size'", "just after the change"),
        (GET.query("size").required(default="5"), "the query parameter 'size'", "just after the change"),
        (GET.query("stat").values({"a": "b"}), "the query parameter 'stat'", "just after the change"),
        (GET.query("after").converted(up=str), "the query parameter 'after'", "just after the change"),
        (GET.query("tags").listed(), "the query parameter 'tags'", 'Did you mean "tag"?'),
        (GET.query("tags").repeated(), "the query parameter 'tags'", 'Did you mean "tag"?'),
        (routes("/").query("a").renamed(to="b"), "the query parameter 'b'", "just after the change"),
        (GET.query("status").removed(), "still has the query parameter 'status'", "added()"),
        (routes("/").query("status").removed(), "still has the query parameter 'status'", "added()"),
        (GET.query("status").renamed(to="tag"), "still has the query parameter 'status'", "added()"),
        (GET.query("status").values({"open": "here", "closed": "away"}), "has no value 'away'", "here, gone"),
        (GET.query("limit").default(was="ten"), "'limit' doesn't take 'ten'", "that the handler takes"),
        (GET.query("status").added(value="lost"), "'status' doesn't take 'lost'", "that the handler takes"),
    ],
)
def test_parameters_that_are_not_there_are_found(kind: str, operation: Operation, problem: str, fix: str) -> None:
    """Of typed handlers, of FastAPI's, and of an OpenAPI document."""
    current = {"typed": router, "fastapi": app, "openapi": described}[kind]
    options = {"openapi": lambda: DOCUMENT} if kind == "openapi" else {}
    [mistake] = mistakes(current, operation, **options)
    assert problem in mistake.problem
    assert fix in mistake.fix
    assert mistake.where


@pytest.mark.parametrize(
    "operation",
    [
        GET.query("state").renamed(to="status"),
        GET.query("limit").added(value="10"),
        GET.query("limit").default(was="5"),
        GET.query("tag").listed(),
        GET.query("filter[name]").renamed(to="filter[title]"),
        GET.query("gone").removed(),
        routes("/").query("gone").removed(),
        routes("/").query("max").renamed(to="limit"),
        GET.query("status").values({"open": "here"}),
        GET.query("tag").values({"a": "b"}),
    ],
)
def test_parameters_that_are_there_are_not(operation: Operation) -> None:
    """Also where only some of the routes have them."""
    assert mistakes(router, operation) == []


def test_parameters_are_named_as_they_are_just_after_the_change() -> None:
    """Through all that later changes did to them."""
    renamed = GET.query("state").renamed(to="status")
    assert mistakes(router, GET.query("state").default(was="here"), renamed) == []
    [mistake] = mistakes(router, renamed, GET.query("state").default(was="here"))
    assert "the query parameter 'state'" in mistake.problem
    values = GET.query("status").values({"open": "here"})
    assert mistakes(router, GET.query("status").default(was="open"), values) == []


def test_where_parameters_are_not_known_nothing_is_said() -> None:
    """Handlers that take the request, models that take anything, apps without a document."""
    unsure = Router()

    @unsure.get("/pets")
    async def taking(request: Request) -> Page:
        raise NotImplementedError

    @unsure.get("/all")
    async def everything(query: Open) -> Page:
        raise NotImplementedError

    async def bare(request: Request) -> Any:
        raise NotImplementedError

    undescribed = Starlette(routes=[Route("/pets", bare)])
    for current, path in ((unsure, "/pets"), (unsure, "/all"), (undescribed, "/pets")):
        assert mistakes(current, route(f"GET {path}").query("a").renamed(to="b")) == []


def test_the_parameter_by_which_pages_are_asked_for_must_be_there() -> None:
    """Or older clients get the first page again and again."""

    def paged(query: str) -> Operation:
        return GET.paged(into="data", cursor="cursor", query=query, old_sees=all_pages(most=5))

    [mistake] = mistakes(router, paged("cursor"))
    assert "the query parameter 'cursor'" in mistake.problem
    assert mistakes(router, paged("tag")) == []


def spoken_of(tie: Any) -> Router:
    """An API with a parameter that speaks of something."""
    speaking = type("Speaking", (BaseModel,), {"__annotations__": {"sort": Annotated[str, tie]}, "sort": ""})
    made = Router()

    async def handler(query: Any) -> Any:
        raise NotImplementedError

    handler.__annotations__ = {"query": speaking, "return": list[Pet]}
    made.get("/pets")(handler)
    return made


@pytest.mark.parametrize(
    ("tie", "problem", "fix"),
    [
        (names_of("Pett"), "no document holds the schema 'Pett'", 'Did you mean "Pet"?'),
        (values_of("Pet.kindd"), "'Pet' has no field 'kindd'", 'Did you mean "kind"?'),
        (values_of("Pett.kind"), "no document holds the schema 'Pett'", 'Did you mean "Pet"?'),
        (values_of("Pet"), "'Pet' names no field", "with a dot between"),
    ],
)
def test_what_a_parameter_speaks_of_must_be_there(tie: Any, problem: str, fix: str) -> None:
    """The handler's file and line are told, as no change is at fault."""
    [mistake] = mistakes(spoken_of(tie))
    assert problem in mistake.problem
    assert mistake.problem.startswith("GET /pets: the query parameter 'sort' speaks of what isn't there")
    assert fix in mistake.fix
    assert mistake.where.startswith("tests/check/test_parameters.py:")


@pytest.mark.parametrize("tie", [names_of("Pet"), values_of("Pet.kind")])
def test_what_is_there_may_be_spoken_of(tie: Any) -> None:
    """Names, and values."""
    assert mistakes(spoken_of(tie)) == []
