"""The same service by itself, behind the gateway, and as its peers have it: 20 routes, one of which takes orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.history import adapters
from benchmarks.models import Order, OrderCreate, ordered
from gateway import Gateway, Router, Timeline, Version

ROUTES = 20
ORDERS = ROUTES // 2
"""Where among the routes the one for orders stands: in the middle, as Starlette looks at one after the other."""


def starlette() -> Starlette:
    """Without versions, as one would write it for speed: bytes to model to bytes."""

    async def create(request: Request) -> Response:
        body = OrderCreate.model_validate_json(await request.body())
        return Response(ordered(body).model_dump_json(), status_code=201, media_type="application/json")

    async def thing(request: Request) -> Response:
        return JSONResponse({"id": request.path_params["id"]})

    routes = [Route(f"/things{place}/{{id}}", thing) for place in range(ROUTES)]
    routes[ORDERS] = Route("/orders", create, methods=["POST"])
    return Starlette(routes=routes)


def router() -> Router:
    """Typed handlers, which know of no version."""
    made = Router()

    def thing(place: int) -> None:
        @made.get(f"/things{place}/{{id}}", name=f"thing{place}")
        async def read(id: str) -> dict[str, str]:
            return {"id": id}

    for place in range(ROUTES):
        if place != ORDERS:
            thing(place)
            continue

        @made.post("/orders", status=201)
        async def create(body: OrderCreate) -> Order:
            return ordered(body)

    return made


def timeline(versions: int) -> Timeline:
    """The oldest is deprecated, so that its life is told in headers."""
    rest = (Version(f"v{number}") for number in range(2, versions + 1))
    return Timeline(Version("v1", deprecated="2026-01-01", sunset="2030-01-01", guide="https://x.example/v1"), *rest)


def typed(versions: int) -> Gateway:
    """The gateway with typed handlers; default sources and headers."""
    return Gateway(current=router(), timeline=timeline(versions), adapters=adapters(versions))


def opaque(versions: int) -> Gateway:
    """The gateway around an app whose handlers are its own, described by an OpenAPI document."""
    return Gateway(current=starlette(), timeline=timeline(versions), adapters=adapters(versions), openapi=_openapi)


def _openapi() -> dict[str, Any]:
    from pydantic.json_schema import models_json_schema

    _, schemas = models_json_schema(
        [(OrderCreate, "validation"), (Order, "serialization")], ref_template="#/components/schemas/{model}"
    )

    def content(name: str) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}

    post = {"requestBody": content("OrderCreate"), "responses": {"201": {"description": "Made.", **content("Order")}}}
    paths: dict[str, Any] = {f"/things{place}/{{id}}": {"get": {"responses": {}}} for place in range(ROUTES)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1"},
        "paths": {**paths, "/orders": {"post": post}},
        "components": {"schemas": schemas["$defs"]},
    }


def fastapi() -> Any:
    """Plain FastAPI, without versions."""
    from fastapi import FastAPI

    app = FastAPI()
    _fill(app)
    return app


def _fill(app: Any) -> None:
    def thing(place: int) -> None:
        @app.get(f"/things{place}/{{id}}")
        async def read(id: str) -> dict[str, str]:
            return {"id": id}

    for place in range(ROUTES):
        if place != ORDERS:
            thing(place)
            continue

        @app.post("/orders", status_code=201)
        async def create(body: OrderCreate) -> Order:
            return ordered(body)


def cadwyn(versions: int) -> Any:
    """Cadwyn with as many versions, a renamed field in each."""
    from benchmarks.cadwyn import app

    return app(versions, _fill)


SERVICES: dict[str, Callable[[], Any]] = {
    "starlette": starlette,
    "typed": lambda: typed(100),
    "opaque": lambda: opaque(100),
    "fastapi": fastapi,
    "cadwyn": lambda: cadwyn(100),
}
