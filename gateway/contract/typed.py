"""What a typed handler says of itself: by its signature, its docstring and how it was declared."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from starlette.routing import compile_path

from gateway.contract.paths import convertor_schema
from gateway.contract.said import Said
from gateway.handle.signature import Signature, header_name
from gateway.handle.typed import TypedEndpoint
from gateway.operations.routes.interface import Answer, Body, Content, Header, Interface, Parameter
from gateway.plan.state import State
from gateway.shapes.bodies import kind_of
from gateway.shapes.from_pydantic import lifted, shape_of
from gateway.shapes.shape import REF_PREFIX, Shape
from gateway.shapes.unions import resolved

JSON, PROBLEM = "application/json", "application/problem+json"
SUCCESS, ERRORS, FAILURES = "2XX", "4XX", "5XX"
"""Under which statuses the shapes of a typed handler are."""
BODILESS = (204, 304)
REFUSALS = {
    "400": "The body isn't valid JSON.",
    "413": "The body is too large.",
    "422": "The request doesn't fit this version's schema.",
}
"""What is said of the statuses with which a request is refused before the handler is called."""


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
    tags = {"tags": list(endpoint.declared.tags)} if endpoint.declared.tags else {}
    return {**tags, **{key: held for key, held in words.items() if held}, "operationId": endpoint.declared.name}


def _parameters(endpoint: TypedEndpoint, signature: Signature) -> Iterator[Parameter]:
    for name, convertor in compile_path(endpoint.path)[2].items():
        adapter = signature.path.get(name)
        schema: Any = {} if adapter is None else adapter.json_schema(ref_template=REF_PREFIX + "{model}")
        root, schemas = lifted(schema)
        yield Parameter("path", name, Shape(root or convertor_schema(convertor), schemas), required=True)
    if signature.query is not None:
        yield from _members("query", signature.query_type)
    if signature.headers is not None:
        for one in _members("header", signature.headers_type):
            yield one if "-" in one.name else one._replace(name=header_name(one.name).title())


def _members(place: str, model: Any) -> Iterator[Parameter]:
    """The fields of a model as parameters."""
    shape = shape_of(model, "validation")
    plain = resolved(shape, shape.root)
    for name, held in plain.get("properties", {}).items():
        words = {"description": held["description"]} if "description" in held else {}
        yield Parameter(place, name, Shape(held, shape.schemas, shape), name in plain.get("required", ()), words)


def _answers(endpoint: TypedEndpoint, signature: Signature) -> Iterator[Answer]:
    status = endpoint.declared.status
    contents = [Content(JSON)] if signature.output is not None and status not in BODILESS else []
    if signature.streams:
        kind = kind_of(signature.media_type.encode("latin-1"))
        contents = [Content(signature.media_type, kind=kind or "")]
    if signature.answers_itself:
        contents = [Content("*/*", is_derived=False)]
    headers = [
        Header(name, Shape({"type": "string"}, {}), required=True, said={"description": words})
        for name, words in endpoint.declared.sends.items()
    ]
    yield Answer(str(status), SUCCESS, contents, headers)
    told = {**REFUSALS, **{str(number): words for number, words in endpoint.declared.refuses.items()}}
    named = [*_refusals(signature), *map(str, endpoint.declared.refuses)]
    for refused in dict.fromkeys(named):
        described = ERRORS if refused.startswith("4") else FAILURES
        yield Answer(refused, described, [Content(PROBLEM)], said={"description": told[refused]})
    yield Answer(ERRORS, ERRORS, [Content(PROBLEM)])
    yield Answer(FAILURES, FAILURES, [Content(PROBLEM)])


def _refusals(signature: Signature) -> list[str]:
    """The statuses with which a request is refused before the handler is called."""
    if signature.body is not None:
        return ["400", "413", "422"]
    return ["422"] if signature.query is not None or signature.headers is not None or signature.path else []
