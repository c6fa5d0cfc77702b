"""What Mangum 0.22 does otherwise: the same events through it and through the handler, both asserted."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
from mangum import Mangum
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gateway.asgi import Receive, Scope, Send
from gateway.aws import LambdaHandler
from gateway.aws.errors import UnsupportedEvent
from tests.aws.made import (
    function_url_event,
    http_api_event,
    http_api_payload_1_event,
    load_balancer_event,
    rest_event,
)
from tests.aws.served import CONTEXT, place, responding, scope_of, serve, serve_plainly


def plain_scope(event: Any, **options: Any) -> Scope:
    """The scope that the application gets from Mangum."""
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await Response(status_code=204)(scope, receive, send)

    serve_plainly(app, event, **options)
    return seen[0]


def headers_of(scope: Scope, name: bytes) -> list[bytes]:
    """The values of a request header."""
    return [value for key, value in scope["headers"] if key == name]


def test_lifespan_runs_once() -> None:
    """Mangum starts and stops the application for every request."""
    log: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> Any:
        log.append("start")
        yield
        log.append("stop")

    app = Starlette(lifespan=lifespan)
    serve_plainly(app, http_api_event(), http_api_event(), lifespan="auto")
    assert log == ["start", "stop", "start", "stop"]
    log.clear()
    with closing(LambdaHandler(app)) as handler:
        handler(http_api_event(), CONTEXT)
        handler(http_api_event(), CONTEXT)
        assert log == ["start"]


def test_a_base_path_is_taken_by_segments() -> None:
    """Mangum takes `/v1` out of `/v10/orders` and leaves `0/orders`, and makes nothing of `/v1`."""
    other = http_api_event("GET", "/v10/orders")
    exact = http_api_event("GET", "/v1")
    assert plain_scope(other, api_gateway_base_path="/v1")["path"] == "0/orders"
    assert plain_scope(exact, api_gateway_base_path="/v1")["path"] == ""
    assert place(scope_of(other, base_path="/v1")) == ("", "/v10/orders")
    assert place(scope_of(exact, base_path="/v1")) == ("/v1", "/v1/")


@pytest.mark.parametrize(
    ("event", "root_path"),
    [
        (http_api_event("GET", "/orders", stage="prod"), "/prod"),
        (http_api_payload_1_event("GET", "/orders", stage="prod"), "/prod"),
        (rest_event("GET", "/orders", stage="prod"), "/prod"),
        (rest_event("GET", "/orders", base_path="/shop"), "/shop"),
        (rest_event("GET", "/orders", base_path="/shop", stage_in_url=True), "/shop/prod"),
    ],
)
def test_root_path_is_what_leads_to_the_application(event: Any, root_path: str) -> None:
    """Mangum's is always empty, so that links lack the stage and routes have it."""
    assert plain_scope(event)["root_path"] == ""
    assert place(scope_of(event)) == (root_path, f"{root_path}/orders")


def test_a_load_balancer_has_a_base_path_too() -> None:
    """Mangum ignores the setting there."""
    event = load_balancer_event("GET", "/shop/orders")
    assert plain_scope(event, api_gateway_base_path="/shop")["path"] == "/shop/orders"
    assert place(scope_of(event, base_path="/shop")) == ("/shop", "/shop/orders")


@pytest.mark.parametrize("media_type", ["application/problem+json", "application/vnd.shop.v2+json"])
@pytest.mark.parametrize("event", [http_api_event(), rest_event(), load_balancer_event(), function_url_event()])
def test_json_with_another_name_is_text(event: Any, media_type: str) -> None:
    """Mangum makes base64 of it, which a REST API hands to the client as it is."""
    app = responding(Response("{}", media_type=media_type))
    assert serve_plainly(app, event)["isBase64Encoded"] is True
    response = serve(app, event)
    assert (response["body"], response["isBase64Encoded"]) == ("{}", False)


@pytest.mark.parametrize("status", [204, 304])
def test_no_body_has_no_content_type(status: int) -> None:
    """Mangum says that it is JSON."""
    app = responding(Response(status_code=status))
    assert serve_plainly(app, http_api_event())["headers"]["content-type"] == "application/json"
    assert serve(app, http_api_event())["headers"] == {}


@pytest.mark.parametrize("event", [http_api_event(), function_url_event()])
def test_headers_may_be_null(event: Any) -> None:
    """Mangum raises an AttributeError."""
    event = {**event, "headers": None}
    with pytest.raises(AttributeError):
        serve_plainly(responding(Response()), event)
    assert scope_of(event)["headers"] == []


@pytest.mark.parametrize("make", [http_api_event, rest_event, load_balancer_event])
@pytest.mark.parametrize(
    ("host", "expected"),
    [("[2001:db8::1]", "2001:db8::1"), ("[2001:db8::1]:8443", "2001:db8::1"), ("api.example.com:x", "api.example.com")],
)
def test_any_host_is_served(make: Any, host: str, expected: str) -> None:
    """Mangum splits at the colon and raises a ValueError, which any client can bring about."""
    event = make(headers={"Host": host})
    with pytest.raises(ValueError, match=r"too many values|invalid literal"):
        serve_plainly(responding(Response()), event)
    assert scope_of(event)["server"][0] == expected


@pytest.mark.parametrize("make", [rest_event, function_url_event, load_balancer_event])
def test_an_encoded_slash_stays_one(make: Any) -> None:
    """Mangum's scope has no `raw_path`, so that nobody can tell `%2F` from `/`."""
    event = make("GET", "/files/a%2Fb")
    plain = plain_scope(event)
    assert (plain["path"], plain["raw_path"]) == ("/files/a/b", None)
    assert scope_of(event)["raw_path"].endswith(b"/files/a%2Fb")


