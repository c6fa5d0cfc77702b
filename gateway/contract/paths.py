"""Paths as OpenAPI writes them: templates with parameters, without Starlette's convertors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.convertors import Convertor, FloatConvertor, IntegerConvertor, UUIDConvertor
from starlette.routing import compile_path

from gateway.shapes.from_openapi import METHODS

_SCHEMAS: dict[type[Any], dict[str, Any]] = {
    IntegerConvertor: {"type": "integer", "minimum": 0},
    FloatConvertor: {"type": "number", "minimum": 0},
    UUIDConvertor: {"type": "string", "format": "uuid"},
}


def convertor_schema(convertor: Convertor[Any]) -> dict[str, Any]:
    """The schema of what a convertor finds in a path."""
    return dict(_SCHEMAS.get(type(convertor), {"type": "string"}))


def template(path: str) -> str:
    """A route's path as OpenAPI writes it."""
    return compile_path(path)[1]


def alike(path: str) -> str:
    """The template without its parameters' names; of two that are alike there may be one (OpenAPI 3.1, 4.8.8.2)."""
    return "/".join("{}" if part.startswith("{") else part for part in template(path).split("/"))


def operations(paths: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The operations of path items."""
    for item in paths.values():
        yield from (held for method, held in item.items() if method in METHODS)
