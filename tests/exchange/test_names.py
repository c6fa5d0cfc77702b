"""URLs by name, outside a request and inside one."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, NoMatchFound, Route
from starlette.testclient import TestClient

from gateway import Change, ConfigurationError, Gateway, Reply, Router, Timeline, Version, header, path, routes
from gateway.resolve.source import Source

router = Router()


@router.get("/pets/{name}/toys/{number:int}")
async def toy(request: Request, name: str, number: int) -> Reply[dict[str, str]]:
    """A toy, with where it is."""
    url = str(request.url_for("toy", name=name, number=number + 1))
    return Reply({"url": url}, headers={"Location": url})


@router.get("/special", name="other name")
async def special() -> Response:
    """A route whose name isn't its handler's."""
    return Response()


class Plural(Change):
    """Pets are plural, and toys were things."""

    operations = [routes("/pet").moved("/pets")]


def gateway(*sources: Source, current: Any = router) -> Gateway:
    """Two versions with a moved route."""
    timeline = Timeline(Version("v1"), Version("v2"), Version("v3", preview=True))
    return Gateway(current=current, timeline=timeline, adapters={"v2": [Plural]}, sources=sources or None)


def test_outside_a_request_a_name_has_a_path_in_each_version() -> None:
    """With the version where the path says it; the latest unless another is named."""
    app = gateway()
    assert app.url_for("toy", name="rex", number=7) == "/v2/pets/rex/toys/7"
    assert app.url_for("toy", version="v1", name="a b", number=7) == "/v1/pet/a%20b/toys/7"
    assert gateway(path(below="/api")).url_for("toy", version="1", name="x", number=1) == "/api/v1/pet/x/toys/1"
    assert gateway(header()).url_for("toy", version="v1", name="x", number=1) == "/pet/x/toys/1"
    assert app.url_for("other name") == "/v2/special"


@pytest.mark.parametrize("parameters", [{}, {"name": "x"}, {"name": "x", "number": 1, "more": 2}])
def test_other_parameters_are_another_route(parameters: dict[str, Any]) -> None:
    """As in Starlette."""
    with pytest.raises(NoMatchFound):
        gateway().url_for("toy", **parameters)


def test_a_version_that_is_not_there_is_named() -> None:
    """With those there are."""
    with pytest.raises(ConfigurationError, match="v1, v2, v3"):
        gateway().url_for("toy", version="v9", name="x", number=1)


@pytest.mark.parametrize(
    ("url", "headers", "location"),
    [
        ("/v1/pet/rex/toys/1", {}, "/v1/pet/rex/toys/2"),
        ("/v2/pets/rex/toys/1", {}, "/v2/pets/rex/toys/2"),
        ("/pet/rex/toys/1", {"API-Version": "v1"}, "/pet/rex/toys/2"),
    ],
)
def test_inside_a_request_links_in_headers_are_the_clients(url: str, headers: dict[str, str], location: str) -> None:
    """`request.url_for` gives the handler's own path under the client's prefix; headers lead to the client's."""
    client = TestClient(gateway(), root_path="/mounted")
    answer = client.get("/mounted" + url, headers=headers)
    assert answer.headers["location"] == "http://testserver/mounted" + location


def test_a_mounted_apps_names_are_known() -> None:
    """Outside a request as in the app itself."""
    app = Starlette(routes=[Route("/pets/{name}", lambda _: JSONResponse({}), name="pet")])
    assert gateway(current=app).url_for("pet", version="v1", name="rex") == "/v1/pet/rex"


def test_a_gateway_that_is_mounted_in_another_app_keeps_both_prefixes() -> None:
    """The parent's and the version's, in what handlers make of names and in redirects."""
    client = TestClient(Starlette(routes=[Mount("/api", app=gateway())]))
    answer = client.get("/api/v1/pet/rex/toys/1")
    assert answer.headers["location"] == "http://testserver/api/v1/pet/rex/toys/2"
    assert answer.json() == {"url": "http://testserver/api/v1/pets/rex/toys/2"}
    slashed = client.get("/api/v1/pet/rex/toys/1/", follow_redirects=False)
    assert slashed.headers["location"] == "/api/v1/pet/rex/toys/1"
