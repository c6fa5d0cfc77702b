"""Operations, parameters, answers, headers, media types and security, as clients notice them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gateway.diff import Severity, compare
from gateway.errors import DeclarationError
from tests.diff.examples import answered, globally, secured
from tests.diff.made import body, document, rules

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
JSON, ANY = {"application/json": {"schema": WHOLE}}, {"*/*": {"schema": WHOLE}}


def test_a_path_is_the_same_whatever_its_parameters_are_called() -> None:
    """They are told apart by where they stand."""

    def named(first: str, second: str, *, kind: Any = TEXT) -> dict[str, Any]:
        parameters = [{"name": name, "in": "path", "required": True, "schema": kind} for name in (second, first)]
        return document({"parameters": parameters}, path=f"/a/{{{first}}}/b/{{{second}}}")

    assert rules(named("x", "y"), named("p", "q")) == ["request-path-parameter-renamed"] * 2
    assert rules(named("x", "y"), named("x", "y", kind=WHOLE)) == ["request-parameter-type-specialized"] * 2


def test_parameters_of_a_path_are_those_of_its_operations() -> None:
    """Unless an operation says it anew."""
    wide, narrow = ({"name": "q", "in": "query", "schema": {**TEXT, "maxLength": count}} for count in (9, 5))
    shared = {**document(), "paths": {"/x": {"parameters": [wide], "post": {"responses": {}}}}}
    assert rules(shared, document({"parameters": [wide]})) == []
    again = {**document(), "paths": {"/x": {"parameters": [wide], "post": {"responses": {}, "parameters": [narrow]}}}}
    assert rules(shared, again) == ["request-parameter-max-length-decreased"]


def test_names_of_headers_have_no_case() -> None:
    """Of requests and of answers; and some are said elsewhere."""

    def named(name: str) -> dict[str, Any]:
        answers = answered(_200={"headers": {name: {"schema": TEXT}, "Content-Type": {"schema": TEXT}}})
        ignored = {"name": "Accept", "in": "header", "required": True}
        return document({"parameters": [{"name": name, "in": "header", "schema": TEXT}, ignored], **answers})

    assert rules(named("X-Trace"), named("x-trace")) == []


def test_a_header_of_components_is_followed() -> None:
    """As is all else that may be said once."""
    held = {"schema": TEXT, "required": True}
    plain = document(answered(_200={"headers": {"ETag": held}}))
    shared = document(
        {"responses": {"200": {"$ref": "#/components/responses/Found"}}},
        components={
            "headers": {"Tag": held},
            "responses": {"Found": {"description": "", "headers": {"ETag": {"$ref": "#/components/headers/Tag"}}}},
        },
    )
    assert rules(plain, shared) == []
    assert rules(shared, document(answered(_200={}))) == ["required-response-header-removed"]


def test_a_status_is_meant_by_its_class_and_by_default() -> None:
    """An error that is said by its number is compared with what was said of it."""
    text, whole = {"content": {"application/json": {"schema": TEXT}}}, {"content": JSON}
    classed = document(answered(_200=text, _4XX=text))
    assert rules(classed, document(answered(_200=text, _404=text, _4xx=text))) == []
    assert rules(classed, document(answered(_200=text, _404=whole, _4XX=text))) == ["response-body-type-changed"]
    other = document(answered(_200=text, default=whole))
    assert rules(classed, other) == ["response-body-type-changed", "response-non-success-status-added"]
    default = document(answered(default=text))
    assert rules(default, document(answered(_200=text, default=text))) == []
    assert rules(document(answered(_200=text, default=text)), document(answered(_201=text, default=text))) == [
        "response-success-status-added",
        "response-success-status-removed",
    ]


def test_media_types_are_compared_by_what_they_mean() -> None:
    """Case and charset of JSON say nothing; a range holds what it holds."""

    def taking(name: str, schema: Any = WHOLE) -> dict[str, Any]:
        return document({"requestBody": body(schema, name)})

    assert rules(taking("application/json"), taking("Application/JSON; charset=utf-8")) == []
    assert rules(taking("text/csv; header=present"), taking("text/csv; header=absent")) == [
        "request-body-media-type-added",
        "request-body-media-type-removed",
    ]
    assert rules(taking("application/json"), taking("*/*", TEXT)) == [
        "request-body-media-type-name-generalized",
        "request-body-type-changed",
    ]


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (None, "api-path-removed-before-sunset"),
        (date(2026, 6, 1), "api-path-removed-before-sunset"),
        (date(2026, 6, 30), "api-path-removed-with-deprecation"),
    ],
)
def test_a_sunset_comes_on_its_day(day: date | None, rule: str) -> None:
    """Where nobody says which day it is, none has come."""
    going = document({"deprecated": True, "x-sunset": "2026-06-30"})
    assert [one.rule for one in compare(going, document(), today=day)] == [rule]
    sent = {"name": "q", "in": "query", "deprecated": True, "x-sunset": "2026-06-30"}
    [found] = compare(document({"parameters": [sent]}), document({}), today=day)
    assert found.rule == rule.replace("api-path", "request-parameter")


def test_a_sunset_may_be_a_time_and_is_compared_by_day() -> None:
    """And one that can't be read never comes."""
    one, other = ({"deprecated": True, "x-sunset": day} for day in ("2026-06-30", "2026-06-30T12:00:00Z"))
    assert rules(document(one), document(other)) == []
    unread = document({"deprecated": True, "x-sunset": "some day"})
    assert [found.rule for found in compare(unread, document(), today=date(2999, 1, 1))] == [
        "api-path-removed-before-sunset"
    ]


