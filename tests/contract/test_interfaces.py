"""What a document says of parameters, headers, media types and statuses, through every change that there is of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.testclient import TestClient

from gateway import (
    Change,
    ConfigurationError,
    Event,
    Gateway,
    Operation,
    Reply,
    Router,
    Timeline,
    Version,
    names_of,
    prefixed,
    route,
    routes,
    schema,
    values_of,
)
from gateway.contract import contract_of
from tests.contract.test_documents import mistakes


class Pet(BaseModel):
    """An animal."""

    id: Annotated[str, Field(pattern="^pet_")]
    name: str
    kind: Literal["cat", "dog"]


class PetQuery(BaseModel):
    """Which animals."""

    kind: Annotated[Literal["cat", "dog"] | None, values_of("Pet.kind")] = None
    sort: Annotated[Literal["name", "-name"] | None, names_of("Pet")] = None
    tag: str = ""
    limit: int = 20


class PetHeaders(BaseModel):
    """How the answer is made."""

    x_unit: Literal["cm", "inch"] = "cm"
    x_trace: str | None = None


class Problem(BaseModel):
    """What went wrong."""

    type: str
    title: str
    status: int


router = Router(tags=["Pets"], problems=Problem)


@router.get("/pets", sends={"Total-Count": "How many there are."}, refuses={429: "Too often."})
async def pets(query: PetQuery, headers: PetHeaders) -> Reply[list[Pet]]:
    """All animals.

    In no order.
    """
    told = {"Total-Count": "1", "Unit": headers.x_unit}
    return Reply([Pet(id="pet_1", name="Rex", kind="dog")], headers=told)


@router.get("/pets/{pet_id}")
async def pet(request: Request, pet_id: Annotated[str, Field(pattern="^pet_")]) -> Pet:
    """One animal."""
    return Pet(id=pet_id, name="Rex", kind="dog")


@router.post("/pets", status=202)
async def adopt(body: Pet) -> Pet:
    """Take one home."""
    return body


@router.get("/news", media_type="text/event-stream")
async def news() -> AsyncIterator[Event[Pet]]:
    """What happens."""
    yield Event(Pet(id="pet_1", name="Rex", kind="dog"))


@router.get("/lines")
async def lines() -> AsyncIterator[Pet]:
    """All animals, a line each."""
    yield Pet(id="pet_1", name="Rex", kind="dog")


@router.get("/number/{number:int}")
async def numbered(number: int) -> None:
    """By its number."""


def served(*operations: Operation) -> Gateway:
    """The API with two versions, between which are some changes."""
    change = {"__doc__": "It changed.", "operations": list(operations)}
    adapters = {"v2": [type("Changed", (Change,), change)]} if operations else {}
    return Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters=adapters)


def older(*operations: Operation) -> dict[str, Any]:
    """The document of the version before some changes."""
    document = contract_of(served(*operations), "v1")
    assert mistakes(document) == []
    return document


def parameters(document: dict[str, Any]) -> dict[str, Any]:
    """The parameters of the list of animals, by name."""
    return {one["name"]: one for one in document["paths"]["/pets"]["get"]["parameters"]}


def test_a_handler_says_what_it_takes_and_answers() -> None:
    """By its models, its docstring, and what it was declared with."""
    document = older()
    listed = document["paths"]["/pets"]["get"]
    assert (listed["tags"], listed["summary"], listed["description"]) == (["Pets"], "All animals", "In no order.")
    assert listed["operationId"] == "pets"
    assert list(parameters(document)) == ["kind", "sort", "tag", "limit", "X-Unit", "X-Trace"]
    assert parameters(document)["X-Trace"] == {
        "name": "X-Trace",
        "in": "header",
        "schema": {"title": "X Trace", "type": "string"},
    }
    assert listed["responses"]["200"]["headers"]["Total-Count"]["description"] == "How many there are."
    assert listed["responses"]["429"]["description"] == "Too often."
    numbered = document["paths"]["/number/{number}"]["get"]["parameters"][0]
    assert (numbered["name"], numbered["schema"]["type"]) == ("number", "integer")


GET = route("GET /pets")
LIMIT = {"title": "Limit", "type": "integer"}
KIND = {"title": "Kind", "type": "string"}


@pytest.mark.parametrize(
    ("operation", "name", "said"),
    [
        (
            GET.query("labels").renamed(to="tag"),
            "labels",
            {"schema": {"default": "", "title": "Tag", "type": "string"}},
        ),
        (GET.query("tag").added(), "tag", None),
        (GET.query("page").removed(), "page", {"deprecated": True, "schema": {"type": "string"}}),
        (
            GET.query("limit").default(was="50"),
            "limit",
            {"schema": {**LIMIT, "default": 50}},
        ),
        (
            GET.query("limit").required(default="5"),
            "limit",
            {"schema": {**LIMIT, "default": 5}},
        ),
        (GET.query("tag").converted(**prefixed("tag_", number=True)), "tag", {"schema": {"type": "integer"}}),
        (
            GET.query("tag").listed(),
            "tag",
            {"style": "form", "explode": True, "schema": {"type": "array", "items": {"type": "string"}}},
        ),
        (
            GET.query("tag").repeated("|"),
            "tag",
            {"style": "pipeDelimited", "explode": False, "schema": {"type": "array", "items": {"type": "string"}}},
        ),
        (
            GET.query("kind").values({"hound": "dog"}),
            "kind",
            {"schema": {**KIND, "enum": ["cat", "hound"]}},
        ),
        (
            schema("Pet").values("kind", {"hound": "dog"}),
            "kind",
            {"schema": {**KIND, "enum": ["cat", "hound"]}},
        ),
        (schema("Pet").renamed("called", to="name"), "sort", {"schema": {"title": "Sort", "type": "string"}}),
        (GET.header("X-Measure").renamed(to="X-Unit"), "X-Measure", {}),
        (GET.header("X-Trace").added(), "X-Trace", None),
        (GET.header("X-Old").removed(), "X-Old", {"deprecated": True}),
        (GET.header("X-Unit").values({"centimetre": "cm"}), "X-Unit", {}),
        (GET.header("X-Unit").default(was="inch"), "X-Unit", {}),
    ],
)
def test_a_parameter_is_as_it_was_before_a_change(operation: Operation, name: str, said: dict[str, Any] | None) -> None:
    """Its name, whether it was there, its values, its default, how several of it are written."""
    found = parameters(older(operation)).get(name)
    if said is None:
        assert found is None
        return
    assert found is not None
    assert {key: found.get(key) for key in said} == said
    assert "required" not in found


def test_values_of_headers_are_as_they_were() -> None:
    """Of requests and of answers; one that is gone had one value."""
    document = older(
        GET.header("X-Unit").values({"centimetre": "cm"}),
        GET.answer_header("X-Total").renamed(to="Total-Count"),
        GET.answer_header("X-Pages").removed(old_sees="1"),
    )
    assert parameters(document)["X-Unit"]["schema"]["enum"] == ["centimetre", "inch"]
    headers = document["paths"]["/pets"]["get"]["responses"]["200"]["headers"]
    assert "Total-Count" not in headers
    assert headers["X-Total"]["description"] == "How many there are."
    assert headers["X-Pages"] == {"required": True, "schema": {"type": "string", "const": "1"}}
    gone = older(GET.answer_header("Total-Count").added())["paths"]["/pets"]["get"]["responses"]["200"]["headers"]
    assert "Total-Count" not in gone


def test_statuses_and_media_types_are_as_they_were() -> None:
    """Of requests, of success and of errors, by name or in a range."""
    document = older(
        route("POST /pets").status(200, to=202),
        route("POST /pets").status(402, to=409),
        route("POST /pets").request_media_type(was="application/vnd.pet+json", to="application/json"),
        route("POST /pets").media_type(was="text/json", to="application/json"),
        routes("/").errors().media_type(was="application/json", to="application/problem+json"),
    )
    taken = document["paths"]["/pets"]["post"]
    assert list(taken["requestBody"]["content"]) == ["application/vnd.pet+json"]
    assert list(taken["responses"]) == ["200", "400", "413", "422", "4XX", "5XX"]
    assert list(taken["responses"]["200"]["content"]) == ["text/json"]
    assert list(document["components"]["responses"]["Error4XX"]["content"]) == ["application/json"]


def test_deferred_work_was_answered_at_once() -> None:
    """The result's type under the status it had; waiting has an end."""
    document = older(
        route("POST /pets").deferred(status=201, was=Pet, done={"status": "done"}, failed={"status": "no"}, within=5)
    )
    answers = document["paths"]["/pets"]["post"]["responses"]
    assert "202" not in answers
    assert answers["201"]["content"]["application/json"]["schema"]["title"] == "Pet"


