"""Gateways whose versions changed what lists of operations say, of typed handlers and of OpenAPI documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from gateway import Change, Gateway, Operation, Router, Timeline, Version


def gateway_of(current: Any, *versions: Sequence[Operation], document: Mapping[str, Any] | None = None) -> Gateway:
    """A gateway with a version more than there are lists of operations."""
    adapters = {
        f"v{number}": [type("Changed", (Change,), {"__doc__": "Something changed.", "operations": list(operations)})]
        for number, operations in enumerate(versions, start=2)
        if operations
    }
    timeline = Timeline(*(Version(f"v{number}") for number in range(1, len(versions) + 2)))
    openapi = None if document is None else lambda: document
    return Gateway(current=current, adapters=adapters, timeline=timeline, openapi=openapi)


def echoing(**models: Any) -> Router:
    """A router that echoes a model at the path of its name."""
    router = Router()
    for path, model in models.items():

        async def echo(body: Any) -> Any:
            return body

        echo.__annotations__ = {"body": model, "return": model}
        router.post(f"/{path}")(echo)
    return router


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """An app that answers with what it is sent, whatever that is."""
    await JSONResponse(await Request(scope, receive).json())(scope, receive, send)


def described(schemas: Mapping[str, Any], root: Any, openapi: str = "3.1.0") -> dict[str, Any]:
    """The OpenAPI document of an app that takes and answers one schema at `/x`."""
    content = {"content": {"application/json": {"schema": root}}}
    operation = {"requestBody": content, "responses": {"200": {"description": "", **content}}}
    return {
        "openapi": openapi,
        "info": {"title": "x", "version": "1"},
        "paths": {"/x": {"post": operation}},
        "components": {"schemas": schemas},
    }


def of_schemas(
    schemas: Mapping[str, Any], root: Any, *versions: Sequence[Operation], openapi: str = "3.1.0"
) -> Gateway:
    """A gateway of an app that echoes documents of a schema at `/x`."""
    return gateway_of(echo, *versions, document=described(schemas, root, openapi))


def shape_of_x(gateway: Gateway, version: int = -1) -> Any:
    """The shape of the request of `/x`: as the head's handler has it, or as clients of a version do."""
    wanted = gateway.timeline.versions[version]
    [entry] = gateway.atlas.table(gateway.timeline.head).entries
    return gateway.atlas.plan(wanted, entry).client.request
