"""Finds examples in an OpenAPI document that its own schemas don't allow, as jsonschema sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

Found = tuple[str, Any, Any]
"""Where an example is, the schema that it is of, and the example."""
BY_NAME = ("properties", "patternProperties", "dependentSchemas", "$defs")
DATA = ("const", "default", "enum", "example", "examples")


def examples(document: Mapping[str, Any]) -> list[Found]:
    """All examples of a document: of parameters, headers, media types, and schemas at any depth."""
    return list(_examples(document, ""))


def _examples(node: Any, place: str) -> Iterator[Found]:
    if isinstance(node, list):
        for number, held in enumerate(node):
            yield from _examples(held, f"{place}/{number}")
    if not isinstance(node, Mapping):
        return
    if "schema" in node:
        yield from _of_a_value(node, place)
    for key, held in node.items():
        if key == "schemas":
            for name, schema in held.items():
                yield from _of_a_schema(schema, f"{place}/schemas/{name}")
        elif key not in ("schema", "example", "examples"):
            yield from _examples(held, f"{place}/{key}")


def _of_a_value(node: Mapping[str, Any], place: str) -> Iterator[Found]:
    """Those of a parameter, a header or a media type."""
    if "example" in node:
        yield f"{place}/example", node["schema"], node["example"]
    for name, held in node.get("examples", {}).items():
        if "value" in held:
            yield f"{place}/examples/{name}", node["schema"], held["value"]
    yield from _of_a_schema(node["schema"], f"{place}/schema")


def _of_a_schema(schema: Any, place: str) -> Iterator[Found]:
    if not isinstance(schema, Mapping):
        return
    told = schema.get("examples", []) if isinstance(schema.get("examples"), list) else []
    for number, held in enumerate([*told, *([schema["example"]] if "example" in schema else [])]):
        yield f"{place}/examples/{number}", schema, held
    for key, held in schema.items():
        if key in DATA:
            continue
        if key in BY_NAME:
            for name, inner in held.items():
                yield from _of_a_schema(inner, f"{place}/{key}/{name}")
        elif isinstance(held, Mapping):
            yield from _of_a_schema(held, f"{place}/{key}")
        elif isinstance(held, list):
            for number, inner in enumerate(held):
                yield from _of_a_schema(inner, f"{place}/{key}/{number}")


def wrong_examples(document: Mapping[str, Any]) -> list[str]:
    """The examples that aren't valid, with what is wrong."""
    found: list[str] = []
    for place, schema, example in examples(document):
        whole = {**schema, "components": document.get("components", {})}
        found += [f"{place}: {error.message}" for error in Draft202012Validator(whole).iter_errors(example)]
    return found
