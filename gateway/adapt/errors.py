"""Puts the places that an error document names into the words the client used."""

from __future__ import annotations

from typing import Any

from gateway.plan.plan import Plan
from gateway.shapes.pointers import from_pointer, pointer


def translated(document: Any, plan: Plan) -> Any:
    """The error document with its locations in the client's version. Never alters its argument.

    Known are RFC 9457 `errors[].pointer` and `errors[].parameter`, and FastAPI's `detail[].loc`, whose echoed
    `input` is dropped where it may hold the newer form.
    """
    if not isinstance(document, dict):
        return document
    result = document
    if isinstance(document.get("errors"), list):
        result = {**result, "errors": [_problem_error(item, plan) for item in document["errors"]]}
    if isinstance(document.get("detail"), list):
        result = {**result, "detail": [_fastapi_error(item, plan) for item in document["detail"]]}
    return result


def _problem_error(item: Any, plan: Plan) -> Any:
    if not isinstance(item, dict):
        return item
    if isinstance(item.get("pointer"), str):
        fragment = "#" if item["pointer"].startswith("#") else ""
        location = plan.downgrade_location(from_pointer(item["pointer"].removeprefix("#")))
        return {**item, "pointer": fragment + pointer(location)}
    if isinstance(item.get("parameter"), str):
        return {**item, "parameter": plan.downgrade_parameter(item["parameter"])}
    return item


def _fastapi_error(item: Any, plan: Plan) -> Any:
    if not isinstance(item, dict) or not isinstance(item.get("loc"), list) or not item["loc"]:
        return item
    place, *rest = item["loc"]
    if place == "body":
        result = {**item, "loc": ["body", *plan.downgrade_location(tuple(rest))]}
        if isinstance(item.get("input"), dict | list):
            del result["input"]
        return result
    if place == "query" and rest:
        return {**item, "loc": ["query", plan.downgrade_parameter(str(rest[0])), *rest[1:]]}
    return item
