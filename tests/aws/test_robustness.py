"""No text that a client can get into an event fails the invocation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from gateway.asgi import route_path
from gateway.aws import LambdaHandler
from gateway.aws.paths import Route as Matched
from gateway.aws.paths import located
from tests.aws.made import function_url_event, http_api_event, http_api_payload_1_event, load_balancer_event, rest_event
from tests.aws.served import CONTEXT, described

TEXT = st.text(st.characters(codec=None), max_size=30)
"""Lone surrogates, too: JSON can hold them."""
SEGMENT = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=6)
EVENTS: dict[str, Any] = {
    "HTTP API": http_api_event(),
    "HTTP API 1.0": http_api_payload_1_event(),
    "REST API": rest_event(),
    "load balancer": load_balancer_event(),
    "load balancer, multi-value": load_balancer_event(many=True),
    "function URL": function_url_event(),
}


@pytest.fixture(scope="module")
def handler() -> Iterator[LambdaHandler]:
    """Serves whatever is asked."""
    made = LambdaHandler(Starlette(routes=[Route("/{path:path}", described)]), base_path="/shop")
    yield made
    made.close()


@pytest.mark.parametrize("kind", EVENTS)
@given(name=TEXT, value=TEXT | st.none(), path=TEXT, host=TEXT)
def test_any_text_is_served(
    handler: LambdaHandler, kind: str, name: str, value: str | None, path: str, host: str
) -> None:
    """Headers, query, cookies, host and path, each of them anything."""
    event = EVENTS[kind]
    request = {**event["requestContext"], "path": f"/{path}"}
    if "http" in request:
        request["http"] = {**request["http"], "path": f"/{path}"}
    changed = {
        **event,
        "requestContext": request,
        "path": f"/{path}",
        "rawPath": f"/{path}",
        "headers": {name: value, "host": host, "x-forwarded-port": name, "x-forwarded-for": name},
        "cookies": [name],
        "rawQueryString": name,
        "queryStringParameters": {name: value},
        "pathParameters": {"proxy": path},
    }
    if event.get("multiValueHeaders"):
        changed["multiValueHeaders"] = {name: [value, value], "host": [host], "x-forwarded-for": [name]}
        changed["multiValueQueryStringParameters"] = {name: [value, value]}
    assert handler(changed, CONTEXT)["statusCode"] in (200, 404)


@given(prefix=st.lists(SEGMENT, max_size=3), rest=st.lists(SEGMENT, max_size=3), stage=SEGMENT, encoded=st.booleans())
def test_a_path_is_only_split(prefix: list[str], rest: list[str], stage: str, *, encoded: bool) -> None:
    """Root path and the rest make the path again, by whole segments, whatever prefix is known."""
    full = "".join(f"/{segment}" for segment in [*prefix, *rest]) or "/"
    base = "".join(f"/{segment}" for segment in prefix)
    found = located(full, route=None, stage=stage, base_path=base, encoded=encoded, stage_leads=True)
    assert found.path.startswith(found.root_path)
    below = found.path[len(found.root_path) :]
    assert below.startswith("/")
    assert route_path({"path": found.path, "root_path": found.root_path}) == below


@given(prefix=st.lists(SEGMENT, max_size=3), rest=st.lists(SEGMENT, min_size=1, max_size=3))
def test_what_comes_before_the_matched_route_is_the_prefix(prefix: list[str], rest: list[str]) -> None:
    """The longest part of the path that the route explains is the application's."""
    full = "".join(f"/{segment}" for segment in [*prefix, *rest])
    route = Matched("/{proxy+}", {"proxy": "/".join(rest)})
    found = located(full, route=route, stage="none", base_path="", encoded=False, stage_leads=False)
    assert found.path[len(found.root_path) :].endswith("/" + "/".join(rest).rstrip("/"))
