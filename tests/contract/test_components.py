"""Names of schemas in a document: one for what is the same, several for what isn't."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BaseModel, Field, PlainSerializer, create_model

from gateway import Change, Gateway, Router, Timeline, Version, schema
from gateway.contract import contract_of
from gateway.contract.components import Components
from gateway.operations.role import Form
from gateway.shapes.shape import Shape, ref
from tests.contract.test_documents import mistakes


def _router(path: str, model: Any) -> Router:
    router = Router()

    async def read() -> Any:
        return None

    read.__annotations__["return"] = model
    router.get(path, name=path.strip("/"))(read)
    return router


class Pet(BaseModel):
    """An animal."""

    full_name: str


class PetsHaveAFullName(Change):
    """A pet's `name` is now `full_name`."""

    operations = [schema("Pet").renamed("name", to="full_name")]


def _gateway(frozen: Any) -> Gateway:
    return Gateway(
        current=_router("/pets", list[Pet]),
        frozen={"v1": _router("/zoo", frozen)},
        timeline=Timeline(Version("v1"), Version("v2")),
        adapters={"v2": [PetsHaveAFullName]},
    )


def test_what_a_frozen_handler_says_as_it_is_derived_is_one_schema() -> None:
    """Words aside."""
    frozen = create_model("Pet", name=(str, Field(description="What it is called.")), __doc__="A beast.")
    gateway = _gateway(frozen)
    assert gateway.check() == []
    assert list(contract_of(gateway, "v1")["components"]["schemas"]) == ["Pet", "Problem"]


def test_what_a_frozen_handler_says_otherwise_is_a_mistake_that_names_the_fix() -> None:
    """The document has both all the same, under names of their own."""
    gateway = _gateway(create_model("Pet", name=(int, ...)))
    [mistake] = gateway.check()
    assert mistake.version == "v1"
    assert mistake.problem == (
        "its `Pet` isn't what tests.contract.test_components:read has in v1: they differ at /properties/name/type."
    )
    assert mistake.fix.startswith("Let the frozen model say the same, or give it another name")
    document = contract_of(gateway, "v1")
    assert list(document["components"]["schemas"]) == ["Pet", "Pet-2", "Problem"]
    assert mistakes(document) == []


def test_what_requests_bring_and_answers_bear_are_apart_where_they_differ() -> None:
    """As FastAPI calls them."""

    class Box(BaseModel):
        size: Annotated[int, PlainSerializer(str, return_type=str)]

    router = Router()

    async def made(body: Any) -> Any:
        return body

    made.__annotations__ |= {"body": Box, "return": Box}
    router.post("/boxes")(made)
    gateway = Gateway(current=router, timeline=Timeline(Version("v1")), adapters={})
    schemas = contract_of(gateway, "v1")["components"]["schemas"]
    assert list(schemas) == ["Box-Input", "Box-Output", "Problem"]
    assert schemas["Box-Output"]["properties"]["size"]["type"] == "string"


def test_schemas_that_hold_themselves_are_told_apart_by_what_they_hold() -> None:
    """At any depth."""

    def tree(leaf: str) -> Shape:
        node = {"properties": {"kid": ref("Node"), "leaf": ref("Leaf")}}
        return Shape(ref("Node"), {"Node": node, "Leaf": {"type": leaf}})

    components = Components()
    told = [components.schema(tree(leaf), Form.RESPONSE, leaf) for leaf in ("string", "integer", "string")]
    document, schemas = components.named({"all": told})
    assert [one["$ref"].rpartition("/")[2] for one in document["all"]] == ["Node", "Node-2", "Node"]
    assert list(schemas) == ["Leaf", "Leaf-2", "Node", "Node-2"]
    assert schemas["Node-2"]["properties"] == {
        "kid": {"$ref": "#/components/schemas/Node-2"},
        "leaf": {"$ref": "#/components/schemas/Leaf-2"},
    }


def test_a_frozen_app_keeps_its_own_security_and_identifiers() -> None:
    """Under names of their own where both apps use one for different things."""
    from fastapi import Depends
    from fastapi.security import APIKeyHeader

    def app(path: str, key: str) -> FastAPI:
        made = FastAPI()

        @made.get(path, operation_id="read", dependencies=[Depends(APIKeyHeader(name=key))])
        async def read() -> str:
            return key

        return made

    gateway = Gateway(
        current=app("/new", "X-New"),
        frozen={"v1": app("/old", "X-Old")},
        timeline=Timeline(Version("v1"), Version("v2")),
        adapters={},
    )
    document = contract_of(gateway, "v1")
    assert mistakes(document) == []
    schemes = document["components"]["securitySchemes"]
    assert {name: scheme["name"] for name, scheme in schemes.items()} == {
        "APIKeyHeader": "X-New",
        "APIKeyHeader-2": "X-Old",
    }
    assert document["paths"]["/old"]["get"]["security"] == [{"APIKeyHeader-2": []}]
    ids = {path: item["get"]["operationId"] for path, item in document["paths"].items()}
    assert ids == {"/old": "read", "/new": "read_2"}


NUMBER = {"type": "integer", "minimum": 0}
OLDER = {
    "openapi": "3.0.3",
    "info": {"title": "Zoo", "version": "1"},
    "paths": {
        "/pets/{id}": {
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "get": {"responses": {"200": {"$ref": "#/components/responses/Pet"}}},
        }
    },
    "components": {
        "parameters": {
            "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
        },
        "responses": {
            "Pet": {
                "description": "A pet.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
            }
        },
        "schemas": {
            "Pet": {
                "type": "object",
                "properties": {"full_name": {"type": "string", "nullable": True, "example": "Rex"}},
                "example": {"full_name": "Rex"},
            }
        },
    },
}


def test_a_document_of_openapi_3_0_is_one_of_3_1() -> None:
    """An app in any language, by a file: references are followed, `nullable` and `example` said as they are today."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError

    gateway = Gateway(
        current=app,
        openapi=lambda: OLDER,
        timeline=Timeline(Version("v1"), Version("v2")),
        adapters={"v2": [PetsHaveAFullName]},
    )
    document = contract_of(gateway, "v1")
    assert mistakes(document) == []
    assert document["openapi"] == "3.1.0"
    pet = document["components"]["schemas"]["Pet"]
    assert pet["properties"]["name"] == {"type": ["string", "null"], "examples": ["Rex"]}
    assert pet["examples"] == [{"name": "Rex"}]
    read = document["paths"]["/pets/{id}"]["get"]
    assert read["parameters"][0]["schema"] == {"type": "integer", "minimum": 0}
    assert read["responses"]["200"]["description"] == "A pet."