def test_a_path_s_parameter_is_as_it_was() -> None:
    """Under the name that the version's path has for it."""
    document = older(
        routes("/animals/{animal}").moved("/pets/{pet_id}"),
        schema("Pet").converted("id", **prefixed("pet_", number=True)),
        routes("/pets/{id}").parameter("id").converted(**prefixed("pet_", number=True)),
    )
    [parameter] = document["paths"]["/animals/{animal}"]["get"]["parameters"]
    assert parameter == {"name": "animal", "in": "path", "required": True, "schema": {"type": "integer"}}


def test_streams_hold_what_they_held() -> None:
    """Lines are a list of them; of events their data is said."""
    document = older(schema("Pet").renamed("called", to="name"))
    told = document["paths"]["/lines"]["get"]["responses"]["200"]["content"]
    pet = {"$ref": "#/components/schemas/Pet"}
    assert told == {"application/jsonl": {"schema": {"type": "array", "items": pet}}}
    assert document["paths"]["/news"]["get"]["responses"]["200"]["content"] == {"text/event-stream": {"schema": pet}}
    assert "called" in document["components"]["schemas"]["Pet"]["properties"]


def test_headers_are_read_and_refused_in_the_client_s_words() -> None:
    """By their names, whatever the model's fields are called."""
    client = TestClient(served(GET.header("X-Measure").renamed(to="X-Unit")))
    assert client.get("/v2/pets", headers={"x-unit": "inch"}).headers["unit"] == "inch"
    assert client.get("/v1/pets", headers={"X-Measure": "inch"}).headers["unit"] == "inch"
    refused = client.get("/v1/pets", headers={"X-Measure": "mile"})
    assert refused.status_code == 422
    assert [one["header"] for one in refused.json()["errors"]] == ["x-measure"]


def test_only_errors_are_refusals() -> None:
    """A declaration that names a success is a mistake."""
    with pytest.raises(ConfigurationError, match="refuses has 200, which is no error"):
        router.get("/x", refuses={200: "Never."})
