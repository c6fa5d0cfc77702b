"""A deployment that serves some versions only, and those that aren't released."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse
from starlette.testclient import TestClient, WebSocketDenialResponse

from gateway import Change, Gateway, Router, Timeline, Version, header, path, route, stage
from gateway.asgi import STAGE, ASGIApp, Receive, Scope, Send
from gateway.errors import ConfigurationError
from gateway.resolve.stage import Stage

router = Router()


@router.get("/pets/{name}")
async def get(name: str) -> dict[str, str]:
    """A pet."""
    return {"name": name}


class PetsArePlural(Change):
    """`/pet` is now `/pets`."""

    operations = [route("/pet/{name}").moved("/pets/{name}")]


class Others:
    """The deployment that serves the rest: says what it was asked, and whether it runs."""

    def __init__(self) -> None:
        self.running = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self.running = True
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self.running = False
            await send({"type": "lifespan.shutdown.complete"})
        else:
            asked = {"path": scope["path"], "via": dict(scope["headers"]).get(b"via", b"").decode()}
            await JSONResponse(asked, 203)(scope, receive, send)


def gateway(*versions: Version, **options: Any) -> Gateway:
    """Three versions, the oldest with another path."""
    timeline = Timeline(*(versions or (Version("v1"), Version("v2"), Version("v3"))))
    options.setdefault("sources", [path(), header()])
    return Gateway(current=router, timeline=timeline, adapters={"v2": [PetsArePlural]}, **options)


def client(app: ASGIApp) -> TestClient:
    """A client that raises nothing of the app's."""
    return TestClient(app, raise_server_exceptions=False)


def test_what_is_served_here_is_served_as_ever() -> None:
    """Whoever asks for a version of this deployment's notices nothing."""
    asked = client(gateway(serves=["v2"], elsewhere=Others()))
    for answer in (asked.get("/v2/pets/a"), asked.get("/pets/a", headers={"API-Version": "v2"})):
        assert (answer.status_code, answer.json(), answer.headers["api-version"]) == (200, {"name": "a"}, "v2")


@pytest.mark.parametrize("version", ["v1", "v3"])
def test_the_rest_is_handed_on_as_it_came(version: str) -> None:
    """Another version's request goes out with its path, by whatever source it asked."""
    asked = client(gateway(serves=["v2"], elsewhere=Others()))
    assert asked.get(f"/{version}/anything").json()["path"] == f"/{version}/anything"
    answer = asked.get("/anything", headers={"API-Version": version})
    assert (answer.status_code, answer.json()["path"]) == (203, "/anything")


def test_without_another_deployment_the_rest_is_refused() -> None:
    """421 says that the request has come to the wrong place."""
    answer = client(gateway(serves=["v2"])).get("/v1/pet/a")
    assert (answer.status_code, answer.headers["cache-control"]) == (421, "no-store")
    assert answer.json()["type"].endswith(":version-elsewhere")


def test_what_no_version_is_asked_of_is_refused_here() -> None:
    """A version that there isn't is nobody's, and nothing is handed on."""
    asked = client(gateway(serves=["v2"], elsewhere=Others()))
    assert asked.get("/v9/pets/a").status_code == 404
    assert asked.get("/pets/a", headers={"API-Version": "v9"}).status_code == 400
    assert asked.get("/pets/a").status_code == 400


def test_two_deployments_that_name_each_other_are_no_loop() -> None:
    """A version that neither serves comes back once and is refused."""
    later: list[Gateway] = []

    async def back(scope: Scope, receive: Receive, send: Send) -> None:
        await later[0](scope, receive, send)

    one = gateway(serves=["v1"], elsewhere=gateway(serves=["v2"], elsewhere=back))
    later.append(one)
    assert client(one).get("/v3/pets/a").status_code == 421
    assert client(one).get("/v2/pets/a").status_code == 200


def test_what_only_the_stage_says_is_not_handed_on() -> None:
    """The request doesn't name the version, so another deployment would serve it at another one."""
    inner = gateway(serves=["v2"], elsewhere=Others(), sources=[header(), stage(variable="apiVersion")])

    async def staged(scope: Scope, receive: Receive, send: Send) -> None:
        await inner({**scope, STAGE: Stage("prod", {"apiVersion": "v1"})}, receive, send)

    assert client(staged).get("/pets/a").status_code == 421
    assert client(staged).get("/pets/a", headers={"API-Version": "v3"}).status_code == 203


