"""All that an OpenAPI document says is read, or it is said what can't be."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, create_model
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from gateway import DeclarationError, Gateway, Router, schema
from gateway.shapes.from_openapi import Description
from gateway.shapes.from_pydantic import described, shape_of
from gateway.shapes.shape import ref
from tests.shapes.made import echo, echoing, gateway_of
from tests.shapes.test_kin import STRING, thing

PERSON = thing(("full_name",), full_name=STRING, status={"type": "string", "enum": ["completed", "open"]})
CHANGES = [schema("Person").renamed("name", to="full_name"), schema("Person").values("status", {"done": "completed"})]


def content(root: Any, media_type: str = "application/json") -> dict[str, Any]:
    """What a body or an answer holds."""
    return {"content": {media_type: {"schema": root}}}


def answering(answer: Any) -> dict[str, Any]:
    """A path item that takes a person, and answers so."""
    return {"post": {"requestBody": content(ref("Person")), "responses": {"200": answer}}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "x", "version": "1"},
    "paths": {
        "/item": {"$ref": "#/components/pathItems/People"},
        "/chain": answering({"$ref": "#/components/responses/Alias"}),
        "/any": answering({"description": "", **content(ref("Person"), "*/*")}),
        "/application": answering({"description": "", **content(ref("Person"), "application/*; q=1")}),
        "/inside": answering(
            {"description": "", **content({"$ref": "#/components/responses/Person/content/application~1json/schema"})}
        ),
        "/deep": answering(content(thing(one={"$ref": "#/components/schemas/Holder/properties/person"}))),
        "/of-path": answering(content({"$ref": "#/paths/~1chain/post/requestBody/content/application~1json/schema"})),
        "/query": {
            "parameters": [
                {"name": "sort", "in": "query", "schema": {"$ref": "#/components/schemas/Sort"}},
                {"name": "page", "in": "query", "schema": {"type": "string"}},
            ],
            "get": {
                "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": content(ref("Person"))},
            },
        },
    },
    "components": {
        "schemas": {
            "Person": PERSON,
            "Holder": thing(person=ref("Person")),
            "Sort": {"type": "string", "x-names-of": "Person"},
        },
        "responses": {
            "Person": {"description": "", **content(ref("Person"))},
            "Alias": {"$ref": "#/components/responses/Person"},
        },
        "pathItems": {"People": answering({"$ref": "#/components/responses/Person"})},
    },
}


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Answer with a person."""
    await JSONResponse({"full_name": "A", "status": "completed"})(scope, receive, send)


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    """The document's app, in two versions."""
    return gateway_of(answer, CHANGES, document=DOCUMENT)


@pytest.mark.parametrize("path", ["item", "chain", "any", "application", "inside", "of-path"])
def test_references_are_followed_wherever_they_lead(gateway: Gateway, path: str) -> None:
    """Of path items and of responses, in chains, into any part of the document; and ranges of media types hold JSON."""
    assert gateway.check() == []
    seen = TestClient(gateway).post(f"/v1/{path}", json={"name": "B"})
    assert (seen.status_code, seen.json()) == (200, {"name": "A", "status": "done"})


def test_what_is_inlined_refers_to_what_it_did(gateway: Gateway) -> None:
    """A person within a part of a schema is a person."""
    shape = Description(DOCUMENT).response_shapes("POST", "/deep")["200"]
    assert shape.root["properties"]["one"] == ref("Person")


