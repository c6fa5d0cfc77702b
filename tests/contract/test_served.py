"""Documents and their page as they are served: for whom, where, and how they are kept."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.middleware.base import RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from gateway import Gateway, Router, Timeline, Version, header, host, media_type, path, query
from gateway.contract import contract_of
from gateway.contract.pages import asset
from tests.contract.library import library, make


@pytest.fixture(name="client", scope="module")
def _client() -> TestClient:
    return TestClient(library(current=make(None)))


@pytest.mark.parametrize(
    ("url", "headers", "version"),
    [
        ("/v1/-/openapi.json", {}, "v1"),
        ("/-/openapi.json", {"API-Version": "v2"}, "v2"),
        ("/-/openapi.json?version=v3", {}, "v3"),
        ("/-/openapi.json", {}, "v4"),
        ("/v1/openapi.json", {}, "v1"),
        ("/openapi.json", {"API-Version": "v2"}, "v2"),
        ("/openapi.json", {}, "v4"),
    ],
)
def test_a_document_is_that_of_the_version_that_is_asked_for(
    client: TestClient, url: str, headers: dict[str, str], version: str
) -> None:
    """As everywhere, or in the query; the app's own document is replaced; who asks for none gets the latest."""
    answer = client.get(url, headers=headers)
    assert (answer.status_code, answer.headers["api-version"]) == (200, version)
    assert answer.headers["vary"] == "API-Version"
    assert answer.json()["info"]["version"] == version


@pytest.mark.parametrize(
    ("url", "headers", "status", "kind"),
    [
        ("/-/openapi.json?version=v9", {}, 400, "version-unknown"),
        ("/v1/-/openapi.json?version=v2", {}, 400, "version-conflict"),
        ("/v9/-/openapi.json", {}, 404, "version-unknown"),
        ("/-/docs", {"API-Version": "new"}, 400, "version-malformed"),
    ],
)
def test_a_version_that_is_not_served_has_no_document(
    client: TestClient, url: str, headers: dict[str, str], status: int, kind: str
) -> None:
    """It is refused as a request to the API is."""
    answer = client.get(url, headers=headers)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (status, kind)


