"""Statuses, media types and members of errors that no handler answers are found."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import Response

from gateway import Operation, Reply, Router, route, routes, schema
from tests.check.gateways import described, mistakes


class Pet(BaseModel):
    """An animal."""

    name: str


class PetProblem(BaseModel):
    """What errors answer: a problem (RFC 9457) with a code."""

    type: str
    title: str
    status: int
    code: str


def answering(answer: Any, status: int = 200, **options: Any) -> Router:
    """An API that makes pets."""
    made = Router(**options)

    async def handler(body: Any) -> Any:
        raise NotImplementedError

    handler.__annotations__ = {"body": Pet, "return": answer}
    made.post("/pets", status=status)(handler)
    return made


CREATED = answering(Pet, 201)
app = FastAPI()


@app.post("/pets", status_code=201)
async def make(body: Pet) -> Pet:
    """A pet."""
    raise NotImplementedError


def document(responses: Any, taken: Any = None) -> Any:
    """An OpenAPI document of one route."""
    body = {"requestBody": {"content": taken}} if taken is not None else {}
    return {"openapi": "3.1.0", "paths": {"/pets": {"post": {"responses": responses, **body}}}}


def content(*types: str) -> Any:
    """What is answered, of some media types."""
    return {"content": {name: {"schema": {"type": "object", "properties": {"msg": {}}}} for name in types}}


HAL, JSON, PROBLEM = "application/hal+json", "application/json", "application/problem+json"
POST = route("POST /pets")
LATER = POST.deferred(done={"status": "done"}, was=dict, within=5)


@pytest.mark.parametrize(
    ("current", "operation", "problem", "fix"),
    [
        (CREATED, POST.status(200, to=202), "answers 202", "Known: 201."),
        (CREATED, routes("/").status(200, to=202), "answers 202", "Known: 201."),
        (app, POST.status(200, to=202), "answers 202", "Known: 201."),
        (CREATED, LATER, "answers 202", "Known: 201."),
        (CREATED, POST.media_type(was=JSON, to=HAL), f"answers {HAL}", JSON),
        (app, POST.media_type(was=JSON, to=HAL), f"answers {HAL}", JSON),
        (app, POST.request_media_type(was=JSON, to=HAL), f"takes {HAL}", JSON),
        (CREATED, routes("/").errors().media_type(was=JSON, to=HAL), f"answers errors that are {HAL}", PROBLEM),
        (CREATED, routes("/").errors().renamed("a", to="nosuch"), "has the member 'nosuch'", "Router(problems=Model)"),
        (CREATED, routes("/").errors().values("code", {"a": "b"}), "has the member 'code'", "Router(problems=Model)"),
        (CREATED, routes("/").errors().enveloped(into="error", lost="x"), "has the member 'error'", "detail"),
        (CREATED, routes("/").errors().nested("a", into="error"), "has the member 'error'", "detail"),
        (CREATED, routes("/").errors().converted("code", down=str, was=str), "has the member 'code'", "detail"),
    ],
)
def test_what_is_never_answered_is_found(current: Any, operation: Operation, problem: str, fix: str) -> None:
    """Where it is known what is."""
    [mistake] = mistakes(current, operation)
    assert problem in mistake.problem
    assert fix in mistake.fix


@pytest.mark.parametrize(
    ("current", "operations"),
    [
        (CREATED, [POST.status(200, to=201)]),
        (CREATED, [POST.status(200, to=203), POST.status(203, to=201)]),
        (CREATED, [POST.status(404, to=410)]),
        (app, [POST.status(200, to=201)]),
        (answering(Pet, 202), [LATER]),
        (answering(Reply[Pet]), [POST.status(200, to=202)]),
        (answering(Response), [POST.media_type(was=JSON, to=HAL)]),
        (CREATED, [POST.media_type(was=HAL, to=JSON)]),
        (CREATED, [POST.request_media_type(was=JSON, to=HAL)]),
        (CREATED, [routes("/").errors().media_type(was=JSON, to=PROBLEM)]),
        (CREATED, [routes("/").errors().renamed("message", to="detail")]),
        (CREATED, [routes("/").errors().unwrapped(was_in="error")]),
        (answering(Pet, problems=PetProblem), [routes("/").errors().renamed("error_code", to="code")]),
        (app, [routes("/").errors().renamed("message", to="msg")]),
    ],
)
def test_what_may_be_answered_is_not(current: Any, operations: list[Operation]) -> None:
    """Named as it is just after the change; and where more may be answered than is known."""
    assert mistakes(current, *operations) == []


def test_documents_say_what_is_answered() -> None:
    """Statuses, unless they are open-ended; media types; and errors that somebody described."""
    made = document({"201": content(HAL), "404": content(PROBLEM)}, content(JSON)["content"])
    for operation, problem in (
        (POST.status(200, to=202), "answers 202"),
        (POST.media_type(was=HAL, to=JSON), "answers application/json"),
        (POST.request_media_type(was=JSON, to=HAL), f"takes {HAL}"),
        (POST.errors().media_type(was=PROBLEM, to=JSON), "answers errors that are application/json"),
        (POST.errors().renamed("a", to="b"), "has the member 'b'"),
    ):
        [mistake] = mistakes(described, operation, openapi=lambda: made)
        assert problem in mistake.problem
    for responses in ({"2XX": content(JSON)}, {"default": content(JSON)}, {}):
        assert mistakes(described, POST.status(200, to=202), openapi=partial(document, responses)) == []
    anything = partial(document, {"200": content("*/*")})
    assert mistakes(described, POST.media_type(was=JSON, to=HAL), openapi=anything) == []


def test_a_problem_s_model_is_what_errors_are() -> None:
    """Also for the schemas of older versions."""
    router = answering(Pet, problems=PetProblem)
    [mistake] = mistakes(router, routes("/").errors().renamed("a", to="b"))
    assert "Known: code, status, title, type." in mistake.fix
    [mistake] = mistakes(router, schema("Problem").renamed("a", to="b"))
    assert "'Problem'" in mistake.problem


@pytest.mark.parametrize(
    ("operation", "problem"),
    [
        (schema("Pet").added("name", default="x").on("GET /pets").in_requests(), "no requests of `GET /pets` hold"),
        (schema("Pet").added("name", default="x").on("DELETE /pets"), "no requests and answers of `DELETE /pets` hold"),
    ],
)
def test_a_schema_that_is_elsewhere_is_said_to_be(operation: Operation, problem: str) -> None:
    """With where it is, instead of that there is none."""
    router = answering(Pet)

    async def read() -> Any:
        raise NotImplementedError

    async def remove() -> None:
        raise NotImplementedError

    read.__annotations__ = {"return": Pet}
    router.get("/pets")(read)
    router.delete("/pets")(remove)
    [mistake] = mistakes(router, operation)
    assert problem in mistake.problem
    assert "It is in requests of `POST /pets`, answers of `POST /pets`, answers of `GET /pets`." in mistake.problem
    assert "Narrow it to where the schema is" in mistake.fix


def test_a_schema_that_came_later_is_said_to_have() -> None:
    """What is missing is the order, not the name."""

    class Owner(BaseModel):
        """Who has pets."""

        name: str
        pet: Pet

    router = Router()

    async def handler(body: Any) -> Any:
        raise NotImplementedError

    handler.__annotations__ = {"body": Owner, "return": Owner}
    router.post("/owners")(handler)
    renamed = schema("Pet").renamed("title", to="name")
    [mistake] = mistakes(router, renamed, schema("Owner").added("pet", default={"name": "x"}))
    assert "no document holds the schema 'Pet' at this point in history" in mistake.problem
    assert "put this after the change that says how it came" in mistake.fix
    assert mistakes(router, schema("Owner").added("pet", default={"title": "x"}), renamed) == []


def test_two_routes_cannot_become_one() -> None:
    """Older clients would reach only one of them."""
    router = answering(Pet)

    async def read() -> Any:
        raise NotImplementedError

    read.__annotations__ = {"return": Pet}
    router.get("/pets")(read)
    for operation, twice in (
        (route("GET /pets").method("POST"), "`GET /pets`"),
        (route("PUT /pets").method("POST"), None),
    ):
        found = mistakes(router, operation)
        if twice is None:
            assert found == []
        else:
            [mistake] = found
            assert f"would make two routes of older clients {twice}" in mistake.problem
            assert "added()" in mistake.fix


def test_a_place_in_a_document_that_is_not_there_is_found() -> None:
    """A route that takes no JSON has none."""
    router = Router()

    async def read() -> Any:
        raise NotImplementedError

    read.__annotations__ = {"return": Pet}
    router.get("/pets")(read)
    [mistake] = mistakes(router, route("GET /pets").in_request("/x").renamed("a", to="b"))
    assert "`GET /pets` has no request that is described" in mistake.problem
