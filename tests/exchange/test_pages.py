"""All pages as one list: nothing is said of it that is so of one page only, and it is whole or isn't given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from gateway import (
    Change,
    Gateway,
    Operation,
    Router,
    Timeline,
    Version,
    all_pages,
    first_page,
    route,
    routes,
    schema,
)


class Pet(BaseModel):
    """An animal."""

    full_name: str


class Page(BaseModel):
    """Some pets."""

    data: list[Pet]
    next: str | None = None


class PageQuery(BaseModel):
    """Which pets."""

    cursor: int = 0


NAMES: list[str] = []
BROKEN: dict[int, Callable[[], Response]] = {}
"""What is answered in place of a page, by its cursor."""
MODIFIED = "Mon, 01 Jan 2024 00:00:00 GMT"
LINKS = '</pets?cursor=2>; rel="next", </pets?cursor=4>; rel=last; title="a, b", </help>; rel="help"'
router = Router()


@pytest.fixture(autouse=True)
def _afresh() -> None:
    NAMES[:] = ["Rex", "Tom", "Kim", "Ada", "Bo"]
    BROKEN.clear()


@router.get("/pets")
async def pets(request: Request, query: PageQuery) -> Response:
    """Two pets a page, with validators and links of the page."""
    if query.cursor in BROKEN:
        return BROKEN[query.cursor]()
    found = NAMES[query.cursor : query.cursor + 2]
    headers = {"ETag": f'"{"-".join(found)}"', "Last-Modified": MODIFIED, "Content-Location": "/pets?cursor=0"}
    conditions = (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
    if conditions[0] == headers["ETag"] or conditions[1] == MODIFIED:
        return Response(status_code=304, headers=headers)
    more = query.cursor + 2 < len(NAMES)
    document = {"data": [{"full_name": name} for name in found], "next": query.cursor + 2 if more else None}
    return JSONResponse(document, headers={**headers, "Link": LINKS})


pets.__annotations__["return"] = Page


def client_of(*operations: Operation, seen: Any = None) -> TestClient:
    """A client of a gateway whose pets are in pages since v2."""
    paged = route("GET /pets").paged(into="data", cursor="next", query="cursor", old_sees=seen or all_pages(20))
    changes = [schema("Pet").renamed("name", to="full_name"), paged, *operations]
    changed = type("Changed", (Change,), {"__doc__": "Something changed.", "operations": changes})
    gateway = Gateway(adapters={"v2": [changed]}, current=router, timeline=Timeline(Version("v1"), Version("v2")))
    assert gateway.check() == []
    return TestClient(gateway, raise_server_exceptions=False)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_list_of_several_pages_has_no_validator_of_the_first(method: str) -> None:
    """Nor its place, nor its links to the others; what else it links to stays."""
    with client_of() as client:
        seen = client.request(method, "/v1/pets")
        head = client.request(method, "/v2/pets")
    assert not {"etag", "last-modified", "content-location"} & set(seen.headers)
    assert seen.headers["link"] == '</help>; rel="help"'
    assert {"etag", "last-modified", "content-location"} <= set(head.headers)
    assert head.links["next"]["url"] == "/v2/pets?cursor=2"


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_what_the_first_page_says_of_itself_does_not_hold_for_the_list(header: str) -> None:
    """What came or changed on a later page would never be seen."""
    rest = NAMES[2:]
    del NAMES[2:]
    with client_of() as client:
        condition = client.get("/v1/pets").headers[{"If-None-Match": "ETag"}.get(header, "Last-Modified")]
        own = client.get("/v2/pets").headers["ETag"] if header == "If-None-Match" else condition
        NAMES.extend(rest)
        seen = client.get("/v1/pets", headers={header: condition})
        head = client.get("/v2/pets", headers={header: own})
    assert (seen.status_code, len(seen.json())) == (200, 5)
    assert head.status_code == 304


def test_a_list_of_one_page_is_that_page() -> None:
    """With its validators, and revalidated by them where only the first is ever seen."""
    with client_of(seen=first_page(linked=True)) as client:
        seen = client.get("/v1/pets")
        again = client.get("/v1/pets", headers={"If-None-Match": seen.headers["etag"]})
    assert again.status_code == 304
    assert seen.headers["last-modified"] == MODIFIED
    links = seen.headers["link"]
    assert links.count('rel="next"') == 1
    assert "</v1/pets?cursor=4>; rel=last" in links
    NAMES[:] = ["Rex"]
    with client_of() as client:
        assert "etag" in client.get("/v1/pets").headers


def _raising() -> Response:
    raise RuntimeError("boom")


@pytest.mark.parametrize(
    "broken",
    [
        lambda: JSONResponse({"detail": "secret"}, 500),
        lambda: JSONResponse({"detail": "secret"}, 404),
        _raising,
        lambda: Response("<html>", media_type="text/html"),
        lambda: JSONResponse({"next": None}),
        lambda: JSONResponse({"data": None}),
        lambda: JSONResponse([1]),
        lambda: JSONResponse({"data": [], "next": 2}),
    ],
    ids=["500", "404", "raises", "no JSON", "no items", "null", "no page", "a circle"],
)
def test_a_list_is_whole_or_not_given(broken: Callable[[], Response]) -> None:
    """A client would take what there is for all there is; it is told in its words, and may ask again."""
    BROKEN[4] = broken
    with client_of(routes("/").errors().renamed("message", to="detail")) as client:
        seen = client.get("/v1/pets")
    assert seen.status_code == 502
    assert seen.json() == {
        "type": "about:blank",
        "title": "Bad Gateway",
        "status": 502,
        "message": "A part of the list can't be read, so none of it is given.",
    }
    assert not {"etag", "last-modified", "content-location", "link"} & set(seen.headers)
    assert (seen.headers["api-version"], seen.headers["cache-control"]) == ("v1", "no-store")


@pytest.mark.parametrize(("status", "headers", "wait"), [(503, {"Retry-After": "7"}, "7"), (429, {}, "1")])
def test_a_busy_page_says_when_to_ask_again(status: int, headers: dict[str, str], wait: str) -> None:
    """As the handler said it, or in a moment."""
    BROKEN[2] = lambda: JSONResponse({}, status, headers=headers)
    with client_of() as client:
        seen = client.get("/v1/pets")
    assert (seen.status_code, seen.headers["retry-after"]) == (503, wait)


def test_reading_may_be_repeated() -> None:
    """A GET whose answer can't be translated has done nothing that might be done twice."""
    with client_of(schema("Pet").converted("full_name", up=str, down=lambda _: 1 // 0, was=str)) as client:
        seen = client.get("/v1/pets").json()
    assert (seen["status"], seen["detail"]) == (500, "The answer can't be given in this version.")
    assert "committed" not in seen
