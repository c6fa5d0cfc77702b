"""What a client can't do by choosing, mixing or forging versions; docs/threats.md lists all of them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.authentication import AuthCredentials, AuthenticationBackend, SimpleUser
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from gateway import Change, Gateway, Problem, Router, Timeline, Version, routes, schema
from gateway.asgi import ASGIApp, Receive, Scope, Send, first_header


class Account(BaseModel):
    """An account; `admin` came with v2."""

    name: str
    admin: bool = False


class Admins(Change):
    """An account may be an administrator's."""

    operations = [schema("Account").added("admin", default=False), routes("/account").moved("/accounts")]


router = Router()


@router.put("/accounts/{name}")
async def write(request: Request, name: str, body: Account) -> Account:
    """Whoever is logged in writes its account."""
    return body


TIMELINE = Timeline(Version("v1"), Version("v2"))


def gateway(**options: Any) -> Gateway:
    """Two versions, the older without administrators."""
    return Gateway(current=router, timeline=TIMELINE, adapters={"v2": [Admins]}, **options)


class LoginRequired:
    """Stands for any authorisation: a middleware around the gateway."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and first_header(scope["headers"], b"authorization") != b"secret":
            await Problem(401, headers={"WWW-Authenticate": "Bearer"}).send(send)
            return
        await self._app(scope, receive, send)


class Backend(AuthenticationBackend):
    """Logs everyone in whose header says so."""

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, SimpleUser] | None:
        user = conn.headers.get("authorization")
        return (AuthCredentials(["in"]), SimpleUser(user)) if user else None


@pytest.mark.parametrize(
    "path", ["/v1/account/x", "/v2/accounts/x", "/accounts/x", "/v9/x", "/v1/legacy", "//v1/legacy"]
)
def test_no_version_is_a_way_round_authorisation(path: str) -> None:
    """It stands around the gateway, so it is asked for every version, known or not, frozen or not."""
    frozen = Starlette(routes=[Route("/legacy", lambda _: Response("frozen"))])
    client = TestClient(LoginRequired(gateway(frozen={"v1": frozen})))
    assert client.put(path, json={}).status_code == 401
    assert client.get(path).status_code == 401


def test_an_apps_own_authorisation_holds_in_every_version() -> None:
    """The matched route is called inside the app's middleware, never past it."""

    async def whoami(request: Request) -> Response:
        return JSONResponse({"user": request.user.display_name if request.user.is_authenticated else None})

    app = Starlette(
        routes=[Route("/accounts", whoami)],
        middleware=[Middleware(AuthenticationMiddleware, backend=Backend())],
    )
    client = TestClient(Gateway(current=app, timeline=TIMELINE, adapters={"v2": [Admins]}))
    for path in ("/v1/account", "/v2/accounts"):
        assert client.get(path).json() == {"user": None}
        assert client.get(path, headers={"authorization": "ada"}).json() == {"user": "ada"}


def test_an_old_contract_cannot_set_what_came_later() -> None:
    """What the older version doesn't know is dropped from its requests: no mass assignment past the contract."""
    client = TestClient(gateway())
    written = client.put("/v1/account/x", json={"name": "x", "admin": True}).json()
    assert written == {"name": "x"}
    assert client.put("/v2/accounts/x", json={"name": "x", "admin": True}).json()["admin"] is True


def test_no_selector_splits_a_response() -> None:
    """What a client sends as a version comes back in a JSON body at most, as printable ASCII."""
    client = TestClient(gateway())
    sent = "v1\xff\x01<script>"
    answer = client.put("/account/x", headers=[(b"API-Version", sent.encode("latin-1"))], json={})
    shown = json.loads(answer.content)["requested"][0]["version"]
    assert re.fullmatch(r"v1\?+<script>", shown)
    assert answer.headers["content-type"] == "application/problem+json"
    assert not any("script" in value for value in answer.headers.values())


def test_a_translated_body_has_no_length_of_another() -> None:
    """The app sees no `Content-Length` that its body hasn't got, so nothing is left over to be taken for a request."""
    seen: list[Any] = []
    reading = Router()

    @reading.put("/accounts/{name}")
    async def read(request: Request, name: str, body: Account) -> Account:
        seen.append(request.headers.get("content-length"))
        return body

    client = TestClient(Gateway(current=reading, timeline=TIMELINE, adapters={"v2": [Admins]}))
    client.put("/v1/account/x", json={"name": "x", "admin": True})
    assert seen == [None]


@pytest.mark.parametrize("path", ["/v1/account/x", "/v2/accounts/x"])
def test_no_cache_takes_one_version_for_another(path: str) -> None:
    """Every answer names what it depended on; refusals aren't kept at all."""
    client = TestClient(gateway())
    assert "API-Version" in client.put(path, json={"name": "x"}).headers["vary"]
    refused = client.put("/accounts/x", headers={"API-Version": "v9"}, json={})
    assert (refused.headers["vary"], refused.headers["cache-control"]) == ("API-Version", "no-store")


def test_scope_keys_are_not_headers() -> None:
    """What the gateway knows of a request it has from the server, not from names that a client may choose."""
    client = TestClient(gateway())
    headers = {"gateway.version": "v1", "gateway.match": "x", "gateway.stage": "v1", "X-Stage": "v1"}
    assert client.put("/accounts/x", headers=headers, json={"name": "x"}).status_code == 400