def test_the_default_is_handed_on_where_it_is_elsewhere() -> None:
    """Who asks for nothing gets the default of whoever serves the rest."""
    timeline = Timeline(Version("v1"), Version("v2"), default="v1")
    app = Gateway(current=router, timeline=timeline, serves=["v2"], elsewhere=Others())
    assert client(app).get("/pets/a").status_code == 203


def test_the_other_app_lives_as_long_as_the_service() -> None:
    """It is started and stopped with it, and so keeps its connections."""
    others = Others()
    with TestClient(gateway(serves=["v2"], elsewhere=others)):
        assert others.running
    assert not others.running


def test_a_websocket_of_another_version_is_refused() -> None:
    """With the same status, where the server can say it before it accepts."""
    with pytest.raises(WebSocketDenialResponse) as caught, client(gateway(serves=["v2"])).websocket_connect("/v1/feed"):
        pass  # pragma: no cover
    assert caught.value.status_code == 421


def test_options_and_unknown_routes_know_what_is_served_here() -> None:
    """Without a version, only the versions of this deployment are looked at."""
    asked = client(gateway(serves=["v3"]))
    assert asked.options("/pets/a").status_code == 204
    assert asked.options("/pet/a").status_code == 404
    assert asked.get("/pet/a").json()["type"].endswith("route-not-in-version")


def test_nothing_of_another_version_is_loaded() -> None:
    """A deployment of one version imports no older adapter and no older handler."""
    script = """
import sys
from starlette.testclient import TestClient
from gateway import Gateway
app = Gateway("versions", "adapters", serves=["2025-11-15"], lifespan=None)
app.warm()
asked = TestClient(app, raise_server_exceptions=False)
assert asked.options("/orders").status_code == 204
assert asked.get("/nothing").status_code == 404
assert asked.get("/2023-10-16/order/1").status_code == 421
print(*sorted(name for name in sys.modules if name.startswith(("adapters.", "versions.v"))))
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["adapters.v2026_09_01"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"serves": ["v9"]}, "v9.*Known: v1, v2, v3"),
        ({"serves": []}, "serves nothing"),
        ({"serves": "v1"}, r"serves=\['v1'\]"),
        ({"elsewhere": Others()}, "serves="),
    ],
)
def test_a_mistake_in_what_is_served_is_found_at_start(options: dict[str, Any], said: str) -> None:
    """The message names the fix."""
    with pytest.raises(ConfigurationError, match=said):
        gateway(**options)


PREVIEWED = (Version("v1"), Version("v2"), Version("v3", preview=True))


def test_a_preview_is_unknown_where_previews_are_not_served() -> None:
    """Who asks for it learns no more than of any other version that there isn't."""
    asked = client(gateway(*PREVIEWED, previews=False))
    there, never = (asked.get("/pets/a", headers={"API-Version": version}) for version in ("v3", "v4"))
    assert there.status_code == never.status_code == 400
    assert there.text.replace("v3", "v4") == never.text
    assert asked.get("/v3/pets/a").status_code == 404
    assert asked.get("/v2/pets/a").status_code == 200
    assert [one["version"] for one in asked.get("/-/versions").json()["versions"]] == ["v1", "v2"]


def test_a_preview_is_served_otherwise() -> None:
    """As ever, to who asks for it."""
    assert client(gateway(*PREVIEWED)).get("/v3/pets/a").status_code == 200


def test_a_day_after_a_hidden_preview_is_served_by_the_release_before() -> None:
    """With the nearest earlier version, a hidden one isn't there."""
    timeline = Timeline(Version("2024-01-01"), Version("2025-01-01", preview=True), nearest_earlier=True)
    app = Gateway(current=router, timeline=timeline, previews=False)
    assert client(app).get("/2025-02-02/pets/a").headers["api-version"] == "2024-01-01"


@pytest.mark.parametrize("default", [None, "v2"])
def test_hiding_the_default_or_all_is_a_mistake(default: str | None) -> None:
    """Nobody could be served."""
    versions = [Version("v1", preview=default is None), Version("v2", preview=True)]
    with pytest.raises(ConfigurationError, match="previews=False"):
        Gateway(current=router, timeline=Timeline(*versions, default=default), previews=False)
