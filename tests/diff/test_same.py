"""What says the same in other words doesn't differ, and what does differ is told once, and as what it is."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.diff import compare
from tests.diff.made import body, document, in_request, in_response, of_requests, rules

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
THING = {"type": "object", "properties": {"a": TEXT, "b": WHOLE}, "required": ["a"]}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _of_30(schema: Any, **named: Any) -> dict[str, Any]:
    return {**in_request(schema, **named), "openapi": "3.0.3"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (THING, ref("Thing")),
        (THING, {"allOf": [ref("Thing")]}),
        (
            THING,
            {"allOf": [{"type": "object", "properties": {"a": TEXT}, "required": ["a"]}, {"properties": {"b": WHOLE}}]},
        ),
        (THING, {key: held for key, held in THING.items() if key != "type"}),
        (THING, {**THING, "additionalProperties": True, "minProperties": 0}),
        ({"type": ["string", "null"]}, {"oneOf": [TEXT, {"type": "null"}]}),
        ({"type": ["string", "null"]}, {"anyOf": [{"type": "null"}, TEXT]}),
        ({"type": ["string", "integer"]}, {"anyOf": [WHOLE, TEXT]}),
        ({"anyOf": [ref("Thing"), {"type": "null"}]}, {"oneOf": [{"type": "null"}, THING]}),
        ({"enum": ["a", "b"]}, {"oneOf": [{"const": "b", "title": "B"}, {"const": "a"}]}),
        ({"type": "string", "enum": ["a"]}, {"const": "a"}),
        (TEXT, {"anyOf": [{"enum": ["a", "b"]}, TEXT]}),
        (TEXT, {"type": "string", "pattern": ".*", "minLength": 0}),
        ({**TEXT, "pattern": "^[0-9]+$"}, {**TEXT, "pattern": "^[0-9][0-9]*$"}),
        ({**WHOLE, "minimum": 1}, {**WHOLE, "exclusiveMinimum": 0}),
        ({"type": "boolean"}, {"enum": [False, True]}),
        ({"type": "number"}, {"type": ["integer", "number"]}),
        ({"const": 1}, {"enum": [1.0]}),
        ({"type": "array", "items": TEXT}, {"type": "array", "items": TEXT, "minItems": 0, "uniqueItems": False}),
        ({"type": "array", "prefixItems": [TEXT], "items": TEXT}, {"type": "array", "items": TEXT}),
        ({}, {"description": "Anything."}),
        (WHOLE, {**WHOLE, "maxLength": 5, "pattern": "^a"}),
    ],
)
def test_the_same_in_other_words(old: Any, new: Any) -> None:
    """Either way round."""
    assert of_requests(old, new, Thing=THING) == []
    assert of_requests(new, old, Thing=THING) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"enum": ["a", None]}),
        ({"allOf": [ref("Thing")], "nullable": True}, {"oneOf": [ref("Thing"), {"type": "null"}]}),
        ({"type": "number", "minimum": 0, "exclusiveMinimum": True}, {"type": "number", "exclusiveMinimum": 0}),
        ({"type": "number", "maximum": 9, "exclusiveMaximum": False}, {"type": "number", "maximum": 9}),
        ({**ref("Thing"), "description": "Ignored."}, ref("Thing")),
    ],
)
def test_a_document_of_openapi_3_0_and_one_of_3_1(old: Any, new: Any) -> None:
    """What the older one says by `nullable` and boolean bounds, the newer says by types and numbers."""
    assert rules(_of_30(old, Thing=THING), in_request(new, Thing=THING)) == []
    assert rules(in_request(new, Thing=THING), _of_30(old, Thing=THING)) == []


TREE: dict[str, Any] = {
    "type": "object",
    "properties": {"name": TEXT, "children": {"type": "array", "items": ref("Tree")}},
}


def test_a_schema_that_holds_itself_is_compared_once() -> None:
    """Also where the newer one holds another by a longer way."""
    named = {"type": "object", "properties": {**TREE["properties"], "name": WHOLE}}
    assert of_requests(ref("Tree"), ref("Tree"), Tree=TREE) == []
    [found] = compare(in_request(ref("Tree"), Tree=TREE), in_request(ref("Tree"), Tree=named))
    assert (found.rule, found.where.property_path) == ("request-property-type-changed", "/name")
    leaf = {"type": "object", "properties": {"name": TEXT, "children": {"type": "array", "items": ref("Twig")}}}
    assert rules(in_request(ref("Tree"), Tree=TREE), in_request(ref("Twig"), Twig=TREE | leaf)) == []


def test_references_into_themselves_end() -> None:
    """A schema that is a part, or a member, of itself says nothing by that."""
    loop = {"allOf": [ref("Loop")], "type": "string"}
    either = {"anyOf": [ref("Either"), TEXT]}
    assert of_requests(ref("Loop"), TEXT, Loop=loop) == []
    assert of_requests(ref("Either"), TEXT, Either=either) == []
    assert of_requests(ref("A"), ref("B"), A=ref("B"), B=ref("A")) == []


CAT: dict[str, Any] = {"type": "object", "properties": {"kind": {"const": "cat"}, "lives": WHOLE}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}, "tricks": WHOLE}, "required": ["kind"]}
BIG_CAT = {**CAT, "properties": {**CAT["properties"], "lives": {"type": "number"}}}


def test_members_of_unions_are_found_again() -> None:
    """In another order, under another name, changed, or alone before."""
    assert of_requests({"oneOf": [CAT, DOG]}, {"oneOf": [ref("Hund"), ref("Katze")]}, Hund=DOG, Katze=CAT) == []
    assert of_requests({"oneOf": [CAT, DOG]}, {"oneOf": [DOG, BIG_CAT]}) == ["request-property-type-generalized"]
    assert of_requests(CAT, {"oneOf": [DOG, CAT]}) == ["request-body-one-of-added"]
    assert of_requests(CAT, {"oneOf": [DOG, BIG_CAT]}) == [
        "request-body-one-of-added",
        "request-property-type-generalized",
    ]


def test_a_member_that_another_one_allows_anyway_is_no_news() -> None:
    """Whether it comes or goes."""
    free = {"type": "object", "properties": {"lives": WHOLE}}
    strict = {**free, "required": ["lives"]}
    assert of_requests({"anyOf": [free, DOG]}, {"anyOf": [free, DOG, strict]}) == []
    assert of_requests({"anyOf": [free, DOG, strict]}, {"anyOf": [free, DOG]}) == []


def test_a_base_with_a_discriminator_means_its_forms() -> None:
    """What a form of it says is found where only the base is referred to."""
    pet = {"type": "object", "discriminator": {"propertyName": "kind"}, "properties": {"kind": TEXT}}

    def named(lives: Any) -> dict[str, Any]:
        return {"Pet": pet, "Cat": {"allOf": [ref("Pet"), {"properties": {"lives": lives}}]}}

    assert rules(in_request(ref("Pet"), **named(WHOLE)), in_request(ref("Pet"), **named(WHOLE))) == []
    found = rules(in_request(ref("Pet"), **named(WHOLE)), in_request(ref("Pet"), **named(TEXT)))
    assert found == ["request-property-type-changed"]


def test_what_is_read_only_isnt_sent() -> None:
    """Nor is what is write-only read."""
    for flag, placed in (("readOnly", in_request), ("writeOnly", in_response)):
        hidden = {"properties": {"a": {**TEXT, flag: True, "maxLength": 3}}}
        other = {"properties": {"a": {**TEXT, flag: True, "maxLength": 2}}, "required": ["a"]}
        assert rules(placed(hidden), placed(other)) == []
        assert rules(placed(hidden), placed({"type": "object"})) == []
        assert rules(placed({"type": "object"}), placed(other)) == []


def test_a_map_that_names_a_property_compares_what_it_was() -> None:
    """The values of the map before, and the property now."""
    old = {"type": "object", "additionalProperties": WHOLE}
    assert of_requests(old, {**old, "properties": {"a": WHOLE}}) == []
    assert of_requests(old, {**old, "properties": {"a": TEXT}}) == ["request-property-type-changed"]
    assert of_requests(old, {**old, "properties": {"a": WHOLE}, "required": ["a"]}) == [
        "request-property-became-required"
    ]


def test_values_that_the_other_document_never_allowed_are_told() -> None:
    """An enumeration in place of a pattern is no mere widening."""
    pattern, enum = {**TEXT, "pattern": "^[a-c]$"}, {**TEXT, "enum": ["a", "z"]}
    assert of_requests(pattern, enum) == ["request-body-became-enum", "request-body-enum-value-added"]
    assert of_requests(enum, pattern) == ["request-body-became-not-enum", "request-body-enum-value-removed"]
    assert of_requests({**enum, "maxLength": 0}, {**TEXT, "enum": [], "maxLength": 0}) == []


def test_a_pattern_that_no_automaton_reads_is_undecided() -> None:
    """As are those that would need too large a one."""
    assert of_requests({**TEXT, "pattern": "(?<=a)b"}, {**TEXT, "pattern": "^b$"}) == ["request-body-pattern-changed"]
    assert of_requests({**TEXT, "pattern": "^(?<n>a)$"}, {**TEXT, "pattern": "^a$"}) == ["request-body-pattern-changed"]
    huge = [{**TEXT, "pattern": f"a.{{{count}}}b"} for count in (40, 41)]
    assert of_requests(*huge) == ["request-body-pattern-changed"]
    assert of_requests({**TEXT, "pattern": "^a$|b"}, {**TEXT, "pattern": "b"}) == ["request-body-pattern-changed"]


def test_texts_of_parameters_are_whatever_is_written() -> None:
    """A number becomes a text without a break, as it is one on the wire; not so in a body."""

    def sending(schema: Any) -> dict[str, Any]:
        return document({"parameters": [{"name": "q", "in": "query", "schema": schema}]})

    assert rules(sending(WHOLE), sending(TEXT)) == ["request-parameter-type-generalized"]
    assert rules(sending(TEXT), sending(WHOLE)) == ["request-parameter-type-specialized"]
    assert rules(sending(WHOLE), sending({**TEXT, "pattern": "^a"})) == ["request-parameter-type-changed"]
    assert of_requests(WHOLE, TEXT) == ["request-body-type-changed"]


def test_a_difference_of_what_two_operations_share_is_told_of_both() -> None:
    """With the place of the schema that they share."""

    def twice(text: Any) -> dict[str, Any]:
        operation = {"requestBody": body(ref("Thing")), "responses": {}}
        paths = {"/a": {"post": operation}, "/b": {"put": operation}}
        thing = {"type": "object", "properties": {"a": text}}
        return {**document(), "paths": paths, "components": {"schemas": {"Thing": thing}}}

    found = compare(twice(TEXT), twice({**TEXT, "maxLength": 3}))
    assert [(one.where.operation, one.where.new) for one in found] == [
        (operation, "/components/schemas/Thing/properties/a/maxLength") for operation in ("POST /a", "PUT /b")
    ]
    assert found[0].message == "Request body, /a: `maxLength` is 3 now."
