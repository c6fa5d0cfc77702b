"""What each version's document promises is what the gateway takes and answers, as schemathesis sees it.

Requests that the document allows must not be refused as not fitting it, and those that it doesn't must be; every
answer has a status, a media type, headers and a body that the document describes.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import Case, CheckContext, CheckFunction, GenerationMode, Response
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.testclient import TestClient

from deploy.app import app
from gateway.contract import contract_of
from tests.contract.shop import seeded, served

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "4"))
"""How many requests of each kind are made of each operation; more of them by hand."""
UNFIT = "doesn't fit this version's schema"
UNSAID = re.compile("An amount in [A-Z]{3} (has|is) at most")
"""What no schema says: how many digits an amount has depends on its currency."""
WITHOUT_EFFECT = ("fax", "currency")
"""Fields that may have no effect, of which nothing is checked then: what was removed, and a currency of no amount."""
ROUTES = [
    (str(version), f"{(entry.route.method or '').lower()} {entry.route.path}")
    for version in app.timeline
    for entry in app.atlas.table(version).entries
]

Operation = APIOperation[Any, Any, Any, Any]
Shop = tuple[TestClient, dict[str, str]]


@pytest.fixture(name="shop", scope="module")
def _shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with served(tmp_path_factory.mktemp("shop") / "shop.db") as client:
        yield client, seeded(client)


@pytest.fixture(name="documents", scope="module")
def _documents() -> dict[str, Any]:
    return {}


def operation_of(documents: dict[str, Any], version: str, route: str) -> Operation:
    """An operation of a version's document, as schemathesis reads it."""
    if version not in documents:
        documents[version] = schemathesis.openapi.from_dict(contract_of(app, version))
    method, path = route.split(" ")
    found: Operation = documents[version][path][method]
    return found


def _request(case: Case[Any]) -> dict[str, Any]:
    """A request as the test client takes it, to the server that the document names."""
    server = case.operation.schema.raw_schema["servers"][0]["url"]
    request = case.as_transport_kwargs(base_url=f"http://testserver{server}")
    request.pop("cookies")
    body = request.pop("data", None)
    return {**request, "content": body} if isinstance(body, bytes) else {**request, "data": body}


def fits(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    """A request that the document allows isn't refused as not fitting it; as things are, it may be refused."""
    allowed = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if allowed and UNFIT in response.text and not UNSAID.search(response.text):
        raise AssertionError(f"what the document allows doesn't fit: {response.text}")


def is_wrong_for_nothing(case: Case[Any]) -> bool:
    """Whether a body doesn't keep to its schema only in what has no effect."""
    if not isinstance(case.body, dict) or case.body.get("amount") is not None:
        return False
    document = case.operation.schema.raw_schema
    content = case.operation.definition.raw["requestBody"]["content"]
    schema = {**next(iter(content.values()))["schema"], "components": document["components"]}
    kept = {name: held for name, held in case.body.items() if name not in WITHOUT_EFFECT}
    return bool(kept != case.body and Draft202012Validator(schema).is_valid(kept))


def asked(shop: Shop, operation: Operation, mode: GenerationMode, *, known: bool) -> Counter[int]:
    """How often each status was answered to requests of an operation.

    Args:
        shop: the shop, and what there is in it.
        operation: the operation.
        mode: whether the document allows the requests.
        known: whether they are about what there is.
    """
    client, ids = shop
    names = [one.name for one in operation.path_parameters]
    fixed = {name: ids[name] for name in names} if known and names else None
    answered: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=fixed))
    def ask(case: Case[Any]) -> None:
        if known and isinstance(case.body, dict) and isinstance(case.body.get("customer_id"), str):
            case.body["customer_id"] = ids["customer_id"]
        response = client.request(**_request(case))
        answered[response.status_code] += 1
        left_out: list[CheckFunction] = [
            positive_data_acceptance,
            *([negative_data_rejection] if is_wrong_for_nothing(case) else []),
        ]
        case.validate_response(response, excluded_checks=left_out, additional_checks=[fits])

    ask()
    return answered


@pytest.mark.parametrize(("version", "route"), ROUTES)
def test_what_the_document_allows_is_taken_and_answered_as_it_says(
    shop: Shop, documents: dict[str, Any], version: str, route: str
) -> None:
    """Of what there is and of what there isn't."""
    operation = operation_of(documents, version, route)
    if version == "2023-10-16":
        shop = shop[0], {**shop[1], "refund_id": shop[1]["refund_id"].removeprefix("ref_")}
    answered = asked(shop, operation, GenerationMode.POSITIVE, known=True)
    assert sum(answered.values()) > 0
    if operation.path_parameters:
        asked(shop, operation, GenerationMode.POSITIVE, known=False)


@pytest.mark.parametrize(("version", "route"), ROUTES)
def test_what_the_document_does_not_allow_is_refused_as_it_says(
    shop: Shop, documents: dict[str, Any], version: str, route: str
) -> None:
    """In the version's words, with its error's media type and headers."""
    operation = operation_of(documents, version, route)
    try:
        answered = asked(shop, operation, GenerationMode.NEGATIVE, known=True)
    except Unsatisfiable:
        # Whatever stands in the path is a text.
        assert "requestBody" not in operation.definition.raw
        assert all(one["in"] == "path" for one in operation.definition.raw["parameters"])
        return
    assert any(status >= 400 for status in answered)
