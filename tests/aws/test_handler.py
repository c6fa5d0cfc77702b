"""The function: loops, failures and events that it can't serve."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from contextlib import closing
from typing import Any

import pytest
from mangum import Mangum
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.asgi import Receive, Scope, Send
from gateway.aws import LambdaHandler
from gateway.aws.http_api import HttpApi
from gateway.aws.load_balancer import LoadBalancer
from gateway.aws.rest_api import RestApi
from tests.aws.made import Event, http_api_event, load_balancer_event, rest_event
from tests.aws.served import CONTEXT, body_of, responding, serve, serve_plainly


async def loop_id(request: Request) -> JSONResponse:
    """Tells the event loop."""
    return JSONResponse(id(asyncio.get_running_loop()))


LOOPS = Starlette(routes=[Route("/", loop_id)])


async def nothing() -> None:
    """Something for `asyncio.run`."""


def test_one_loop_serves_all_invocations() -> None:
    """Connection pools are bound to a loop, so it has to stay, also after `asyncio.run`."""
    with closing(LambdaHandler(LOOPS)) as handler:
        first = body_of(handler(http_api_event(), CONTEXT))
        asyncio.run(nothing())
        assert body_of(handler(http_api_event(), CONTEXT)) == first


@pytest.mark.filterwarnings("ignore:coroutine 'HTTPCycle.run' was never awaited")
def test_plain_mangum_fails_after_asyncio_run() -> None:
    """`asyncio.run` leaves no current loop, and Mangum looks for one."""
    with closing(asyncio.new_event_loop()) as loop:
        asyncio.set_event_loop(loop)
        plain = Mangum(LOOPS, lifespan="off")
    asyncio.run(nothing())
    with pytest.raises(RuntimeError, match="no current event loop"):
        plain(http_api_event(), CONTEXT)


def test_closed_loop_is_replaced_and_the_application_started_anew() -> None:
    """What was made on a closed loop is dead, so that the application has to make it again."""
    starts: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await Response()(scope, receive, send)
            return
        await receive()
        starts.append(1)
        await send({"type": "lifespan.startup.complete"})

    with closing(LambdaHandler(app)) as handler:
        handler(http_api_event(), CONTEXT)
        asyncio.get_event_loop().close()
        assert handler(http_api_event(), CONTEXT)["statusCode"] == 200
    assert len(starts) == 2


def test_closed_handler_can_serve_again() -> None:
    """Closing isn't final: a later invocation starts the application again."""
    handler = LambdaHandler(LOOPS)
    handler.close()
    handler.close()
    with closing(handler):
        assert handler(http_api_event(), CONTEXT)["statusCode"] == 200


async def failing(scope: Scope, receive: Receive, send: Send) -> None:
    """Raises before a response."""
    raise LookupError("secret")


async def failing_half_way(scope: Scope, receive: Receive, send: Send) -> None:
    """Raises within a response."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]})
    await send({"type": "http.response.body", "body": b"a,b", "more_body": True})
    raise LookupError("secret")


@pytest.mark.parametrize("app", [failing, failing_half_way])
@pytest.mark.parametrize("event", [http_api_event(), rest_event()])
def test_exception_becomes_a_problem_document(app: Any, event: Event, caplog: pytest.LogCaptureFixture) -> None:
    """The client gets RFC 9457 and nothing of the exception, which is logged; Mangum gives plain text."""
    assert "text/plain" in serve_plainly(app, event)["headers"]["content-type"]
    caplog.clear()
    response = serve(app, event, lifespan="off")
    assert (response["statusCode"], response["isBase64Encoded"]) == (500, False)
    assert body_of(response) == {"type": "about:blank", "title": "Internal Server Error", "status": 500}
    assert response["headers"]["content-type"] == "application/problem+json"
    assert response["headers"]["cache-control"] == "no-store"
    assert [(record.name, record.levelno) for record in caplog.records if record.exc_info] == [
        ("gateway.aws", logging.ERROR)
    ]


def test_application_that_sends_nothing_gets_a_problem_document() -> None:
    """Mangum fails with an AttributeError."""

    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        """Sends nothing."""

    with pytest.raises(AttributeError):
        serve_plainly(silent, http_api_event())
    assert serve(silent, http_api_event())["statusCode"] == 500


def test_message_out_of_order_is_the_applications_failure(caplog: pytest.LogCaptureFixture) -> None:
    """A body before the start can't be sent; the log says what was wrong."""

    async def confused(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.body", "body": b""})

    assert serve(confused, http_api_event(), lifespan="off")["statusCode"] == 500
    assert "sent 'http.response.body' where ASGI doesn't allow it" in caplog.text


def test_response_of_the_application_to_its_own_exception_is_kept() -> None:
    """Starlette answers with its 500 handler and raises afterwards; that answer was the application's choice."""

    async def fail(request: Request) -> Response:
        raise LookupError

    async def own(request: Request, error: Exception) -> Response:
        return JSONResponse({"own": True}, 500)

    app = Starlette(routes=[Route("/", fail)], exception_handlers={500: own})
    assert body_of(serve(app, http_api_event())) == {"own": True}


def test_custom_handlers_are_asked_first() -> None:
    """Mangum's extension point stays open."""

    class Direct:
        def __init__(self, *args: Any) -> None:
            self.body = b""
            self.scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}

        @classmethod
        def infer(cls, event: Any, context: Any, config: Any) -> bool:
            return "direct" in event

        def __call__(self, response: Any) -> dict[str, Any]:
            return {"direct": response["status"]}

    assert serve(responding(Response()), {"direct": 1}, custom_handlers=[Direct]) == {"direct": 200}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (http_api_event("GET", "/orders", stage="prod"), ("/prod", "/prod/orders")),
        (rest_event("GET", "/orders", base_path="/v1"), ("/v1", "/v1/orders")),
        (load_balancer_event("GET", "/v1/orders"), ("/v1", "/v1/orders")),
    ],
)
def test_the_kinds_can_be_given_to_plain_mangum(event: Event, expected: tuple[str, str]) -> None:
    """They are handlers as Mangum takes them, with its own setting of the base path."""
    seen: list[tuple[str, str]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope["root_path"], scope["path"]))
        await Response(b"{}", media_type="application/problem+json")(scope, receive, send)

    kinds = [HttpApi, RestApi, LoadBalancer]
    response = serve_plainly(app, event, custom_handlers=kinds, api_gateway_base_path="/v1")
    assert (seen, response["isBase64Encoded"]) == ([expected], False)


def test_package_loads_mangum_only_on_use() -> None:
    """Importing `gateway.aws` costs nothing until the handler is asked for."""
    package = importlib.import_module("gateway.aws")
    assert "LambdaHandler" in package.__all__
    assert package.LambdaHandler is LambdaHandler
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = package.nothing_like_it
    assert "gateway.aws.handler" in sys.modules