def test_who_was_let_in_still_is() -> None:
    """Alternatives are compared by what a client must be able to show."""
    assert rules(secured({"key": []}, {"login": []}), secured({"login": []}, {"key": []})) == []
    assert rules(secured({"key": [], "login": []}), secured({"key": []})) == ["api-security-added"]
    assert rules(secured({"key": []}), secured({"key": [], "login": []})) == ["api-security-removed"]
    assert rules(secured({"key": []}, {}), secured({"key": []})) == ["api-security-became-required"]


def test_what_all_operations_ask_for_is_told_once() -> None:
    """Unless an operation says otherwise."""
    both: dict[str, Any] = {"/a": {"get": {"responses": {}}}, "/b": {"get": {"responses": {}}}}
    old, new = ({**globally({"key": scopes}), "paths": both} for scopes in ([], ["write"]))
    assert rules(old, new) == ["api-global-security-scope-added"]
    own: dict[str, Any] = {"/a": {"get": {"responses": {}, "security": [{"key": []}]}}}
    assert rules({**old, "paths": own}, {**new, "paths": own}) == []


def test_clients_read_what_webhooks_send() -> None:
    """So it may only narrow; and what clients answer may only widen."""

    def sending(schema: Any, reply: Any) -> dict[str, Any]:
        sent = {"requestBody": body(schema), "responses": {"200": body(reply, description="")}}
        callback = {"hook": {"{$request.body#/url}": {"post": sent}}}
        return document({"callbacks": callback}, webhooks={"paid": {"post": sent}})

    number = {"type": "number"}
    found = compare(sending(WHOLE, WHOLE), sending(number, number))
    assert sorted((one.rule, one.severity) for one in found) == [
        ("request-body-type-generalized", Severity.INFO),
        ("request-body-type-generalized", Severity.INFO),
        ("response-body-type-generalized", Severity.ERROR),
        ("response-body-type-generalized", Severity.ERROR),
    ]
    assert {one.where.operation for one in found} == {
        "POST webhook paid",
        "POST /x callback hook {$request.body#/url}",
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"swagger": "2.0"}, "it has no `openapi`"),
        ({"openapi": "2.0"}, "its `openapi` is '2.0'"),
        ({"openapi": "3.2.0"}, "its `openapi` is '3.2.0'"),
        ([], "it has no `openapi`"),
        (document({"requestBody": {"$ref": "#/nowhere"}}), "'#/nowhere' leads nowhere"),
        (document({"requestBody": body({"$ref": "other.yaml#/A"})}), "'other.yaml#/A' leads nowhere"),
        (document({"requestBody": {"$ref": "#/paths/~1x/post/requestBody"}}), "leads into itself"),
    ],
)
def test_what_cant_be_compared_is_an_error_that_names_the_fix(content: Any, said: str) -> None:
    """Which of the documents it is, and where in it."""
    with pytest.raises(DeclarationError, match="the newer document") as told:
        compare(document({"requestBody": body(WHOLE)}), content)
    assert said in str(told.value)


@pytest.mark.parametrize(
    "content",
    [
        {"paths": {"/x": None}},
        {"paths": {"/x": {"post": {"parameters": [None], "responses": {"200": None}, "requestBody": None}}}},
        {"paths": {"/x": {"post": {"parameters": "q", "responses": [], "requestBody": {"content": []}}}}},
        {"paths": {"/x": {"post": {"requestBody": body({"type": 5, "enum": {}, "properties": [], "required": "a"})}}}},
        {"paths": {"/x": {"post": {"requestBody": body({"allOf": {}, "anyOf": [], "items": 3, "maxLength": "x"})}}}},
        {"paths": {"/x": {"post": {"security": {}, "callbacks": [], "tags": None}}}, "components": [], "webhooks": []},
    ],
)
def test_what_isnt_valid_is_passed_over(content: Any) -> None:
    """What can't be read says nothing; whether a document is valid is for others to say."""
    whole = {"openapi": "3.1.0", **content}
    assert compare(whole, whole) == []
    compare(whole, document({"requestBody": body(WHOLE)}))
    compare(document({"requestBody": body(WHOLE)}), whole)


def test_a_schema_made_of_too_many_others_is_refused() -> None:
    """It would need more time than anybody has."""
    schemas: dict[str, Any] = {"S0": WHOLE}
    for number in range(1, 40):
        inner = {"$ref": f"#/components/schemas/S{number - 1}"}
        schemas[f"S{number}"] = {"allOf": [inner, {**inner, "title": "again"}]}
    whole = document({"requestBody": body({"$ref": "#/components/schemas/S39"})}, components={"schemas": schemas})
    with pytest.raises(DeclarationError, match="made of more than 20000 others"):
        compare(whole, whole)
