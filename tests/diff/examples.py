"""For each rule, two things that it tells apart."""

from __future__ import annotations

from typing import Any

from gateway.diff.rules.of_schemas import BOUNDS
from tests.diff.made import body, document

TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
LIST, THING = {"type": "array"}, {"type": "object"}
CAT = {"type": "object", "properties": {"kind": {"const": "cat"}, "lives": WHOLE}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}, "tricks": WHOLE}, "required": ["kind"]}
OPEN_CAT = {"type": "object", "properties": {"lives": WHOLE}, "required": ["lives"]}
OPEN_DOG = {"type": "object", "properties": {"tricks": WHOLE}, "required": ["tricks"]}

Example = tuple[Any, Any]

SCHEMAS: dict[str, Example] = {
    "type-changed": (WHOLE, {"type": "boolean"}),
    "type-generalized": (WHOLE, NUMBER),
    "list-of-types-widened": (WHOLE, {"type": ["integer", "boolean"]}),
    "became-nullable": (WHOLE, {"type": ["integer", "null"]}),
    "became-enum": (TEXT, {"type": "string", "enum": ["a", "b"]}),
    "enum-value-added": ({"enum": ["a"]}, {"enum": ["a", "b"]}),
    "const-added": (TEXT, {"type": "string", "const": "a"}),
    "const-changed": ({"const": "a"}, {"const": "b"}),
    "default-value-added": (WHOLE, {**WHOLE, "default": 1}),
    "default-value-changed": ({**WHOLE, "default": 1}, {**WHOLE, "default": 2}),
    "multiple-of-set": (WHOLE, {**WHOLE, "multipleOf": 2}),
    "multiple-of-specialized": ({**WHOLE, "multipleOf": 2}, {**WHOLE, "multipleOf": 4}),
    "multiple-of-changed": ({**WHOLE, "multipleOf": 2}, {**WHOLE, "multipleOf": 3}),
    "unique-items-set": (LIST, {**LIST, "uniqueItems": True}),
    "pattern-added": (TEXT, {**TEXT, "pattern": "^a"}),
    "pattern-specialized": ({**TEXT, "pattern": "^[a-z]+$"}, {**TEXT, "pattern": "^[a-z]{3,}$"}),
    "pattern-replaced": ({**TEXT, "pattern": "^a$"}, {**TEXT, "pattern": "^b$"}),
    "pattern-changed": ({**TEXT, "pattern": "\\bab"}, {**TEXT, "pattern": "\\ba"}),
    "content-media-type-changed": (
        {**TEXT, "contentMediaType": "image/png"},
        {**TEXT, "contentMediaType": "image/gif"},
    ),
    "content-encoding-changed": ({**TEXT, "contentEncoding": "base64"}, {**TEXT, "contentEncoding": "base32"}),
    "additional-properties-closed": (THING, {**THING, "additionalProperties": False}),
    "pattern-property-added": (THING, {**THING, "patternProperties": {"^x-": WHOLE}}),
    "dependent-required-added": (THING, {**THING, "dependentRequired": {"a": ["b"]}}),
    "dependent-required-changed": (
        {**THING, "dependentRequired": {"a": ["b"]}},
        {**THING, "dependentRequired": {"a": ["c"]}},
    ),
    "any-of-became-one-of": ({"anyOf": [OPEN_CAT, OPEN_DOG]}, {"oneOf": [OPEN_CAT, OPEN_DOG]}),
    "if-added": (THING, {**THING, "if": {"required": ["a"]}, "then": {"required": ["b"]}}),
    "if-changed": (
        {**THING, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
        {**THING, "if": {"required": ["c"]}, "then": {"required": ["b"]}},
    ),
    "discriminator-added": (
        {"oneOf": [CAT, DOG]},
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}},
    ),
    "discriminator-property-name-changed": (
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}},
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "sort"}},
    ),
    "deprecated": (WHOLE, {**WHOLE, "deprecated": True}),
}
"""Schemas by the family of the rule; the other way round they are those of its mirror."""

