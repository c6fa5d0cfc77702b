"""The documents of a wrapped FastAPI app: what its own document says, in the form of each version."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.contract import contract_of
from tests.contract.library import VERSIONS, library, make
from tests.contract.test_documents import mistakes
from tests.contract.valid import wrong_examples


@pytest.fixture(name="documents", scope="module")
def _documents() -> dict[str, dict[str, Any]]:
    gateway = library()
    assert gateway.check() == []
    return {version: contract_of(gateway, version) for version in VERSIONS}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_documents_are_valid_and_so_is_every_example(documents: dict[str, Any], version: str) -> None:
    """As openapi-spec-validator and jsonschema see them."""
    assert mistakes(documents[version]) == []
    assert wrong_examples(documents[version]) == []


def test_the_head_s_document_says_what_the_app_s_own_says(documents: dict[str, Any]) -> None:
    """Words, tags, identifiers, security, bodies, callbacks and extensions; only the version is the gateway's."""
    own, head = make().openapi(), documents["v4"]
    assert head["info"] == {**own["info"], "version": "v4"}
    assert head["tags"] == own["tags"]
    assert head["components"]["securitySchemes"] == own["components"]["securitySchemes"]
    assert head["webhooks"].keys() == own["webhooks"].keys()
    kept = ("tags", "summary", "description", "operationId", "security", "callbacks", "x-team", "requestBody")
    for path, item in own["paths"].items():
        for method, operation in item.items():
            derived = head["paths"][path][method]
            assert {key: derived.get(key) for key in kept} == {key: operation.get(key) for key in kept}


def test_paths_and_servers_are_the_version_s(documents: dict[str, Any]) -> None:
    """A server's address is followed by the version, and paths are as the version had them."""
    assert list(documents["v2"]["paths"]) == ["/book", "/book/{book_id}", "/book/{book_id}/cover", "/loans"]
    assert [one["url"] for one in documents["v2"]["servers"]] == ["https://library.example/api/v2"]


def test_examples_are_translated_or_left_out(documents: dict[str, Any]) -> None:
    """Those of bodies, of schemas and of single fields; one that wasn't valid is in no document."""
    read = documents["v1"]["paths"]["/book/{book_id}"]["get"]["responses"]["200"]
    examples = read["content"]["application/json"]["examples"]
    assert examples["print"] == {
        "summary": "A printed one.",
        "value": {"id": "1", "title": "Frankenstein", "author": {"name": "Mary Shelley"}, "kind": "print"},
    }
    assert examples["audio"]["value"]["kind"] == "print"
    schemas = documents["v1"]["components"]["schemas"]
    assert schemas["Author"]["examples"] == [{"name": "Mary Shelley", "born": 1797}]
    assert schemas["Author"]["properties"]["name"]["examples"] == ["Mary Shelley"]
    assert [one["id"] for one in schemas["Book"]["examples"]] == ["1"]
    assert [one["id"] for one in documents["v4"]["components"]["schemas"]["Book"]["examples"]] == ["bok_1"]
    assert "examples" not in schemas["Book"]["properties"]["id"]


def test_links_that_point_into_a_document_go_where_it_changes(documents: dict[str, Any]) -> None:
    """A runtime expression names a place in the newest form."""
    of = {version: documents[version]["paths"] for version in VERSIONS}
    assert "links" not in of["v1"]["/book/{book_id}"]["get"]["responses"]["200"]
    assert "itself" in of["v4"]["/books/{book_id}"]["get"]["responses"]["200"]["links"]


def test_lives_show_in_the_operations_and_in_their_answers(documents: dict[str, Any]) -> None:
    """All of a deprecated version, and one route of another."""
    operations = {
        version: {path: item["post"] for path, item in documents[version]["paths"].items() if "post" in item}
        for version in VERSIONS
    }
    assert all(one["deprecated"] for one in operations["v1"].values())
    assert not any("deprecated" in one for one in operations["v2"].values())
    assert [path for path, one in operations["v3"].items() if one.get("deprecated")] == ["/loans"]
    assert documents["v1"]["components"]["headers"]["Deprecation"]["example"] == "@1767225600"
    assert "Sunset" in operations["v1"]["/book"]["responses"]["200"]["headers"]
    assert "Deprecation" in operations["v3"]["/loans"]["responses"]["200"]["headers"]


def test_headers_of_answers_have_the_version_s_names(documents: dict[str, Any]) -> None:
    """Those that the app describes, beside the gateway's own."""
    made = documents["v1"]["paths"]["/book"]["post"]["responses"]["200"]
    assert made["headers"]["Location"]["description"] == "Where it is."
    assert documents["v1"]["components"]["headers"]["API-Version"]["schema"]["const"] == "v1"


def test_webhooks_and_callbacks_have_the_version_s_form(documents: dict[str, Any]) -> None:
    """What is sent to a client is the older document too."""
    event = documents["v1"]["webhooks"]["loan"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert event == {"$ref": "#/components/schemas/LoanEvent"}
    schemas = documents["v1"]["components"]["schemas"]
    assert schemas["LoanEvent"]["properties"]["loan"] == {"$ref": "#/components/schemas/Loan"}
    assert schemas["Loan"]["properties"]["book"] == {"$ref": "#/components/schemas/Book"}
    assert "author" in schemas["Book"]["properties"]
    callback = documents["v1"]["paths"]["/loans"]["post"]["callbacks"]["told"]["{$request.body#/callback}"]["post"]
    assert callback["requestBody"]["content"]["application/json"]["schema"] == event
