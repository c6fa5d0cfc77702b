"""A zoo with every feature of HTTP that versions touch, in several set-ups: what the shop doesn't need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from gateway import (
    Brownout,
    Change,
    Gateway,
    Life,
    Link,
    Problem,
    Reply,
    Router,
    Source,
    Timeline,
    Version,
    api_key_id,
    base_path,
    header,
    host,
    media_type,
    path,
    pin,
    principal_id,
    query,
    route,
    routes,
    schema,
    stage,
)
from gateway.asgi import ASGIApp, Scope, first_header

GUIDE = "https://zoo.example/upgrading"
PINS = {"ada": "v3", "old": "v1", "brown": "v2", "mistyped": "new", "future": "v9"}


class Pet(BaseModel):
    """An animal."""

    full_name: str
    url: Link


class PetCreate(BaseModel):
    """An animal that arrives."""

    full_name: str
    friend: Link | None = None


class PetQuery(BaseModel):
    """Which animals are listed."""

    species: str | None = None


class PetsHaveAFullName(Change):
    """A pet's `name` is now `full_name`, pets are plural, and can be searched."""

    operations = [
        schema("Pet", "PetCreate").renamed("name", to="full_name"),
        routes("/pet").moved("/pets"),
        route("GET /pets").query("kind").renamed(to="species"),
        route("POST /pets").status(200, to=201),
        route("GET /pets/search").added(),
    ]


router = Router()


@router.get("/pets/search")
async def search() -> Response:
    """Shadows `/pets/{name}` from v3 on."""
    return JSONResponse({"found": []})


@router.get("/pets")
async def list_pets(query: PetQuery) -> list[Pet]:
    """All animals of a species."""
    return [Pet(full_name=query.species or "any", url="/pets/rex")]


@router.post("/pets", status=201)
async def create(body: PetCreate) -> Reply[Pet]:
    """Echo an animal, with the friend's link as it came here."""
    headers = {"Location": f"/pets/{body.full_name}", "X-Friend": str(body.friend)}
    return Reply(Pet(full_name=body.full_name, url=f"/pets/{body.full_name}"), headers=headers)


@router.get("/pets/{name}")
async def get(request: Request, name: str) -> Reply[Pet]:
    """An animal with a validator, conditional as RFC 9110 has it."""
    if name == "nobody":
        raise Problem(404, detail="no such pet")
    tag = '"5"'
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Content-Digest": "sha-256=:AAAA:",
        "Link": f'</pets/{name}/friends?n=1>; rel="next", <https://elsewhere.example/pets/x>; rel="about"',
        "X-Range": str(request.headers.get("range")),
    }
    if request.headers.get("if-none-match") == tag:
        raise Problem(304, headers=headers)  # what HTTPException(304) becomes, too
    return Reply(Pet(full_name=name, url=str(request.url_for("get", name=name))), headers=headers)


@router.put("/pets/{name}")
async def replace(request: Request, name: str, body: PetCreate) -> Pet:
    """Replace an animal that is still as the client saw it."""
    if request.headers.get("if-match") != '"5"':
        raise Problem(412)
    return Pet(full_name=body.full_name, url=f"/pets/{name}")


@router.get("/pets/{name}/friends")
async def friends(name: str) -> list[Pet]:
    """A route with a life of its own."""
    return []


@router.get("/diets")
async def diets() -> list[str]:
    """A route that v2 has retired."""
    return ["fish"]


def clock() -> datetime:
    """The day all of this is tested on."""
    return datetime(2026, 11, 24, 12, tzinfo=UTC)


def timeline(*, brownouts: Sequence[Brownout] = (), lives: bool = True, **options: Any) -> Timeline:
    """Four versions: retired, deprecated, active, preview."""
    diets = Life(deprecated="2025-01-01", retired="2026-06-01", guide=GUIDE + "/diets")
    friendless = Life(deprecated="2026-10-01", guide=GUIDE + "/friends")
    return Timeline(
        Version("v1", deprecated="2024-01-01", sunset="2024-12-01", retired="2025-01-01", guide=GUIDE),
        Version(
            "v2",
            deprecated="2026-01-01",
            sunset="2027-01-01",
            guide=GUIDE,
            brownouts=brownouts,
            routes={"GET /diets": diets} if lives else {},
            description="https://zoo.example/v2.json",
            documentation="https://zoo.example/v2",
        ),
        Version("v3", routes={"GET /pets/{name}/friends": friendless} if lives else {}),
        Version("v4", preview=True),
        **options,
    )