for keyword in ("anyOf", "oneOf"):
    kind = {"anyOf": "any-of", "oneOf": "one-of"}[keyword]
    SCHEMAS[f"{kind}-added"] = (
        {keyword: [OPEN_CAT, OPEN_DOG]},
        {keyword: [OPEN_CAT, OPEN_DOG, {**THING, "required": ["a"]}]},
    )
    both = {"type": "object", "properties": {"a": WHOLE, "b": WHOLE}}
    SCHEMAS[f"restricted-to-{kind}"] = (both, {**both, keyword: [{"required": ["a"]}, {"required": ["b"]}]})
    SCHEMAS[f"wrapped-in-{kind}"] = (CAT, {keyword: [OPEN_DOG, {**THING, "required": ["a"]}]})

for name, keyword in BOUNDS.items():
    subject: dict[str, Any] = {"Length": TEXT, "Items": LIST, "Properties": THING}.get(keyword[3:], NUMBER)
    if "Contains" in keyword:
        subject = {**LIST, "contains": WHOLE}
    SCHEMAS[f"{name}-increased"] = ({**subject, keyword: 2}, {**subject, keyword: 3})
    SCHEMAS[f"{name}-set"] = (subject, {**subject, keyword: 2})

INNER: dict[str, tuple[dict[str, Any], str]] = {
    "property-names": (THING, "propertyNames"),
    "contains": (LIST, "contains"),
    "content-schema": (TEXT, "contentSchema"),
    "not": ({}, "not"),
    "then": ({**THING, "if": {"required": ["a"]}, "else": {"required": ["z"]}}, "then"),
    "else": ({**THING, "if": {"required": ["a"]}, "then": {"required": ["z"]}}, "else"),
}
LONG, LONGER = (
    {"type": "string", "minLength": 1, "pattern": "\\ba"},
    {"type": "string", "minLength": 2, "pattern": "\\ba"},
)
for name, (subject, keyword) in INNER.items():
    SCHEMAS[f"{name}-added"] = (subject, {**subject, keyword: LONG})
    SCHEMAS[f"{name}-specialized"] = ({**subject, keyword: LONG}, {**subject, keyword: LONGER})
    SCHEMAS[f"{name}-changed"] = ({**subject, keyword: LONG}, {**subject, keyword: WHOLE})
    SCHEMAS[f"{name}-differs"] = ({**subject, keyword: LONG}, {**subject, keyword: {**LONG, "pattern": "\\bb"}})
for name, (before, after) in {
    "added": (None, LONG),
    "specialized": (LONG, LONGER),
    "changed": (LONG, WHOLE),
    "differs": (LONG, {**LONG, "pattern": "\\bb"}),
}.items():
    old = {**THING, "dependentSchemas": {"a": before}} if before else THING
    SCHEMAS[f"dependent-schema-{name}"] = (old, {**THING, "dependentSchemas": {"a": after}})

TAGGED = {"Cat": OPEN_CAT, "Dog": OPEN_DOG}
UNION = {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}


def tagged(**mapping: str) -> dict[str, Any]:
    """A union whose members have the tags."""
    targets = {tag: f"#/components/schemas/{name}" for tag, name in mapping.items()}
    return {**UNION, "discriminator": {"propertyName": "kind", "mapping": targets}}


SCHEMAS["discriminator-mapping-added"] = (tagged(c="Cat", d="Dog"), tagged(k="Cat", d="Dog"))

MEMBERS: dict[str, Example] = {
    "new-required-request-{}": (THING, {"properties": {"a": WHOLE}, "required": ["a"]}),
    "new-required-request-{}-with-default": (THING, {"properties": {"a": {**WHOLE, "default": 1}}, "required": ["a"]}),
    "new-optional-request-{}": (THING, {"properties": {"a": WHOLE}}),
    "request-{}-removed-from-closed-object": (
        {"properties": {"a": WHOLE}, "additionalProperties": False},
        {**THING, "additionalProperties": False},
    ),
    "request-{}-became-required": ({"properties": {"a": WHOLE}}, {"properties": {"a": WHOLE}, "required": ["a"]}),
    "request-{}-became-required-with-default": (
        {"properties": {"a": {**WHOLE, "default": 1}}},
        {"properties": {"a": {**WHOLE, "default": 1}}, "required": ["a"]},
    ),
    "response-required-{}-removed": ({"properties": {"a": WHOLE}, "required": ["a"]}, THING),
    "response-optional-{}-removed": ({"properties": {"a": WHOLE}}, THING),
    "response-{}-became-optional": ({"properties": {"a": WHOLE}, "required": ["a"]}, {"properties": {"a": WHOLE}}),
}
"""Schemas of objects by the rule about a property, with `{}` for what it is a property of."""

