"""What errors say to older clients: their own names, values, places and forms, in sentences too."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, Header, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, field_validator
from starlette.testclient import TestClient

from gateway import Change, Gateway, Operation, Problem, Router, Timeline, Version, prefixed, route, routes, schema


class Pet(BaseModel):
    """An animal."""

    id: Annotated[str, Field(pattern="^pet_[0-9]+$")]
    full_name: str
    status: Literal["sold", "held"] = "held"
    legs: Annotated[int, Field(le=4)] = 4

    @field_validator("full_name")
    @classmethod
    def _known(cls, name: str) -> str:
        if name == "bad":
            raise ValueError("full_name must not be 'bad'; 'full_name' is taken")
        return name


api = Router()
app = FastAPI()


@api.post("/pets")
async def make(body: Pet) -> Pet:
    """A pet."""
    return body


@api.get("/pets/{pet_id}")
async def read(pet_id: str) -> Pet:
    """There is none."""
    raise Problem(404, detail=f"There is no pet '{pet_id}'.")


@app.post("/pets")
async def created(body: Pet, idempotency_key: Annotated[str, Header()]) -> Pet:
    """A pet."""
    return body


@app.get("/pets/{pet_id}")
async def found(pet_id: Annotated[str, Path(max_length=6)]) -> Pet:
    """There is none."""
    raise AssertionError


FORMS: dict[str, Any] = {}


@app.post("/forms")
async def refused(body: Pet) -> Any:
    """Errors of any form."""
    return JSONResponse(FORMS["now"], 400)


CHANGES: list[Operation] = [
    schema("Pet").renamed("name", to="full_name"),
    schema("Pet").values("status", {"gone": "sold"}),
    schema("Pet").converted("id", **prefixed("pet_")),
    route("/pets/{id}").parameter("id").converted(**prefixed("pet_")),
    route("POST /pets").header("X-Key").renamed(to="Idempotency-Key"),
]


def client_of(current: Any, *operations: Operation) -> TestClient:
    """Two versions of it."""
    changed = type("Changed", (Change,), {"__doc__": "X.", "operations": [*CHANGES, *operations]})
    made = Gateway(current=current, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [changed]})
    return TestClient(made, raise_server_exceptions=False)


GOOD = {"id": "7", "name": "Rex", "status": "gone"}


@pytest.mark.parametrize(
    ("wrong", "pointer", "said"),
    [
        ({"status": "lost"}, "/status", "Input should be 'gone' or 'held'"),
        ({"status": "sold"}, "/status", "Input can't be 'sold' in this version"),
        ({"id": 7}, "/id", "Input should be a valid string"),
        ({"id": "x"}, "/id", "Input isn't accepted"),
        ({"legs": 5}, "/legs", "Input should be less than or equal to 4"),
        ({"name": "bad"}, "/name", "Value error, name must not be 'bad'; 'name' is taken"),
    ],
)
def test_sentences_are_about_what_the_client_sent(wrong: Any, pointer: str, said: str) -> None:
    """By its own version's schema, where the newer one says otherwise."""
    answer = client_of(api).post("/v1/pets", json={**GOOD, **wrong})
    assert answer.json()["errors"] == [{"detail": said, "pointer": pointer}]


def test_what_isnt_there_is_called_as_the_client_called_it() -> None:
    """Its id, not the newer one."""
    assert client_of(api).get("/v1/pets/7").json()["detail"] == "There is no pet '7'."
    assert client_of(api).get("/v2/pets/pet_7").json()["detail"] == "There is no pet 'pet_7'."


def test_echoed_values_are_the_clients() -> None:
    """FastAPI echoes; what the newer schema expects isn't told."""
    answer = client_of(app).post("/v1/pets", json={**GOOD, "id": "x", "status": "lost"}, headers={"X-Key": "k"})
    assert [(one["loc"], one["input"], one["msg"], "ctx" in one) for one in answer.json()["detail"]] == [
        (["body", "id"], "x", "Input isn't accepted", False),
        (["body", "status"], "lost", "Input should be 'gone' or 'held'", False),
    ]


def test_headers_and_path_parameters_have_the_clients_names_and_texts() -> None:
    """As it sent them."""
    client = client_of(app)
    [missing] = client.post("/v1/pets", json=GOOD).json()["detail"]
    assert missing["loc"] == ["header", "x-key"]
    [long] = client.get("/v1/pets/12345").json()["detail"]
    assert (long["loc"], long["input"]) == (["path", "pet_id"], "12345")


def test_a_refusal_of_the_gateways_has_the_services_form() -> None:
    """FastAPI's, where FastAPI describes it."""
    answer = client_of(app).post("/v1/pets", json={**GOOD, "id": 7}, headers={"X-Key": "k"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/json")
    assert answer.json() == {
        "detail": [{"type": "value_error", "loc": ["body", "id"], "msg": "Input should be a valid string"}]
    }


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ({"errors": [{"source": {"pointer": "/full_name"}}]}, {"errors": [{"source": {"pointer": "/name"}}]}),
        ({"error": {"errors": [{"pointer": "#/full_name"}]}}, {"error": {"errors": [{"pointer": "#/name"}]}}),
        ([{"loc": ["body", "full_name"], "msg": "no"}], [{"loc": ["body", "name"], "msg": "no"}]),
        ({"field": "full_name", "message": "`full_name` is taken"}, {"field": "name", "message": "`name` is taken"}),
        ({"header": "idempotency-key"}, {"header": "idempotency-key"}),
        ({"loc": "here", "pointer": 5}, {"loc": "here", "pointer": 5}),
    ],
)
def test_places_are_found_in_any_form(newer: Any, older: Any) -> None:
    """Of those that are in use."""
    FORMS["now"] = newer
    assert client_of(app).post("/v1/forms", json=GOOD).json() == older


def test_an_apps_own_404_and_405_have_the_older_form_too() -> None:
    """Whatever has no route."""
    client = client_of(app, routes("/").errors().unwrapped(was_in="error"))
    assert client.get("/v1/nowhere").json() == {"error": {"detail": "Not Found"}}
    assert client.delete("/v1/pets").json() == {"error": {"detail": "Method Not Allowed"}}
    assert client.get("/v2/nowhere").json() == {"detail": "Not Found"}


def test_where_no_places_are_said_a_rewritten_request_has_none() -> None:
    """A place in the newer one would mean nothing."""
    whole = route("POST /pets").request(
        up=lambda old: {"id": old["i"], "name": old["n"]}, was=dict, what="other names."
    )
    placed = route("POST /pets").request(
        up=lambda old: {"id": old["i"], "name": old["n"]},
        was=dict,
        what="other names.",
        places=lambda place: ("n",) if place[:1] == ("name",) else (),
    )
    for operation, pointer in ((whole, ""), (placed, "/n")):
        changed = type("First", (Change,), {"__doc__": "X.", "operations": [operation]})
        second = type("Second", (Change,), {"__doc__": "X.", "operations": CHANGES})
        made = Gateway(
            current=api,
            timeline=Timeline(Version("v1"), Version("v2"), Version("v3")),
            adapters={"v2": [changed], "v3": [second]},
        )
        answer = TestClient(made).post("/v1/pets", json={"i": "7", "n": 5})
        assert answer.json()["errors"][0]["pointer"] == pointer
