"""What can have happened to a route's errors, headers, media types and parameters, as clients see it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.testclient import TestClient

from gateway import (
    Change,
    DeclarationError,
    Gateway,
    Link,
    Operation,
    Problem,
    Reply,
    Router,
    Timeline,
    Version,
    prefixed,
    route,
    routes,
    schema,
)


class Pet(BaseModel):
    """An animal."""

    id: str
    full_name: str
    next: Link = "/pets/pet_8"


class NewPet(BaseModel):
    """What makes one."""

    full_name: str


class PetQuery(BaseModel):
    """Which pets."""

    after: str = ""
    tag: str = ""


api = Router()


@api.get("/pets/{pet_id}")
async def read_pet(pet_id: str) -> Pet:
    """One pet."""
    if pet_id == "pet_404":
        raise Problem(404, type="urn:x:no-pet", detail="There is no such pet.", code="no_pet")
    return Pet(id=pet_id, full_name="Rex")


@api.post("/pets", status=201)
async def make_pet(body: NewPet) -> Reply[Pet]:
    """A new pet."""
    made = Pet(id="pet_7", full_name=body.full_name)
    return Reply(made, headers={"Location": f"/pets/{made.id}", "X-Cache": "miss", "X-Region": "eu"})


@api.get("/pets")
async def list_pets(query: PetQuery, request: Request) -> dict[str, str | None]:
    """What was asked."""
    names = ("accept", "x-tenant", "prefer", "x-trace")
    return {"after": query.after, "tag": query.tag, **{name: request.headers.get(name) for name in names}}


def gateway(*made: Operation, app: Any = api, **options: Any) -> Gateway:
    class TheChange(Change):
        """The newer version's one change."""

        operations = tuple(made)

    timeline = Timeline(Version("v1"), Version("v2"))
    return Gateway(timeline=timeline, current=app, adapters={"v2": [TheChange]}, **options)


def client(*made: Operation, **options: Any) -> TestClient:
    return TestClient(gateway(*made, **options), raise_server_exceptions=False)


BARE_ERRORS = (
    routes("/").errors().unwrapped(was_in="error"),
    routes("/").errors().renamed("message", to="detail"),
    routes("/").errors().removed("reason", was=str, old_sees="refused"),
    routes("/").errors().media_type(was="application/json", to="application/problem+json"),
)


def test_errors_of_a_handler_have_the_form_they_had() -> None:
    """Also their media type; and the newer version's stay as they are."""
    asked = client(*BARE_ERRORS)
    older, newer = asked.get("/v1/pets/pet_404"), asked.get("/v2/pets/pet_404")
    assert older.headers["content-type"] == "application/json"
    assert older.json()["error"]["message"] == "There is no such pet."
    assert older.json()["error"]["reason"] == "refused"
    assert newer.headers["content-type"] == "application/problem+json"
    assert newer.json()["detail"] == "There is no such pet."


@pytest.mark.parametrize("target", ["/v1/nowhere", "/v1/pets/pet_1/toys"])
def test_what_the_gateway_says_where_no_route_is_has_the_form_of_errors(target: str) -> None:
    """As `routes("/")` are all of them."""
    answer = client(*BARE_ERRORS).get(target)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert set(answer.json()) == {"error"}
    assert answer.json()["error"]["message"] == "Version v1 has no such route."


def test_what_can_not_be_read_is_refused_in_the_form_that_errors_had() -> None:
    """With the place in the client's words."""
    renamed = schema("NewPet", "Pet").renamed("name", to="full_name")
    answer = client(renamed, *BARE_ERRORS).post("/v1/pets", json={"name": 5})
    assert answer.status_code == 422
    assert answer.json()["error"]["errors"][0]["pointer"] == "/name"


def test_an_error_of_another_form_stays_as_it_is() -> None:
    """What a word doesn't find isn't meant."""
    app = FastAPI()

    @app.get("/pets")
    async def read() -> None:
        raise HTTPException(409, "taken")

    answer = client(routes("/").errors().renamed("message", to="title"), app=app).get("/v1/pets")
    assert answer.json() == {"detail": "taken"}


def test_an_error_that_no_route_describes_is_translated_all_the_same() -> None:
    """Whatever app answered it, and in plain text not at all."""
    app = FastAPI()

    @app.get("/pets")
    async def read(plain: bool = False) -> Any:
        return PlainTextResponse("no", 503) if plain else JSONResponse({"code": "busy", "hint": "later"}, 503)

    asked = client(
        routes("/").errors().values("code", {"overload": "busy"}), routes("/").errors().added("hint"), app=app
    )
    assert asked.get("/v1/pets").json() == {"code": "overload"}
    assert asked.get("/v2/pets").json() == {"code": "busy", "hint": "later"}
    assert asked.get("/v1/pets?plain=true").text == "no"