def test_parameters_of_a_path_are_those_of_its_operations() -> None:
    """Which may say otherwise of one."""
    schemas = Description(DOCUMENT).query_schemas("GET", "/query")
    assert schemas == {"sort": {"type": "string", "x-names-of": "Person"}, "page": {"type": "integer"}}


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ({"$ref": "other.json#/Person"}, "POST /x: the reference 'other.json#/Person'"),
        ({"$ref": "#/components/schemas/Nobody"}, "POST /x: the reference '#/components/schemas/Nobody'"),
        ({"items": ref("Bad")}, "schema `Bad`: the reference '#/components/parameters/None/schema'"),
        (ref("Endless"), "schema `Endless`: the reference '#/components/schemas/Endless/properties/more'"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_its_place(root: Any, said: str) -> None:
    """Before traffic, and only where it is needed."""
    schemas = {
        "Bad": thing(a={"$ref": "#/components/parameters/None/schema"}),
        "Endless": thing(more={"properties": {"a": {"$ref": "#/components/schemas/Endless/properties/more"}}}),
        "Person": PERSON,
    }
    paths = {"/x": answering({"description": "", **content(root)}), "/y": answering(content(ref("Person")))}
    document = {**DOCUMENT, "paths": paths, "components": {"schemas": schemas}}
    mistakes = gateway_of(echo, CHANGES, document=document).check()
    assert [said in str(mistake) for mistake in mistakes] == [True], mistakes
    assert Description(document).response_shapes("POST", "/y")["200"].has("Person")
    with pytest.raises(DeclarationError, match="path /z: a reference leads nowhere"):
        list(Description({"paths": {"/z": {"$ref": "elsewhere.json"}}}).operations())


def test_only_pairs_of_forms_are_one_schema() -> None:
    """`Order-Input` and `Order-Output`; whoever calls a schema so alone means it."""
    schemas = {
        "Order-Input": thing(a=STRING),
        "Order-Output": thing(a=STRING, b=STRING),
        "Form-Input": thing(a=STRING),
        "Pay": {
            "oneOf": [ref("Order-Output"), ref("Form-Input")],
            "discriminator": {
                "propertyName": "a",
                "mapping": {"o": "#/components/schemas/Order-Output", "f": "Form-Input"},
            },
        },
    }
    document = {**DOCUMENT, "components": {"schemas": schemas}, "paths": {"/x": answering(content(ref("Pay")))}}
    document["paths"]["/x"]["post"]["requestBody"] = content(ref("Order-Input"))
    description = Description(document)
    answer = description.response_shapes("POST", "/x")["200"]
    assert set(answer.schemas) == {"Order", "Form-Input", "Pay"}
    assert set(answer.schemas["Order"]["properties"]) == {"a", "b"}
    mapping = answer.schemas["Pay"]["discriminator"]["mapping"]
    assert mapping == {"o": "#/components/schemas/Order", "f": "#/components/schemas/Form-Input"}
    taken = description.request_shape("POST", "/x")
    assert taken is not None
    assert (taken.root, set(taken.schemas["Order"]["properties"])) == (ref("Order"), {"a"})


def test_what_is_the_same_is_read_once() -> None:
    """Whichever operation asks; booleans are schemas too."""
    description = Description({**DOCUMENT, "paths": {**DOCUMENT["paths"], "/true": answering(content(True))}})
    assert description.request_shape("POST", "/item") is description.request_shape("POST", "/chain")
    assert description.response_shapes("POST", "/true")["200"].root == {}


def test_definitions_that_a_type_brings_are_named_schemas() -> None:
    """Whoever wrote them, pydantic or a person."""

    class Home(BaseModel):
        city: str

    class Person(BaseModel):
        homes: list[Home]

    gateway = gateway_of(
        echoing(people=create_model("Base", id=(str, ...))),
        [schema("Home").renamed("town", to="city")],
        [
            schema("Base").removed("person", was=Person, old_sees={"homes": [{"city": "R"}]}),
            schema("Base").removed("plain", was={"$ref": "#/$defs/P", "$defs": {"P": {"type": "string"}}}, old_sees=""),
        ],
    )
    assert gateway.check() == []
    assert gateway.downgrade({"id": "1"}, schema="Base", to="v1")["person"] == {"homes": [{"town": "R"}]}
    told = gateway.schema("Base", "v1")["$defs"]
    assert told["Base"]["properties"]["plain"] == {"$ref": "#/$defs/P"}
    assert (set(told["Home"]["properties"]), told["P"]) == ({"town"}, {"type": "string"})
    assert described({"allOf": [thing(a=STRING), thing(b=STRING)]}).root["properties"].keys() == {"a", "b"}


def models(*modules: str) -> list[Any]:
    """Models of one name in several modules, each with a field of its own."""
    return [create_model("Order", __module__=module, **{f"of_{module}": (str, "")}) for module in modules]  # type: ignore[call-overload]


def test_two_models_of_one_name_in_a_document_are_a_mistake() -> None:
    """Nobody could say which a change is on."""
    one, other = models("shop", "billing")
    both = create_model("Both", one=(one, ...), other=(other, ...))
    with pytest.raises(DeclarationError, match=r"called 'Order': `billing.Order` and `shop.Order`. Give one of them"):
        shape_of(both, "validation")
    [mistake] = gateway_of(echoing(both=both), [schema("Order").renamed("a", to="of_shop")]).check()
    assert "shop.Order" in str(mistake)
    same = create_model("Same", one=(one, ...), two=(one, ...))
    assert shape_of(same, "validation").has("Order")


def test_two_models_of_one_name_in_two_handlers_are_a_mistake() -> None:
    """A model that only differs in what requests and answers have of it is one."""
    one, other = models("shop", "billing")
    router = echoing(shop=one, billing=other)
    gateway = gateway_of(router)
    with pytest.raises(DeclarationError, match=r"its 'Order' is another schema than that of tests\.shapes\.made:echo"):
        gateway.atlas.past.named_apart(gateway.timeline.head)
    fine = create_model("Fine", a=(str, "x"))
    router = echoing(a=fine, b=create_model("Holds", fine=(fine, ...)))
    assert isinstance(router, Router)
    gateway = gateway_of(router)
    gateway.atlas.past.named_apart(gateway.timeline.head)