for side in ("request", "response"):
    for flag in ("readOnly", "writeOnly"):
        for needed in ("required", "optional"):
            rule = f"{side}-{needed}-{{}}-became-{'read-only' if flag == 'readOnly' else 'write-only'}"
            rest = {"required": ["a"]} if needed == "required" else {}
            MEMBERS[rule] = (
                {"properties": {"a": WHOLE}, **rest},
                {"properties": {"a": {**WHOLE, flag: True}}, **rest},
            )


def query(**said: Any) -> dict[str, Any]:
    """An operation with a parameter in the query."""
    return {"parameters": [{"name": "q", "in": "query", "schema": TEXT, **said}]}


def answered(**answers: Any) -> dict[str, Any]:
    """An operation with answers by status."""
    return {"responses": {name.lstrip("_"): {"description": "", **said} for name, said in answers.items()}}


def secured(*security: Any, **schemes: Any) -> dict[str, Any]:
    """A document with an operation that asks for one of several things."""
    usual = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "login": {"type": "http", "scheme": "basic"}}
    return document({"security": list(security)}, components={"securitySchemes": {**usual, **schemes}})


def globally(*security: Any) -> dict[str, Any]:
    """A document all of whose operations ask for one of several things."""
    return document({}, security=list(security))


def oauth(**said: Any) -> dict[str, Any]:
    """A document with an operation that asks for OAuth2."""
    flow = {"authorizationUrl": "https://a", "tokenUrl": "https://t", "scopes": {}, **said}
    return secured({"o": []}, o={"type": "oauth2", "flows": {"authorizationCode": flow}})


GOING = {"deprecated": True}
SENT = {"post": {"requestBody": body(WHOLE)}}
EVENT = {"hook": {"{$request.body#/url}": SENT}}
JSON, CBOR = {"application/json": {"schema": WHOLE}}, {"application/cbor": {"schema": WHOLE}}
FORM = {"multipart/form-data": {"schema": THING}}
CODED = {"multipart/form-data": {"schema": THING, "encoding": {"a": {"contentType": "image/png"}}}}


def sending(content: Any) -> dict[str, Any]:
    """A document with a body of some media types."""
    return document({"requestBody": {"content": content}})


def reading(content: Any) -> dict[str, Any]:
    """A document with an answer of some media types."""
    return document(answered(_200={"content": content}))


def two(first: Any, *second: Any) -> dict[str, Any]:
    """A document with a path that has one or two operations."""
    paths = {"/x": {"post": {"responses": {}, **first}, **({"get": {"responses": {}, **second[0]}} if second else {})}}
    return {**document(), "paths": paths}


