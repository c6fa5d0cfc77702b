"""Shapes of the operations of an OpenAPI 3.0 or 3.1 document, such as a mounted FastAPI app's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.shapes.shape import REF_PREFIX, Schema, Shape


def request_shape(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Shape | None:
    """The shape of an operation's JSON request body, or None where it has none."""
    return _content_shape(document, _resolved(document, operation.get("requestBody", {})), "-Input")


def other_types(document: Mapping[str, Any], operation: Mapping[str, Any]) -> frozenset[bytes]:
    """The media types that an operation takes besides JSON, in lower case."""
    content = _resolved(document, operation.get("requestBody", {})).get("content", {})
    plain = [name.partition(";")[0].strip().lower() for name in content]
    return frozenset(
        name.encode("latin-1") for name in plain if not name.endswith("+json") and name != "application/json"
    )


def response_shapes(document: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[str, Shape]:
    """The shapes of an operation's JSON responses, by status (`200`, `4XX`, `default`)."""
    found = {
        str(status): _content_shape(document, _resolved(document, response), "-Output")
        for status, response in operation.get("responses", {}).items()
    }
    return {status: shape for status, shape in found.items() if shape is not None}


def query_schemas(document: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[str, Schema]:
    """The schemas of an operation's query parameters, by name."""
    parameters = [_resolved(document, one) for one in operation.get("parameters", ())]
    return {str(one["name"]): one.get("schema", {}) for one in parameters if one.get("in") == "query" and "name" in one}


def webhook_shapes(document: Mapping[str, Any]) -> list[Shape]:
    """The shapes of what a document's webhooks send (OpenAPI 3.1, 4.8.1)."""
    operations = [
        operation
        for item in document.get("webhooks", {}).values()
        for operation in _resolved(document, item).values()
        if isinstance(operation, Mapping)
    ]
    found = [request_shape(document, operation) for operation in operations]
    return [shape for shape in found if shape is not None]


def _resolved(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    target = node.get("$ref")
    if not isinstance(target, str) or not target.startswith("#/"):
        return node
    found: Any = document
    for part in target[2:].split("/"):
        found = found.get(part.replace("~1", "/").replace("~0", "~"), {})
    return found if isinstance(found, Mapping) else {}


def _content_shape(document: Mapping[str, Any], holder: Mapping[str, Any], form: str) -> Shape | None:
    for media_type, content in holder.get("content", {}).items():
        plain = media_type.partition(";")[0].strip().lower()
        if (plain == "application/json" or plain.endswith("+json")) and "schema" in content:
            components = document.get("components", {}).get("schemas", {})
            root = content["schema"]
            if str(document.get("openapi", "")).startswith("3.0"):
                components, root = _part_of_today("properties", components), _of_today(root)
            return Shape(_named(root, form), _one_form(components, form))
    return None


def _of_today(node: Any) -> Any:
    """A schema of OpenAPI 3.0 as JSON Schema 2020-12 says it: `nullable`, and bounds that are exclusive."""
    if isinstance(node, list):
        return [_of_today(held) for held in node]
    if not isinstance(node, Mapping):
        return node
    schema = {key: _part_of_today(key, held) for key, held in node.items()}
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), bool):
            strict = schema.pop(exclusive)
            if strict and bound in schema:
                schema[exclusive] = schema.pop(bound)
    if schema.get("nullable") is True:
        del schema["nullable"]
        # An enum has to name null itself then (OpenAPI 3.0.3, clarification of nullable).
        if isinstance(schema.get("type"), str) and "enum" not in schema:
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def _part_of_today(key: str, held: Any) -> Any:
    if key in ("enum", "example", "default", "discriminator"):
        return held
    if key == "properties":  # which may have any name
        return {name: _of_today(schema) for name, schema in held.items()}
    return _of_today(held)


def _one_form(components: Mapping[str, Schema], form: str) -> dict[str, Schema]:
    """The components with input and output forms of one name made one: `Order-Input` is `Order` in requests."""
    other = "-Output" if form == "-Input" else "-Input"
    return {
        name.removesuffix(form): _named(schema, form) for name, schema in components.items() if not name.endswith(other)
    }


def _named(node: Any, form: str) -> Any:
    if isinstance(node, Mapping):
        return {
            key: _canonical(value, form) if key == "$ref" and isinstance(value, str) else _named(value, form)
            for key, value in node.items()
        }
    return [_named(value, form) for value in node] if isinstance(node, list) else node


def _canonical(target: str, form: str) -> str:
    return target.removesuffix(form) if target.startswith(REF_PREFIX) else target
