"""Events from AWS's documentation and from reports are read as they are meant; each file names its source."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from mangum import Mangum
from starlette.responses import Response

from gateway.asgi import Receive, Scope, Send
from gateway.aws import LambdaHandler
from gateway.aws.errors import UnsupportedEvent
from gateway.aws.kinds import Kind, kind_of
from gateway.resolve.identity import NOBODY
from tests.aws.golden import SERVED, UNSUPPORTED, Golden
from tests.aws.served import CONTEXT, responding, scope_of, serve

EVERY = [*SERVED, *UNSUPPORTED]


def named(one: Golden) -> str:
    """How pytest calls it."""
    return one.name


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_every_event_names_its_source(one: Golden) -> None:
    """Whoever doubts an event can look it up."""
    assert one.source.startswith("https://")


@pytest.mark.parametrize("one", SERVED, ids=named)
def test_the_scope_says_what_the_event_says(one: Golden) -> None:
    """Kind, path, query, headers and body, each as the file has it."""
    scope = scope_of(one.event)
    expect = one.expect
    assert kind_of(one.event) is Kind[expect["kind"]]
    assert (scope["method"], scope["root_path"], scope["path"]) == (
        expect["method"],
        expect["root_path"],
        expect["path"],
    )
    assert scope["query_string"] == expect["query"].encode()
    assert scope["client"] == (expect["client"], 0)
    assert scope["scheme"] == expect.get("scheme", "https")
    if "server" in expect:
        assert scope["server"] == tuple(expect["server"])
    for name, values in expect["headers"].items():
        assert [value.decode() for key, value in scope["headers"] if key == name.encode()] == values


@pytest.mark.parametrize("one", SERVED, ids=named)
def test_the_resolver_is_told_stage_base_path_and_caller(one: Golden) -> None:
    """What the event doesn't say stays empty."""
    scope = scope_of(one.event)
    stage = scope["gateway.stage"]
    expect = one.expect
    assert (stage.name, dict(stage.variables), stage.base_path) == (
        expect["stage"],
        expect["variables"],
        expect["base_path"],
    )
    assert scope["gateway.identity"] == NOBODY._replace(**expect["identity"])


@pytest.mark.parametrize("one", SERVED, ids=named)
def test_the_body_arrives(one: Golden) -> None:
    """To the byte."""
    seen: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((await receive())["body"])
        await Response(b"")(scope, receive, send)

    serve(app, one.event, lifespan="off")
    assert seen == [one.expect["body"].encode()]


@pytest.mark.parametrize("one", SERVED, ids=named)
def test_the_answer_has_the_form_that_the_kind_takes(one: Golden) -> None:
    """Status, headers in the right field, and the body as text."""
    response = serve(responding(Response("{}", media_type="application/problem+json")), one.event)
    assert (response["statusCode"], response["body"], response["isBase64Encoded"]) == (200, "{}", False)
    if "multiValueHeaders" in one.event and one.expect["kind"] == "LOAD_BALANCER":
        assert response["multiValueHeaders"]["content-type"] == ["application/problem+json"]
    else:
        assert response["headers"]["content-type"] == "application/problem+json"


@pytest.mark.parametrize("one", UNSUPPORTED, ids=named)
def test_an_event_of_another_kind_is_named_with_what_to_do(one: Golden) -> None:
    """The invocation fails, so that queues try again and callers are told; nothing reaches the application."""
    with pytest.raises(UnsupportedEvent) as caught:
        serve(responding(Response()), one.event)
    assert one.expect["unsupported"] in caught.value.kind
    assert one.expect["advice"] in caught.value.advice
    assert caught.value.kind in str(caught.value)
    assert "Supported: API Gateway REST API" in str(caught.value)


@pytest.mark.parametrize("one", UNSUPPORTED, ids=named)
def test_plain_mangum_has_no_clear_word_for_it(one: Golden) -> None:
    """It serves some as HTTP requests, fails on others with a KeyError, and says of the rest that it is unable."""
    answered = _plain(one.event)
    assert isinstance(answered, dict | Exception)
    assert not isinstance(answered, UnsupportedEvent)
    assert one.expect["unsupported"] not in str(answered)


def test_an_event_that_is_no_object_is_named() -> None:
    """Lambda takes any JSON."""
    with pytest.raises(UnsupportedEvent, match="a list instead of an object"):
        LambdaHandler(responding(Response()), lifespan="off")([1], CONTEXT)  # type: ignore[arg-type]
    with pytest.raises(UnsupportedEvent, match="the keys requestContext"):
        serve(responding(Response()), {"requestContext": None}, lifespan="off")
    with pytest.raises(UnsupportedEvent, match="an empty object"):
        serve(responding(Response()), {}, lifespan="off")


def test_the_tenant_comes_from_the_invocations_context() -> None:
    """Functions with tenant isolation are told the tenant beside the event."""
    seen: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["gateway.identity"].tenant_id)
        await Response()(scope, receive, send)

    handler = LambdaHandler(app, lifespan="off")
    for one in SERVED:
        tenant: Any = SimpleNamespace(tenant_id="acme")
        handler(one.event, tenant)
        handler(one.event, CONTEXT)
    handler.close()
    assert seen == ["acme", None] * len(SERVED)


def _plain(event: Any) -> Any:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    app: Any = responding(Response())
    try:
        return Mangum(app, lifespan="off")(event, CONTEXT)
    except Exception as error:  # noqa: BLE001 - which one it is, is what is looked at
        return error
    finally:
        loop.close()
        asyncio.set_event_loop(None)
