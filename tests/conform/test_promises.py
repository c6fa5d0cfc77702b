"""What a contract promises of one operation, and what in a request or an answer isn't so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.conform.fault import Fault
from gateway.conform.promises import Promises

SKU = {"type": "string", "pattern": "^a$"}
CARD = {"type": "object", "properties": {"kind": {"const": "card"}, "last": {"type": "string", "minLength": 4}}}
CASH = {"type": "object", "properties": {"kind": {"const": "cash"}, "note": {"$ref": "#/components/schemas/Note"}}}
ORDER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "lines"],
    "properties": {
        "id": {"type": "integer"},
        "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
        "paid": {"oneOf": [CARD, CASH]},
        "extra": {"type": "object", "additionalProperties": {"type": "integer"}},
        "price": {"type": "number", "multipleOf": 0.01},
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://shop.example/api/v1/"}],
    "paths": {
        "/orders/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "parameters": [
                    {"$ref": "#/components/parameters/Limit"},
                    {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "boolean"}},
                ],
                "responses": {
                    "200": {"$ref": "#/components/responses/Order"},
                    "204": {"description": "None."},
                    "4XX": {"description": "No.", "content": {"application/problem+json": {}}},
                },
            },
        },
        "/orders/latest": {"get": {"responses": {"default": {"description": "Any.", "content": {"text/*": {}}}}}},
        "/orders": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Line"}}},
                },
                "responses": {},
            }
        },
    },
    "components": {
        "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 5}}},
        "responses": {
            "Order": {
                "description": "It.",
                "headers": {"X-Left": {"required": True, "schema": {"type": "integer"}}, "X-Odd": {"schema": {}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
            }
        },
        "schemas": {
            "Order": ORDER,
            "Line": {
                "type": "object",
                "required": ["sku"],
                "properties": {"sku": {"type": "string", "pattern": "^a$"}},
            },
            "Note": {"type": "string", "enum": ["five", "ten"]},
        },
    },
}
PROMISES = Promises(DOCUMENT)
READ = PROMISES.operations["GET", "/orders/{id}"]
FINE = [("content-type", "application/json"), ("x-left", "3")]


def _told(faults: list[Fault]) -> list[str]:
    return [f"{fault.part} {fault.place}: {fault.rule}".replace(" :", ":") for fault in faults]


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/orders/7", ("/orders/{id}", {"id": "7"})),
        ("GET", "/api/v1/orders/7", ("/orders/{id}", {"id": "7"})),
        ("GET", "/orders/latest", ("/orders/latest", {})),
        ("HEAD", "/orders/7", ("/orders/{id}", {"id": "7"})),
        ("POST", "/orders", ("/orders", {})),
        ("POST", "/orders/7", None),
        ("GET", "/orders/7/lines", None),
        ("GET", "/api/v2/orders/7", None),
    ],
)
def test_an_operation_is_found_by_method_and_path(method: str, path: str, found: Any) -> None:
    """With or without what servers have before it; what is written out goes before what has parameters."""
    match = PROMISES.match(method, path)
    assert (None if match is None else (match.operation.path, match.values)) == found


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"id": 1, "lines": []}, []),
        ({"id": 1, "lines": [{"sku": "a"}], "price": 0.07, "extra": {"x": 1}, "odd": 1}, []),
        ({}, ["body /id: required", "body /lines: required"]),
        ([], ["body: type"]),
        (
            {"id": "1", "lines": [{}, {"sku": "a\n"}]},
            ["body /id: type", "body /lines/0/sku: required", "body /lines/1/sku: pattern"],
        ),
        ({"id": 1, "lines": [], "paid": {"kind": "card", "last": "1"}}, ["body /paid/last: minLength"]),
        ({"id": 1, "lines": [], "paid": {"kind": "cash", "note": "two"}}, ["body /paid/note: enum"]),
        ({"id": 1, "lines": [], "paid": {"kind": "gold"}}, ["body /paid: oneOf"]),
        ({"id": 1, "lines": [], "paid": 1}, ["body /paid: oneOf"]),
        ({"id": 1, "lines": [], "price": 0.071}, ["body /price: multipleOf"]),
    ],
)
def test_an_answers_body_is_held_against_its_schema(document: Any, told: list[str]) -> None:
    """Each fault at its place; in a union, of the member that was meant."""
    body = json.dumps(document).encode()
    assert sorted(_told(READ.answer_faults(200, FINE, body))) == told


def test_known_places_hold_only_names_of_the_contract() -> None:
    """Indexes and names that a handler made up are stars."""
    document = {"id": 1, "lines": [{"sku": "b"}], "extra": {"secret": "x"}, "paid": {"kind": "cash", "note": "two"}}
    faults = READ.answer_faults(200, FINE, json.dumps(document).encode())
    assert sorted(fault.known for fault in faults) == ["/extra/*", "/lines/*/sku", "/paid/note"]


@pytest.mark.parametrize(
    ("status", "headers", "body", "told"),
    [
        (204, [], b"", []),
        (204, FINE, b"{}", ["content-type: described"]),
        (200, [("x-left", "3")], b"", ["content-type: described"]),
        (200, [("content-type", "application/json")], b'{"id": 1, "lines": []}', ["header x-left: required"]),
        (200, [*FINE[:1], ("x-left", "some")], b'{"id": 1, "lines": []}', ["header x-left: type"]),
        (200, FINE, b"{", ["body: json"]),
        (200, [("content-type", "text/html"), ("x-left", "1")], b"<p>", ["content-type: described"]),
        (404, [("content-type", "application/problem+json")], b"{}", []),
        (500, [], b"", ["status: described"]),
        (200, FINE, None, []),
    ],
)
def test_status_headers_and_media_type_are_described(
    status: int, headers: list[tuple[str, str]], body: bytes | None, told: list[str]
) -> None:
    """An answer is one that the contract has; of no body nothing is asked."""
    assert _told(READ.answer_faults(status, headers, body)) == told


@pytest.mark.parametrize(
    ("values", "query", "headers", "told"),
    [
        ({"id": "1"}, [("limit", "5"), ("tag", "a"), ("tag", "b")], [("x-trace", "true")], []),
        ({"id": "1"}, [("tag", "a")], [("x-trace", "true")], []),
        ({"id": "x"}, [("limit", "6")], [], ["path id: type", "query limit: maximum", "header x-trace: required"]),
    ],
)
def test_a_requests_parameters_are_read_as_their_schemas_say(
    values: dict[str, str], query: list[tuple[str, str]], headers: list[tuple[str, str]], told: list[str]
) -> None:
    """A text may be a number, a truth value, or one item of a list."""
    assert _told(READ.request_faults(values, query, headers, b"")) == told


def test_a_requests_body_is_held_against_its_schema() -> None:
    """One that must be there is missed, and one of another media type isn't described."""
    create = PROMISES.operations["POST", "/orders"]
    assert create.request_faults({}, [], FINE, b'{"sku": "a"}') == []
    assert _told(create.request_faults({}, [], FINE, b"{}")) == ["body /sku: required"]
    assert _told(create.request_faults({}, [], [], b"")) == ["content-type: described"]
    assert _told(create.request_faults({}, [], [("content-type", "text/csv")], b"a")) == ["content-type: described"]
    assert create.request_faults({}, [], FINE, None) == []


def test_a_status_may_be_described_by_default_and_a_media_type_by_its_range() -> None:
    """`default` stands for all statuses, `text/*` for all texts."""
    latest = PROMISES.operations["GET", "/orders/latest"]
    assert latest.answer_faults(418, [("content-type", "text/plain; charset=utf-8")], b"x") == []