def test_a_problem_says_the_status_that_its_client_gets() -> None:
    """The member as the status line does (RFC 9457, 3.1.2)."""
    answer = client(route("GET /pets/{id}").status(410, to=404)).get("/v1/pets/pet_404")
    assert answer.status_code == answer.json()["status"] == 410


def test_an_id_in_a_path_has_the_form_of_the_version() -> None:
    """In requests, in `Location`, and in declared links."""
    asked = client(
        route("/pets/{id}").parameter("id").converted(**prefixed("pet_")),
        schema("Pet").converted("id", **prefixed("pet_")),
    )
    older = asked.get("/v1/pets/7")
    assert older.json() == {"id": "7", "full_name": "Rex", "next": "/v1/pets/8"}
    assert asked.get("/v2/pets/pet_7").json()["id"] == "pet_7"
    assert asked.post("/v1/pets", json={"full_name": "Rex"}).headers["location"] == "/v1/pets/7"
    assert asked.post("/v2/pets", json={"full_name": "Rex"}).headers["location"] == "/v2/pets/pet_7"


def test_an_older_id_of_a_type_is_the_only_path_of_its_version() -> None:
    """What isn't a number was no path, and isn't one now."""
    asked = client(route("/pets/{id}").parameter("id").converted(**prefixed("pet_", number=True)))
    assert asked.get("/v1/pets/7").json()["id"] == "pet_7"
    assert asked.get("/v1/pets/rex").status_code == 404


def test_an_older_id_that_can_not_be_converted_is_no_resource() -> None:
    """In the version's words, as the conversion says."""

    def up(old: str) -> str:
        if not old.isdigit():
            raise ValueError("A pet's id is a number.")
        return "pet_" + old

    asked = client(route("/pets/{id}").parameter("id").converted(up=up, down=lambda new: new[4:]))
    answer = asked.get("/v1/pets/rex")
    assert (answer.status_code, answer.json()["detail"]) == (404, "A pet's id is a number.")


def test_a_path_converted_twice_is_converted_in_order() -> None:
    """Over several versions, up from the oldest."""

    class First(Change):
        """Ids got a prefix."""

        operations = (route("/pets/{id}").parameter("id").converted(**prefixed("pet_")),)

    class Second(Change):
        """The route moved, and ids got another prefix."""

        operations = (
            routes("/pets").moved("/animals"),
            route("/animals/{id}").parameter("id").converted(**prefixed("a.")),
        )

    router = Router()

    @router.get("/animals/{animal_id}")
    async def read(animal_id: str) -> dict[str, str]:
        return {"id": animal_id}

    timeline = Timeline(*(Version(f"v{number}") for number in (1, 2, 3)))
    asked = TestClient(Gateway(timeline=timeline, current=router, adapters={"v2": [First], "v3": [Second]}))
    assert asked.get("/v1/pets/7").json() == {"id": "a.pet_7"}
    assert asked.get("/v2/pets/pet_7").json() == {"id": "a.pet_7"}
    assert asked.get("/v3/animals/a.pet_7").json() == {"id": "a.pet_7"}


def test_a_path_parameter_that_is_not_in_the_path_is_a_mistake() -> None:
    """Told with what the path has."""
    with pytest.raises(DeclarationError, match=r"no parameter 'id'\..*pet_id"):
        route("/pets/{pet_id}").parameter("id").converted(**prefixed("pet_"))


def test_request_headers_reach_the_handler_in_its_form() -> None:
    """Added, left out, renamed in their values, removed, and media types that are accepted."""
    asked = client(
        routes("/").header("X-Tenant").required(default="main"),
        routes("/").header("Prefer").values({"quick": "respond-async"}),
        routes("/").header("X-Trace").removed(),
        routes("/").media_type(was="application/json", to="application/hal+json"),
    )
    sent = {"Prefer": "quick", "X-Trace": "1", "Accept": "text/csv;q=0.5, application/json;q=0.9"}
    told = asked.get("/v1/pets", headers=sent)
    assert told.json() == {
        "after": "",
        "tag": "",
        "accept": "text/csv;q=0.5, application/hal+json;q=0.9",
        "x-tenant": "main",
        "prefer": "respond-async",
        "x-trace": None,
    }
    assert asked.get("/v2/pets", headers=sent).json()["prefer"] == "quick"


def test_a_new_header_of_an_older_client_is_a_stray() -> None:
    """It isn't part of that version's contract, so it counts as what the change says."""
    asked = client(routes("/").header("X-Tenant").added(value="main"))
    assert asked.get("/v1/pets", headers={"X-Tenant": "evil"}).json()["x-tenant"] == "main"
    asked = client(routes("/").header("X-Tenant").default(was="main"))
    assert asked.get("/v1/pets", headers={"X-Tenant": "mine"}).json()["x-tenant"] == "mine"


