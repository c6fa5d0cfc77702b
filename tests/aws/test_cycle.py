"""One request in a task of its own: what suspends, what comes after the response, and what an application may send."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from gateway.asgi import Message, Receive, Scope, Send
from gateway.aws import LambdaHandler
from tests.aws.made import http_api_event, load_balancer_event, rest_event
from tests.aws.served import CONTEXT, serve

Endpoint = Callable[[Request], Awaitable[Response]]


def answered(endpoint: Endpoint) -> str:
    """The body that an endpoint answers with."""
    body: str = serve(Starlette(routes=[Route("/", endpoint, methods=["POST"])]), http_api_event("POST", body="x"))[
        "body"
    ]
    return body


def test_an_application_may_wait_for_a_timer() -> None:
    """The task is suspended and goes on."""

    async def endpoint(request: Request) -> Response:
        await asyncio.sleep(0.01)
        return PlainTextResponse("woken")

    assert answered(endpoint) == "woken"


def test_an_application_may_wait_for_a_thread() -> None:
    """Blocking work is done elsewhere; Starlette does so for endpoints that aren't async."""

    async def endpoint(request: Request) -> Response:
        return PlainTextResponse(await run_in_threadpool(lambda: "from a thread"))

    assert answered(endpoint) == "from a thread"


def test_an_application_may_wait_for_others() -> None:
    """Task groups and timeouts have the current task that they need."""

    async def endpoint(request: Request) -> Response:
        found: list[str] = []

        async def put(word: str) -> None:
            await anyio.lowlevel.checkpoint()
            found.append(word)

        async with asyncio.timeout(5), anyio.create_task_group() as group:
            for word in ("a", "b"):
                group.start_soon(put, word)
        assert asyncio.current_task() is not None
        return PlainTextResponse("".join(sorted(found)))

    assert answered(endpoint) == "ab"


def test_an_application_may_talk_over_the_network() -> None:
    """Sockets are waited for on the same loop."""

    async def endpoint(request: Request) -> Response:
        async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readline())
            writer.close()

        server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(b"hello\n")
            line = await reader.readline()
            writer.close()
            await writer.wait_closed()
        return PlainTextResponse(line.decode().strip())

    assert answered(endpoint) == "hello"


def test_work_after_the_response_is_done_before_the_invocation_ends() -> None:
    """Lambda freezes the process when the function returns, so background tasks belong to the invocation."""
    done: list[str] = []

    async def later() -> None:
        await asyncio.sleep(0.01)
        done.append("later")

    async def endpoint(request: Request) -> Response:
        return PlainTextResponse("now", background=BackgroundTask(later))

    assert (answered(endpoint), done) == ("now", ["later"])


def test_a_failure_after_the_response_leaves_the_response(caplog: pytest.LogCaptureFixture) -> None:
    """The client has its answer, and the log has the failure."""

    async def fail() -> None:
        raise LookupError("too late")

    async def endpoint(request: Request) -> Response:
        return PlainTextResponse("now", background=BackgroundTask(fail))

    assert answered(endpoint) == "now"
    assert "too late" in caplog.text


def test_what_is_scheduled_last_gets_its_turn() -> None:
    """As with `run_until_complete`, a task that was made at the very end has begun."""
    begun: list[str] = []

    async def begin() -> None:
        begun.append("begun")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response()(scope, receive, send)
        begun.append("made")
        app_tasks.append(asyncio.ensure_future(begin()))

    app_tasks: list[Any] = []
    assert serve(app, http_api_event(), lifespan="off")["statusCode"] == 200
    assert begun == ["made", "begun"]


def test_an_application_that_stops_the_loop_is_still_served() -> None:
    """The handler runs the loop until its own task is over."""

    async def endpoint(request: Request) -> Response:
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0.01)
        return PlainTextResponse("served")

    assert answered(endpoint) == "served"


def test_a_streamed_response_is_collected() -> None:
    """Lambda takes it whole."""

    async def parts() -> AsyncIterator[str]:
        for part in ("a", "b", "c"):
            await asyncio.sleep(0)
            yield part

    async def endpoint(request: Request) -> Response:
        return StreamingResponse(parts(), media_type="text/plain")

    assert answered(endpoint) == "abc"


def test_the_client_leaves_when_it_has_its_answer() -> None:
    """Whoever listens before is suspended, so that listening beside the work doesn't end it."""
    heard: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(await receive())
        listening = asyncio.ensure_future(receive())
        await asyncio.sleep(0.01)
        assert not listening.done()
        await Response(b"x")(scope, receive, send)
        heard.append(await listening)
        heard.append(await receive())

    assert serve(app, rest_event("POST", body="in"), lifespan="off")["body"] == "eA=="
    assert heard[0] == {"type": "http.request", "body": b"in", "more_body": False}
    assert [message["type"] for message in heard[1:]] == ["http.disconnect", "http.disconnect"]


def test_a_request_sees_nothing_of_the_one_before() -> None:
    """Each has a context of its own, and a copy of the lifespan's state."""
    seen: list[Any] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        yield {"kept": []}

    async def endpoint(request: Request) -> Response:
        seen.append(getattr(request.state, "mine", None))
        request.state.mine = "set"
        request.state.kept.append(1)
        return PlainTextResponse(str(len(request.state.kept)))

    app = Starlette(routes=[Route("/", endpoint)], lifespan=lifespan)
    with closing(LambdaHandler(app)) as handler:
        bodies = [handler(http_api_event(), CONTEXT)["body"] for _ in range(2)]
    assert (bodies, seen) == (["1", "2"], [None, None])


def test_headers_that_change_after_they_were_sent_stay_as_sent() -> None:
    """A background task may go on with the list."""
    response = PlainTextResponse("x")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await response(scope, receive, send)
        response.headers["x-late"] = "1"

    assert "x-late" not in serve(app, http_api_event(), lifespan="off")["headers"]


@pytest.mark.parametrize("event", [http_api_event(), rest_event(), load_balancer_event()])
def test_blocking_code_holds_up_nobody_else(event: Any) -> None:
    """An invocation has the process to itself, so even a blocking endpoint is only slow."""

    async def endpoint(request: Request) -> Response:
        time.sleep(0.001)  # noqa: ASYNC251 - that is what is tried
        return PlainTextResponse("slow")

    assert serve(Starlette(routes=[Route("/", endpoint)]), event)["body"] == "slow"