DOCUMENTS: dict[str, Example] = {
    "api-path-removed-without-deprecation": (document({}), document()),
    "api-path-removed-with-deprecation": (document(GOING), document()),
    "api-path-removed-before-sunset": (document({**GOING, "x-sunset": "2999-01-01"}), document()),
    "api-removed-without-deprecation": (two({}, {}), two({})),
    "api-removed-with-deprecation": (two({}, GOING), two({})),
    "api-removed-before-sunset": (two({}, {**GOING, "x-sunset": "2999-01-01"}), two({})),
    "endpoint-deprecated": (document({}), document(GOING)),
    "endpoint-deprecated-with-sunset": (document({}), document({**GOING, "x-sunset": "2999-01-01"})),
    "sunset-deleted": (document({**GOING, "x-sunset": "2999-01-01"}), document(GOING)),
    "api-sunset-date-changed-too-small": (
        document({**GOING, "x-sunset": "2999-01-02"}),
        document({**GOING, "x-sunset": "2999-01-01"}),
    ),
    "api-operation-id-removed": (document({"operationId": "a"}), document({})),
    "api-tag-removed": (document({"tags": ["a"]}), document({})),
    "webhook-removed": (document({}, webhooks={"paid": SENT}), document({})),
    "callback-removed": (document({"callbacks": EVENT}), document({})),
    "new-required-request-parameter": (document({}), document(query(required=True))),
    "new-optional-request-parameter": (document({}), document(query())),
    "new-request-path-parameter": (
        document({}, path="/x/{a}"),
        document({"parameters": [{"name": "a", "in": "path", "schema": TEXT}]}, path="/x/{a}"),
    ),
    "request-parameter-removed-with-deprecation": (document(query(**GOING)), document({})),
    "request-parameter-removed-before-sunset": (
        document(query(**{**GOING, "x-sunset": "2999-01-01"})),
        document({}),
    ),
    "request-parameter-became-required": (document(query()), document(query(required=True))),
    "request-path-parameter-renamed": (
        document({"parameters": [{"name": "a", "in": "path", "schema": TEXT}]}, path="/x/{a}"),
        document({"parameters": [{"name": "b", "in": "path", "schema": TEXT}]}, path="/x/{b}"),
    ),
    "request-parameter-style-changed": (
        document(query(schema=LIST)),
        document(query(schema=LIST, style="pipeDelimited")),
    ),
    "request-parameter-explode-changed": (
        document(query(schema=LIST)),
        document(query(schema=LIST, explode=False)),
    ),
    "request-parameter-media-type-changed": (
        document({"parameters": [{"name": "q", "in": "query", "content": JSON}]}),
        document({"parameters": [{"name": "q", "in": "query", "content": CBOR}]}),
    ),
    "request-parameter-became-allow-reserved": (document(query()), document(query(allowReserved=True))),
    "request-parameter-became-allow-empty-value": (document(query()), document(query(allowEmptyValue=True))),
    "request-body-added-required": (document({}), document({"requestBody": body(WHOLE, required=True)})),
    "request-body-added-optional": (document({}), document({"requestBody": body(WHOLE)})),
    "request-body-became-required": (
        document({"requestBody": body(WHOLE)}),
        document({"requestBody": body(WHOLE, required=True)}),
    ),
    "request-body-media-type-removed": (sending({**JSON, **CBOR}), sending(JSON)),
    "request-body-media-type-name-generalized": (sending(JSON), sending({"application/*": {"schema": WHOLE}})),
    "request-body-media-type-schema-added": (sending({"application/json": {}}), sending(JSON)),
    "request-body-media-type-encoding-changed": (sending(FORM), sending(CODED)),
    "response-media-type-removed": (reading({**JSON, **CBOR}), reading(JSON)),
    "response-media-type-name-generalized": (reading(JSON), reading({"application/*": {"schema": WHOLE}})),
    "response-body-media-type-schema-added": (reading({"application/json": {}}), reading(JSON)),
    "response-body-media-type-encoding-changed": (reading(FORM), reading(CODED)),
    "response-success-status-removed": (document(answered(_200={}, _201={})), document(answered(_200={}))),
    "response-non-success-status-removed": (document(answered(_200={}, _404={})), document(answered(_200={}))),
    "required-response-header-removed": (
        document(answered(_200={"headers": {"X-H": {"required": True, "schema": TEXT}}})),
        document(answered(_200={})),
    ),
    "optional-response-header-removed": (
        document(answered(_200={"headers": {"X-H": {"schema": TEXT}}})),
        document(answered(_200={})),
    ),
    "response-header-became-optional": (
        document(answered(_200={"headers": {"X-H": {"required": True, "schema": TEXT}}})),
        document(answered(_200={"headers": {"X-H": {"schema": TEXT}}})),
    ),
    "api-security-removed": (secured({"key": []}, {"login": []}), secured({"login": []})),
    "api-security-scope-added": (secured({"key": []}), secured({"key": ["write"]})),
    "api-security-became-required": (secured({}), secured({"key": []})),
    "api-global-security-removed": (globally({"key": []}, {"login": []}), globally({"login": []})),
    "api-global-security-scope-added": (globally({"key": []}), globally({"key": ["write"]})),
    "api-global-security-became-required": (globally({}), globally({"key": []})),
    "api-security-component-type-changed": (
        secured({"key": []}),
        secured({"key": []}, key={"type": "http", "scheme": "basic"}),
    ),
    "api-security-component-credentials-changed": (
        secured({"key": []}),
        secured({"key": []}, key={"type": "apiKey", "in": "query", "name": "key"}),
    ),
    "api-security-component-oauth-url-changed": (oauth(), oauth(authorizationUrl="https://b")),
    "api-security-component-oauth-token-url-changed": (oauth(), oauth(tokenUrl="https://b")),
    "api-security-component-oauth-scope-added": (oauth(), oauth(scopes={"write": ""})),
    "api-security-component-added": (
        document({"security": [{"key": []}]}),
        secured({"key": []}),
    ),
}
"""Documents by the rule about operations; the other way round they are those of its mirror."""