def test_who_has_a_document_need_not_get_it_again(client: TestClient) -> None:
    """By its entity tag, under HEAD too; other methods are refused."""
    first = client.get("/-/openapi.json")
    tag = first.headers["etag"]
    again = client.get("/-/openapi.json", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    head = client.head("/-/openapi.json")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert client.get("/v1/-/openapi.json").headers["etag"] != tag
    refused = client.post("/-/openapi.json")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("url", ["/prod/v1/-/openapi.json", "/prod/v1/openapi.json"])
def test_servers_are_below_the_prefix_at_which_the_document_is_asked_for(url: str) -> None:
    """A stage, a proxy, or an app around the gateway."""
    client = TestClient(library(current=make(None)), root_path="/prod")
    assert [one["url"] for one in client.get(url).json()["servers"]] == ["/prod/v1"]
    by_header = client.get("/prod/-/openapi.json?version=v2").json()
    assert [one["url"] for one in by_header["servers"]] == ["/prod/v2"]


def _only(*sources: Any) -> dict[str, Any]:
    gateway = library(current=make(None), sources=list(sources))
    return contract_of(gateway, "v2")


def test_a_document_says_how_its_version_is_asked_for() -> None:
    """By a header or query parameter that is required, by the host, by what JSON is called."""
    first = "/book", "get"
    by_header = _only(header("X-Version"))["paths"][first[0]][first[1]]
    assert by_header["parameters"][0] == {
        "name": "X-Version",
        "in": "header",
        "required": True,
        "description": "The version that is asked for.",
        "schema": {"type": "string", "enum": ["v2"]},
    }
    assert by_header["responses"]["400"] == {"$ref": "#/components/responses/Error400"}
    assert list(_only(header())["components"]["responses"]["Error400"]["content"]) == ["application/problem+json"]
    by_query = _only(query("v"))["paths"][first[0]][first[1]]["parameters"][0]
    assert (by_query["name"], by_query["in"]) == ("v", "query")
    assert _only(host("{version}.library.example"))["servers"] == [{"url": "https://v2.library.example"}]
    by_type = _only(media_type("library"))["paths"]["/book"]["post"]
    assert list(by_type["requestBody"]["content"]) == ["application/vnd.library.v2+json"]
    assert "application/vnd.library.v2+json" in by_type["responses"]["200"]["content"]


def test_an_app_that_publishes_no_document_keeps_it_to_itself() -> None:
    """Unless the gateway is told otherwise, or told to publish nothing."""
    quiet = FastAPI(openapi_url=None)

    def status(url: str, **options: Any) -> int:
        gateway = Gateway(current=quiet, timeline=Timeline(Version("v1")), sources=[path()], **options)
        return TestClient(gateway).get(url).status_code

    assert status("/-/openapi.json") == 404
    assert status("/-/docs") == 404
    assert status("/-/openapi.json", documentation=True) == 200
    open_app = Gateway(current=FastAPI(), timeline=Timeline(Version("v1")), sources=[path()], documentation=False)
    assert TestClient(open_app).get("/-/openapi.json").status_code == 404
    assert TestClient(open_app).get("/v1/openapi.json").json()["info"]["version"] == "0.1.0"


def test_who_is_kept_from_an_app_s_document_is_kept_from_that_of_each_version() -> None:
    """It is given behind the app's own middleware."""
    app = FastAPI()

    @app.middleware("http")
    async def guarded(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(request) if "authorization" in request.headers else Response(status_code=401)

    client = TestClient(Gateway(current=app, timeline=Timeline(Version("v1"), Version("v2")), adapters={}))
    for url in ("/openapi.json", "/v1/openapi.json"):
        assert client.get(url).status_code == 401
        assert client.get(url, headers={"authorization": "x"}).status_code == 200


def test_an_app_asked_without_the_gateway_gives_its_own_document() -> None:
    """Only requests that come through the gateway get another."""
    app = make(None)
    gateway = library(current=app)
    assert TestClient(gateway).get("/v1/openapi.json").json()["info"]["version"] == "v1"
    assert TestClient(app).get("/openapi.json").json()["info"]["version"] == "7.1"


def test_the_page_has_all_from_its_own_server_by_relative_links(client: TestClient) -> None:
    """A strict policy, no inline script, and the versions with their lives."""
    page = client.get("/v1/-/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
    assert 'src="docs/page.js"' in page.text
    assert 'data-document="openapi.json?version=v1"' in page.text
    assert '<option data-page="../../v2/-/docs">v2</option>' in page.text
    assert "This version is deprecated from 2026-01-01" in page.text
    assert client.get("/-/docs/", follow_redirects=False).headers["location"] == "../docs"
    for name in ("page.js", "page.css", "swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"):
        answer = client.get(f"/v1/-/docs/{name}")
        assert (answer.status_code, answer.headers["x-content-type-options"]) == (200, "nosniff")
        again = client.get(f"/v1/-/docs/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    assert client.get("/-/docs/../pages.py").status_code == 404
    assert client.get("/-/docs/index.html").status_code == 404


def test_the_page_may_ask_the_servers_that_its_document_names() -> None:
    """And no others."""
    policy = TestClient(library()).get("/-/docs").headers["content-security-policy"]
    assert "connect-src 'self' https://library.example;" in policy


def test_words_of_a_document_are_no_markup_in_its_page() -> None:
    """A title may hold anything."""
    router = Router()
    gateway = Gateway(
        current=router,
        timeline=Timeline(Version("v1", guide="https://x.example/?a=1&b=2", deprecated="2026-01-01")),
        openapi=lambda: {"info": {"title": "<script>alert(1)</script>"}},
    )
    page = TestClient(gateway).get("/-/docs").text
    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in page
    assert "?a=1&amp;b=2" in page


def test_without_the_extra_there_is_no_page(monkeypatch: pytest.MonkeyPatch, client: TestClient) -> None:
    """Who asks for it is told what to install; the document is there all the same."""
    monkeypatch.setattr("gateway.contract.pages._folder", lambda: None)
    asset.cache_clear()
    refused = client.get("/-/docs")
    assert (refused.status_code, 'pip install "versiongate[docs]"' in refused.json()["detail"]) == (404, True)
    assert client.get("/-/openapi.json").status_code == 200
    asset.cache_clear()


def test_a_preview_that_is_not_served_is_not_in_the_page_s_list() -> None:
    """Nothing is said of what isn't released."""
    gateway = Gateway(
        current=Router(), timeline=Timeline(Version("v1"), Version("v2", preview=True)), adapters={}, previews=False
    )
    client = TestClient(gateway)
    assert ">v2" not in client.get("/-/docs").text
    assert client.get("/-/openapi.json?version=v2").status_code == 400
