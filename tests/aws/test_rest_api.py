"""REST API events, payload 1.0."""

from __future__ import annotations

from mangum.handlers import APIGateway
from mangum.types import LambdaConfig
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from tests.aws.made import rest_event
from tests.aws.served import CONTEXT, body_of, described, responding, scope_of, serve

APP = Starlette(routes=[Route("/orders/{id}", described, methods=["GET", "POST"])])
CONFIG: LambdaConfig = {"api_gateway_base_path": "/", "text_mime_types": [], "exclude_headers": []}


def test_request_reaches_starlette_whole() -> None:
    """Method, URL, query, cookies, headers, stage and body arrive."""
    event = rest_event("POST", "/orders/7", [("Cookie", "a=1"), ("X-Tag", "x"), ("X-Tag", "y")], "q=1", b"body")
    assert body_of(serve(APP, event)) == {
        "method": "POST",
        "url": f"https://{event['requestContext']['domainName']}/prod/orders/7?q=1",
        "id": "7",
        "query": [["q", "1"]],
        "tags": ["x", "y"],
        "cookies": {"a": "1"},
        "stage": "prod",
        "body": "body",
    }


def test_repeated_request_headers_stay_apart() -> None:
    """Mangum joins them, so that two versions look like one with a comma."""
    event = rest_event(headers=[("API-Version", "1"), ("API-Version", "2")])
    seen = [line for line in scope_of(event)["headers"] if line[0] == b"api-version"]
    assert seen == [(b"api-version", b"1"), (b"api-version", b"2")]
    assert [b"api-version", b"1, 2"] in APIGateway(event, CONTEXT, CONFIG).scope["headers"]


def test_headers_are_taken_where_there_are_no_repeated_ones() -> None:
    """Hand-made test events have only `headers`, or null."""
    event = rest_event() | {"multiValueHeaders": None, "headers": {"API-Version": "1"}}
    assert scope_of(event)["headers"] == [(b"api-version", b"1")]
    assert scope_of(event | {"headers": None})["headers"] == []


def test_query_values_keep_their_order_and_are_encoded() -> None:
    """Parameters arrive decoded and must be encoded once."""
    scope = scope_of(rest_event(query="tag=b&tag=a&q=%26%3D%20%C3%A9&empty="))
    assert scope["query_string"] == b"tag=b&tag=a&q=%26%3D%20%C3%A9&empty="


def test_single_query_values_are_enough() -> None:
    """A hand-made test event may have only `queryStringParameters`."""
    event = rest_event() | {"multiValueQueryStringParameters": None, "queryStringParameters": {"a": "1"}}
    assert scope_of(event)["query_string"] == b"a=1"
    assert scope_of(rest_event())["query_string"] == b""


def test_repeated_response_headers_are_kept() -> None:
    """API Gateway merges both fields, so each header is in one of them."""
    response = Response("x", headers={"link": "</a>"})
    response.headers.append("link", "</b>")
    answer = serve(responding(response), rest_event())
    assert answer["multiValueHeaders"] == {"link": ["</a>", "</b>"]}
    assert answer["headers"] == {"content-length": "1"}


def test_source_address_may_be_missing() -> None:
    """Test invocations have no identity; ASGI's client is then None."""
    event = rest_event()
    assert scope_of(event)["client"] == ("203.0.113.7", 0)
    event["requestContext"]["identity"] = None
    assert scope_of(event)["client"] is None
