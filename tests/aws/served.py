"""Serving one event, and looking at what the application was given."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from types import SimpleNamespace
from typing import Any

from mangum import Mangum
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.asgi import ASGIApp, Receive, Scope, Send
from gateway.aws import LambdaHandler

CONTEXT: Any = SimpleNamespace(aws_request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef")


def serve(app: ASGIApp, event: Any, **options: Any) -> dict[str, Any]:
    """The response object of one invocation of a handler made for it."""
    with closing(LambdaHandler(app, **options)) as handler:
        return handler(event, CONTEXT)


def serve_plainly(app: Any, *events: Any, lifespan: Any = "off", **options: Any) -> dict[str, Any]:
    """The last response object of Mangum as it is, on a loop that is closed afterwards."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        plain = Mangum(app, lifespan=lifespan, **options)
        return [plain(event, CONTEXT) for event in events][-1]
    finally:
        loop.close()
        asyncio.set_event_loop(None)


def scope_of(event: Any, **options: Any) -> Scope:
    """The scope that the application gets for an event."""
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        seen.append(scope)
        await Response(status_code=204)(scope, receive, send)

    serve(app, event, **options)
    return seen[0]


def place(scope: Scope) -> tuple[str, str]:
    """Root path and path."""
    return scope["root_path"], scope["path"]


def responding(response: Response) -> ASGIApp:
    """An application that gives one response to everything."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await response(scope, receive, send)

    return app


async def described(request: Request) -> JSONResponse:
    """A Starlette endpoint that tells what it was asked."""
    body = (await request.body()).decode()
    return JSONResponse(
        {
            "method": request.method,
            "url": str(request.url),
            "id": request.path_params.get("id"),
            "query": request.query_params.multi_items(),
            "tags": request.headers.getlist("x-tag"),
            "cookies": request.cookies,
            "stage": request.scope["gateway.stage"].name,
            "body": body,
        }
    )


def body_of(response: dict[str, Any]) -> Any:
    """The JSON in a response object."""
    return json.loads(response["body"])
