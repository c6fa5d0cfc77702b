"""What a typed handler says of itself: by its signature, its docstring and how it was declared."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from starlette.routing import compile_path

from gateway.contract.paths import convertor_schema
from gateway.contract.said import Said
from gateway.handle.signature import Signature
from gateway.handle.typed import TypedEndpoint
from gateway.operations.routes.interface import Answer, Body, Content, Interface, Parameter
from gateway.plan.lineage import State
from gateway.shapes.from_pydantic import lifted, shape_of
from gateway.shapes.shape import REF_PREFIX, Shape
from gateway.shapes.unions import resolved

JSON, PROBLEM = "application/json", "application/problem+json"
SUCCESS, ERRORS, FAILURES = "2XX", "4XX", "5XX"
"""Under which statuses the shapes of a typed handler are."""
BODILESS = (204, 304)


def said(endpoint: TypedEndpoint, state: State) -> Said:
    """What is said of a typed handler.

    Args:
        endpoint: the handler.
        state: its route and documents as it speaks them.
    """
    signature = endpoint.signature
    body = None if signature.body is None else Body([Content(JSON)])
    interface = Interface(list(_parameters(endpoint, signature)), body, list(_answers(endpoint, signature)))
    return Said(_words(endpoint), interface, state)


def _words(endpoint: TypedEndpoint) -> dict[str, Any]:
    text = inspect.getdoc(endpoint.declared.handler) or ""
    summary, _, description = text.partition("\n")
    words: dict[str, Any] = {"summary": summary.strip().removesuffix("."), "description": description.strip()}
    return {**{key: held for key, held in words.items() if held}, "operationId": endpoint.declared.name}


def _parameters(endpoint: TypedEndpoint, signature: Signature) -> Iterator[Parameter]:
    for name, convertor in compile_path(endpoint.path)[2].items():
        adapter = signature.path.get(name)
        schema: Any = {} if adapter is None else adapter.json_schema(ref_template=REF_PREFIX + "{model}")
        root, schemas = lifted(schema)
        yield Parameter("path", name, Shape(root or convertor_schema(convertor), schemas), required=True)
    if signature.query is not None:
        shape = shape_of(signature.query_type, "validation")
        plain = resolved(shape, shape.root)
        for name, held in plain.get("properties", {}).items():
            required = name in plain.get("required", ())
            words = {"description": held["description"]} if "description" in held else {}
            yield Parameter("query", name, Shape(held, shape.schemas, shape), required, words)


def _answers(endpoint: TypedEndpoint, signature: Signature) -> Iterator[Answer]:
    status = endpoint.declared.status
    contents = [Content(JSON)] if signature.output is not None and status not in BODILESS else []
    if signature.answers_itself:
        contents = [Content("*/*", is_derived=False)]
    yield Answer(str(status), SUCCESS, contents)
    for refused in _refusals(signature):
        yield Answer(refused, ERRORS, [Content(PROBLEM)])
    yield Answer(ERRORS, ERRORS, [Content(PROBLEM)])
    yield Answer(FAILURES, FAILURES, [Content(PROBLEM)])


def _refusals(signature: Signature) -> list[str]:
    """The statuses with which a request is refused before the handler is called."""
    if signature.body is not None:
        return ["400", "413", "422"]
    return ["422"] if signature.query is not None or signature.path else []