def test_response_headers_reach_the_client_in_its_form() -> None:
    """Other values, new ones left out, and what is gone still there with every success."""
    asked = client(
        routes("/").answer_header("X-Cache").values({"no": "miss"}),
        routes("/").answer_header("X-Region").added(),
        routes("/").answer_header("X-Status").removed(old_sees="stable"),
    )
    older = asked.post("/v1/pets", json={"full_name": "Rex"}).headers
    newer = asked.post("/v2/pets", json={"full_name": "Rex"}).headers
    assert (older["x-cache"], older.get("x-region"), older["x-status"]) == ("no", None, "stable")
    assert (newer["x-cache"], newer["x-region"], newer.get("x-status")) == ("miss", "eu", None)
    assert "x-status" not in asked.get("/v1/pets/pet_404").headers


def test_media_types_are_the_version_s_with_their_parameters() -> None:
    """Of what is answered, and of what is sent."""
    app = FastAPI()

    @app.post("/pets")
    async def make(request: Request) -> JSONResponse:
        sent = {"type": request.headers["content-type"]}
        return JSONResponse(sent, media_type="application/hal+json; charset=utf-8")

    asked = client(
        route("POST /pets").media_type(was="application/json", to="application/hal+json"),
        route("POST /pets").request_media_type(was="application/x-json", to="application/json"),
        app=app,
    )
    answer = asked.post("/v1/pets", content="{}", headers={"Content-Type": "application/x-json; v=1"})
    assert answer.json() == {"type": "application/json; v=1"}
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_a_query_parameter_has_the_form_of_the_version() -> None:
    """One value converted, and a repeated one as a list."""
    asked = client(
        route("GET /pets").query("after").converted(**prefixed("pet_")), route("GET /pets").query("tag").listed()
    )
    told = asked.get("/v1/pets?tag=a&after=7&tag=b").json()
    assert (told["after"], told["tag"]) == ("pet_7", "a,b")


def test_a_query_parameter_that_can_not_be_converted_is_named_as_the_client_named_it() -> None:
    """Though it has another name by then, and in the form that errors had."""

    def up(text: str) -> str:
        if not text.isdigit():
            raise ValueError("A number is wanted.")
        return f"pet_{text}"

    asked = client(
        route("GET /pets").query("since").renamed(to="after"),
        route("GET /pets").query("after").converted(up=up),
        *BARE_ERRORS,
    )
    answer = asked.get("/v1/pets?since=rex")
    assert answer.status_code == 422
    assert answer.json()["error"]["errors"] == [{"detail": "A number is wanted.", "parameter": "since"}]


def test_a_repeated_parameter_whose_value_holds_the_separator_is_refused() -> None:
    """One list would say something else."""
    answer = client(route("GET /pets").query("tag").listed()).get("/v1/pets?tag=a%2Cb")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "tag"


def test_a_header_that_says_how_a_message_is_sent_is_not_the_version_s() -> None:
    """Changing it would break the connection."""
    with pytest.raises(DeclarationError, match="not what it means"):
        routes("/").header("Content-Length").removed()


def test_response_header_values_that_can_not_be_told_apart_are_a_mistake() -> None:
    """Two older names of one newer value."""
    with pytest.raises(DeclarationError, match="which older ones"):
        routes("/").answer_header("X-Cache").values({"yes": "hit", "ja": "hit"})


class Cat(BaseModel):
    """Meows."""

    kind: Literal["cat"]
    lives_left: int


class Dog(BaseModel):
    """Barks."""

    kind: Literal["dog"]
    bones: int


class Home(BaseModel):
    """Where animals live."""

    animals: list[Annotated[Cat | Dog, Field(discriminator="kind")]]


fast = FastAPI()


@fast.post("/homes")
async def move_in(home: Home) -> Home:
    """Move in."""
    return home


typed = Router()


@typed.post("/homes")
async def move_in_typed(body: Home) -> Home:
    """Move in."""
    return body


def test_a_mistake_in_a_member_of_a_union_is_where_the_client_put_it() -> None:
    """Though pydantic names the member on the way, which is no place in the document."""
    change = schema("Cat").renamed("lives", to="lives_left")
    sent = {"animals": [{"kind": "dog", "bones": 1}, {"kind": "cat", "lives": "nine"}]}
    told = client(change, app=typed).post("/v1/homes", json=sent).json()
    assert told["errors"][0]["pointer"] == "/animals/1/lives"
    told = client(change, app=fast).post("/v1/homes", json=sent).json()
    assert told["detail"][0]["loc"] == ["body", "animals", 1, "cat", "lives"]
