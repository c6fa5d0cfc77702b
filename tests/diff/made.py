"""Documents that say one thing at one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.diff import Difference, Direction, compare
from gateway.diff.rules.family import NOUNS

PLACES = [(direction, noun) for direction, nouns in NOUNS.items() for noun in nouns]
"""Where a schema may be: by direction, and by what rules call it."""


def document(operation: Mapping[str, Any] | None = None, *, path: str = "/x", **rest: Any) -> dict[str, Any]:
    """A document with one operation, POST at a path; or none, for None."""
    paths = {} if operation is None else {path: {"post": {"responses": {}, **operation}}}
    return {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": paths, **rest}


def body(schema: Any, media_type: str = "application/json", **rest: Any) -> dict[str, Any]:
    """A body of a request or answer."""
    return {"content": {media_type: {"schema": schema}}, **rest}


def placed(direction: Direction, noun: str, schema: Any, **rest: Any) -> dict[str, Any]:
    """A document with a schema at a place."""
    if noun.endswith("property"):
        schema = {"type": "object", "properties": {"p": schema}}
    if noun in ("parameter", "parameter-property"):
        parameter = {"name": "q", "in": "query", "content": {"application/json": {"schema": schema}}}
        return document({"parameters": [parameter]}, **rest)
    if noun in ("header", "header-property"):
        answer = {"description": "", "headers": {"X-H": {"schema": schema}}}
        return document({"responses": {"200": answer}}, **rest)
    if direction is Direction.REQUEST:
        return document({"requestBody": body(schema)}, **rest)
    return document({"responses": {"200": body(schema, description="")}}, **rest)


def rules(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The ids of the rules that find a difference."""
    return sorted(one.rule for one in compare(old, new))


def of_requests(old: Any, new: Any, **schemas: Any) -> list[str]:
    """The ids of the rules that find a difference of schemas of a request's body."""
    return rules(in_request(old, **schemas), in_request(new, **schemas))


def in_request(schema: Any, **schemas: Any) -> dict[str, Any]:
    """A document with a schema of a request's body, and named ones."""
    return placed(Direction.REQUEST, "body", schema, components={"schemas": schemas})


def in_response(schema: Any, **schemas: Any) -> dict[str, Any]:
    """A document with a schema of an answer's body, and named ones."""
    return placed(Direction.RESPONSE, "body", schema, components={"schemas": schemas})


def swapped(difference: Difference) -> tuple[Any, ...]:
    """What a difference is when the documents are swapped, but for its rule."""
    where = difference.where
    place = (where.method, where.place, where.status, where.property_path)
    return (*place, where.new, where.old, repr(difference.after), repr(difference.before))


def plain(difference: Difference) -> tuple[Any, ...]:
    """What `swapped` is compared with."""
    where = difference.where
    place = (where.method, where.place, where.status, where.property_path)
    return (*place, where.old, where.new, repr(difference.before), repr(difference.after))


def resolved(document: Any, pointer: str) -> Iterator[Any]:
    """What a JSON Pointer leads to: one thing, or none."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        try:
            document = document[int(key)] if isinstance(document, list) else document[key]
        except (KeyError, IndexError, ValueError, TypeError):
            return
    yield document