def test_a_path_isnt_decoded_twice() -> None:
    """An HTTP API has decoded `%2541` to `%41`; Mangum makes `A` of it."""
    event = http_api_event("GET", "/files/%2541")
    assert plain_scope(event)["path"] == "/files/A"
    assert scope_of(event)["path"] == "/files/%41"


def test_repeated_headers_stay_apart() -> None:
    """Mangum joins them, so that two versions are one text."""
    event = rest_event(headers=[("API-Version", "1"), ("API-Version", "2")])
    assert headers_of(plain_scope(event), b"api-version") == [b"1, 2"]
    assert headers_of(scope_of(event), b"api-version") == [b"1", b"2"]


def test_a_load_balancers_client_is_the_one_that_it_saw() -> None:
    """Mangum gives the whole of `X-Forwarded-For`, which the client can begin with anything."""
    event = load_balancer_event(headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7"})
    assert plain_scope(event)["client"] == ("6.6.6.6, 203.0.113.7", 0)
    assert scope_of(event)["client"] == ("203.0.113.7", 0)


def test_a_load_balancers_query_stays_as_it_was_sent() -> None:
    """Mangum decodes and encodes it again: `%20` becomes `+`, and a name without a value gets one."""
    event = load_balancer_event(query="q=a%20b&q=%26&empty=", many=True)
    assert plain_scope(event)["query_string"] == b"q=a+b&q=%26&empty="
    assert scope_of(event)["query_string"] == b"q=a%20b&q=%26&empty="


def test_several_cookies_pass_a_load_balancer_without_multi_value_headers() -> None:
    """As with Mangum they differ in case; other repeated headers are one list, where Mangum varies their case, too."""
    response = Response()
    for name, value in (("set-cookie", "a=1"), ("set-cookie", "b=2"), ("vary", "Accept"), ("vary", "API-Version")):
        response.headers.append(name, value)
    plain = serve_plainly(responding(response), load_balancer_event())["headers"]
    assert [value for name, value in plain.items() if name.lower() == "vary"] == ["Accept", "API-Version"]
    headers = serve(responding(response), load_balancer_event())["headers"]
    assert headers["vary"] == "Accept, API-Version"
    assert sorted(value for name, value in headers.items() if name.lower() == "set-cookie") == ["a=1", "b=2"]


async def nothing() -> None:
    """Something for `asyncio.run`."""


@pytest.mark.filterwarnings("ignore:coroutine 'HTTPCycle.run' was never awaited")
def test_asyncio_run_elsewhere_breaks_nothing() -> None:
    """`asyncio.run` leaves no current loop, and Mangum looks for one at each request."""
    app: Any = responding(PlainTextResponse("fine"))
    with closing(asyncio.new_event_loop()) as loop:
        asyncio.set_event_loop(loop)
        plain = Mangum(app, lifespan="off")
    asyncio.run(nothing())
    with pytest.raises(RuntimeError, match="no current event loop"):
        plain(http_api_event(), CONTEXT)
    with closing(LambdaHandler(app)) as handler:
        asyncio.run(nothing())
        assert handler(http_api_event(), CONTEXT)["body"] == "fine"


def test_an_exception_is_a_problem_document() -> None:
    """Mangum's answer is plain text."""

    async def fail(request: Request) -> Response:
        raise LookupError("secret")

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError("secret")

    plain = serve_plainly(failing, http_api_event())
    assert (plain["statusCode"], plain["body"]) == (500, "Internal Server Error")
    response = serve(failing, http_api_event(), lifespan="off")
    assert response["statusCode"] == 500
    assert json.loads(response["body"])["status"] == 500


def test_header_bytes_that_are_no_utf_8_are_kept() -> None:
    """Any byte may be in a field value; Mangum raises after the application has done its work."""
    app = responding(Response(headers={"x-name": "Zoë"}))
    with pytest.raises(UnicodeDecodeError):
        serve_plainly(app, http_api_event())
    assert serve(app, http_api_event())["headers"]["x-name"] == "Zoë"


def test_excluded_headers_are_left_out_of_http_apis_too() -> None:
    """Mangum's option does nothing there."""
    app: Any = responding(Response(headers={"x-internal": "1"}))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    plain = Mangum(app, lifespan="off", exclude_headers=["X-Internal"])
    assert "x-internal" in plain(http_api_event(), CONTEXT)["headers"]
    loop.close()
    asyncio.set_event_loop(None)
    assert "x-internal" not in serve(app, http_api_event(), exclude_headers=["X-Internal"])["headers"]


def test_a_message_of_a_websocket_is_no_request() -> None:
    """Mangum fails with a KeyError within its own code."""
    event = {"requestContext": {"connectionId": "x", "eventType": "MESSAGE", "stage": "prod"}, "version": "1.0"}
    with pytest.raises(KeyError):
        serve_plainly(responding(Response()), event)
    with pytest.raises(UnsupportedEvent, match="WebSocket"):
        serve(responding(Response()), event)


def test_a_json_answer_is_the_same_with_both() -> None:
    """What Mangum does well stays as it is."""
    app = Starlette(routes=[Route("/", lambda _: JSONResponse({"a": 1}))])
    plain = serve_plainly(app, http_api_event())
    assert {**serve(app, http_api_event())} == plain