async def look_up(client: str) -> str | None:
    """The pin of a client; one of them can't be looked up."""
    if client == "broken":
        raise ConnectionError("the table of pins is away")
    return PINS.get(client)


def identify(scope: Scope) -> str | None:
    """Stands for authentication."""
    value = first_header(scope["headers"], b"x-client")
    return value.decode("latin-1") if value else None


def call(scope: Scope) -> str | None:
    """Who is calling, by API key or authorizer."""
    return api_key_id(scope) or principal_id(scope)


SOURCES: dict[str, list[Source]] = {
    "path": [path()],
    "header": [header()],
    "query": [query("api-version")],
    "media-type": [media_type("zoo")],
    "parameter": [media_type("zoo", parameter="version")],
    "host": [host("{version}.zoo.test")],
    "stage": [stage()],
    "variable": [stage(variable="apiVersion")],
    "base-path": [base_path()],
    "pin": [pin(identify, look_up, vary=["X-Client"])],
    "caller": [pin(call, look_up)],
}
NOW = [Brownout("2026-11-24", "2026-11-25")]


def _gateway(sources: Sequence[Source], *, brownouts: Sequence[Brownout] = (), **options: Any) -> Gateway:
    timelines = {name: options.pop(name) for name in ("default", "aliases") if name in options}
    return Gateway(
        timeline=timeline(brownouts=brownouts, lives="current" not in options, **timelines),
        adapters={"v3": [PetsHaveAFullName]} if "current" not in options else {},
        sources=sources,
        clock=clock,
        **{"current": router, **options},
    )


def _every() -> list[Source]:
    # Sources keep what they looked up, so each gateway has its own.
    return [path(), header(), query("api-version"), media_type("zoo"), host("{version}.zoo.test"), stage()]


def _shelter(request: Request) -> Response:
    return JSONResponse({"name": request.path_params.get("name"), "url": str(request.url_for("page", name="x"))})


def _starlette(*, cors: bool) -> Starlette:
    middleware = [Middleware(CORSMiddleware, allow_origins=["https://app.example"], allow_methods=["*"])]
    return Starlette(
        routes=[
            Route("/pages/{name}", _shelter, name="page"),
            Route("/docs", lambda _: PlainTextResponse("docs"), include_in_schema=False),
            Mount("/static", Starlette(routes=[Route("/logo.txt", lambda _: PlainTextResponse("logo"))])),
        ],
        middleware=middleware if cors else [],
    )


def _outside() -> ASGIApp:
    app = _gateway(_every())
    return CORSMiddleware(
        app,
        allow_origins=["https://app.example"],
        allow_methods=["*"],
        allow_headers=app.request_headers,
        expose_headers=app.response_headers,
    )


def services() -> dict[str, ASGIApp]:
    """Every set-up by the name that exchanges call it."""
    made: dict[str, ASGIApp] = {f"only-{name}": _gateway(sources, brownouts=NOW) for name, sources in SOURCES.items()}
    days = Timeline(Version("2024-01-01"), Version("2025-01-01"), Version("2026-01-01"), nearest_earlier=True)
    made |= {
        "zoo": _gateway(_every()),
        "all": _gateway(
            [*_every(), pin(identify, look_up, vary=["X-Client"]), stage(variable="apiVersion")], brownouts=NOW
        ),
        "forward": _gateway(_every(), retired="fall-forward"),
        "default": _gateway(_every(), default="latest"),
        "aliases": _gateway(_every(), aliases={"stable": "v3"}),
        "statuses": _gateway(_every(), statuses={"version-unknown": {"header": 404}, "version-retired": 404}),
        "neutral": _gateway(_every(), neutral=["/diets"]),
        "days": Gateway(timeline=days, current=router, sources=[path(), header()], clock=clock),
        "below": _gateway([path(below="/api"), header()]),
        "cors": _gateway(_every(), current=_starlette(cors=True)),
        "pages": _gateway(_every(), current=_starlette(cors=False)),
        "cors-outside": _outside(),
    }
    return made
