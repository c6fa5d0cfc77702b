"""Who is calling, from the event and the context to the version that is served."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gateway import (
    Gateway,
    Identity,
    Reply,
    Router,
    Timeline,
    Version,
    api_key_id,
    authorizer,
    claim,
    header,
    identity,
    pin,
    principal_id,
    tenant_id,
)
from gateway.asgi import Scope
from gateway.aws.identity import identity_of
from gateway.resolve.identity import NOBODY
from tests.aws.made import Event, http_api_event, http_api_payload_1_event, load_balancer_event, rest_event
from tests.aws.served import scope_of, serve

ALONE: Any = SimpleNamespace()


@pytest.mark.parametrize(
    ("request_context", "expected"),
    [
        ({}, {}),
        ({"identity": None, "authorizer": None}, {}),
        ({"identity": {"apiKey": "secret", "apiKeyId": None}}, {}),
        ({"identity": {"apiKey": "secret", "apiKeyId": "key-1"}}, {"api_key_id": "key-1"}),
        ({"identity": {"userArn": "arn:me"}}, {"user_arn": "arn:me", "principal_id": "arn:me"}),
        (
            {"authorizer": {"principalId": "ada", "plan": "gold", "integrationLatency": 7}},
            {"principal_id": "ada", "authorizer": {"plan": "gold"}},
        ),
        ({"authorizer": {"claims": {"sub": "ada"}}}, {"principal_id": "ada", "claims": {"sub": "ada"}}),
        (
            {"authorizer": {"jwt": {"claims": {"sub": "ada", "client_id": "app"}, "scopes": ["x"]}}},
            {"principal_id": "ada", "claims": {"sub": "ada", "client_id": "app"}},
        ),
        ({"authorizer": {"lambda": {"plan": "gold"}}}, {"authorizer": {"plan": "gold"}}),
        ({"authorizer": {"lambda": None}}, {}),
        ({"authorizer": {"iam": {"userArn": "arn:me"}}}, {"user_arn": "arn:me", "principal_id": "arn:me"}),
        ({"authorizer": "not an object", "identity": "nor this"}, {}),
    ],
)
def test_what_the_platform_says_is_read(request_context: dict[str, Any], expected: dict[str, Any]) -> None:
    """Each kind of authorizer has its place, and what is missing stays empty."""
    assert identity_of(request_context, ALONE) == NOBODY._replace(**expected)


def test_nothing_that_a_client_sends_is_an_identity() -> None:
    """Headers of those names are headers."""
    headers = {"apiKeyId": "key-1", "X-Api-Key": "key-1", "gateway.identity": "ada", "x-amzn-oidc-identity": "ada"}
    for event in (rest_event(headers=headers), http_api_event(headers=headers), load_balancer_event(headers=headers)):
        assert identity(scope_of(event)) == NOBODY


def test_the_value_of_an_api_key_is_not_kept() -> None:
    """It is a secret; the id isn't."""
    event = rest_event()
    event["requestContext"]["identity"] |= {"apiKey": "secret", "apiKeyId": "key-1"}
    assert "secret" not in str(identity(scope_of(event)))


def test_without_a_platform_nobody_is_calling() -> None:
    """Under uvicorn there is no identity, whatever stands in the scope."""
    scope: Scope = {"gateway.identity": "forged"}
    assert (identity({}), identity(scope)) == (NOBODY, NOBODY)
    assert [find({}) for find in (api_key_id, tenant_id, principal_id, claim("sub"), authorizer("plan"))] == [None] * 5


def test_claims_and_values_of_authorizers_are_text() -> None:
    """They arrive as numbers from some authorizers."""
    scope: Scope = {"gateway.identity": Identity(claims={"tier": 2}, authorizer={"plan": True})}
    assert (claim("tier")(scope), authorizer("plan")(scope)) == ("2", "True")


router = Router()


@router.get("/")
async def read() -> Reply[None]:
    """Anything."""
    return Reply(None)


TIMELINE = Timeline(Version("v1"), Version("v2"))


async def look_up(client: str) -> str | None:
    """Everybody that is known is pinned to v1."""
    return "v1" if client in {"key-1", "acme", "ada", "gold"} else None


def _with(event: Event, **parts: Any) -> Event:
    for name, part in parts.items():
        event["requestContext"][name] = (event["requestContext"].get(name) or {}) | part
    return event


@pytest.mark.parametrize(
    ("find", "event"),
    [
        (api_key_id, _with(rest_event(), identity={"apiKeyId": "key-1"})),
        (principal_id, _with(http_api_payload_1_event(), authorizer={"principalId": "ada"})),
        (claim("client_id"), _with(http_api_event(), authorizer={"jwt": {"claims": {"client_id": "ada"}}})),
        (authorizer("plan"), _with(http_api_event(), authorizer={"lambda": {"plan": "gold"}})),
    ],
)
def test_a_pin_is_found_by_who_calls(find: Any, event: Event) -> None:
    """The version is the caller's, and caches are told that it is."""
    app = Gateway(current=router, timeline=TIMELINE, sources=[pin(find, look_up)])
    response = serve(app, event)
    assert response["headers"]["api-version"] == "v1"
    assert "private" in response["headers"]["cache-control"]


def test_a_pin_is_found_by_the_tenant() -> None:
    """The tenant is in the invocation's context, beside the event."""
    from gateway.aws import LambdaHandler

    app = Gateway(current=router, timeline=TIMELINE, sources=[pin(tenant_id, look_up)])
    handler = LambdaHandler(app)
    context: Any = SimpleNamespace(tenant_id="acme")
    assert handler(rest_event(), context)["headers"]["api-version"] == "v1"
    handler.close()


def test_an_authorizer_may_say_the_version_itself() -> None:
    """Then there is nothing to look up, and it is still no more than a pin: whoever asks, is asked."""

    async def same(version: str) -> str | None:
        return version

    sources = [header(), pin(authorizer("apiVersion"), same)]
    app = Gateway(current=router, timeline=TIMELINE, sources=sources)
    event = _with(http_api_event(), authorizer={"lambda": {"apiVersion": "v1"}})
    assert serve(app, event)["headers"]["api-version"] == "v1"
    asking = _with(http_api_event(headers={"API-Version": "v2"}), authorizer={"lambda": {"apiVersion": "v1"}})
    assert serve(app, asking)["headers"]["api-version"] == "v2"
