"""Base paths of custom domains that events don't tell."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gateway.asgi import route_path
from gateway.aws import LambdaHandler
from gateway.aws.mappings import Mappings
from gateway.errors import ConfigurationError
from tests.aws.made import DOMAIN, http_api_event, http_api_payload_1_event
from tests.aws.served import place, responding, scope_of, serve

MAPPINGS: dict[str | tuple[str, str], str] = {
    "API.example.com": "/shop",
    ("api.example.com", "beta"): "/shop-beta/",
    "plain.example.com": "/",
}


@pytest.mark.parametrize(
    ("domain", "stage", "expected"),
    [
        ("api.example.com", "live", "/shop"),
        ("api.example.com", "beta", "/shop-beta"),
        ("plain.example.com", "live", ""),
        ("other.example.com", "live", ""),
    ],
)
def test_a_base_path_is_found_by_domain_and_stage(domain: str, stage: str, expected: str) -> None:
    """A domain may map stages of an API to base paths of their own; names of hosts have no case."""
    assert Mappings(None, MAPPINGS).of(domain, stage) == expected


@pytest.mark.parametrize("stage", ["live", "$default"])
def test_an_http_api_on_a_domain_is_below_its_base_path(stage: str) -> None:
    """Payload 2.0 tells the stage, which the domain's clients don't write, and not the base path, which they do."""
    event = http_api_event("GET", "/orders", stage=stage, domain=DOMAIN)
    scope = scope_of(event, mappings=MAPPINGS)
    assert place(scope) == ("/shop", "/shop/orders")
    assert route_path(scope) == "/orders"
    assert scope["gateway.stage"].base_path == "/shop"
    assert place(scope_of(event)) == ("", "/orders")


def test_a_base_path_that_the_event_tells_is_not_added_again() -> None:
    """Payload 1.0 has it in the path; reports say that payload 2.0 did, too, where a route tells where it ends."""
    told = http_api_payload_1_event("GET", "/orders", domain=DOMAIN, base_path="/shop")
    assert place(scope_of(told, mappings=MAPPINGS)) == ("/shop", "/shop/orders")
    event = http_api_event("GET", "/shop/orders/7", domain=DOMAIN)
    event |= {"routeKey": "GET /orders/{id}", "pathParameters": {"id": "7"}}
    assert place(scope_of(event, mappings=MAPPINGS)) == ("/shop", "/shop/orders/7")


def test_links_have_the_base_path() -> None:
    """`url_for` gives what the domain's clients can ask for."""

    async def endpoint(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(request.url_for("order")))

    app = Starlette(routes=[Route("/orders", endpoint, name="order")])
    response = serve(app, http_api_event("GET", "/orders", stage="live", domain=DOMAIN), mappings=MAPPINGS)
    assert response["body"] == "https://api.example.com/shop/orders"


def test_execute_api_has_no_base_path() -> None:
    """The same function is asked at the API's own address, too."""
    assert place(scope_of(http_api_event("GET", "/orders", stage="live"), mappings=MAPPINGS)) == (
        "/live",
        "/live/orders",
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_path": "shop"}, 'Write it as "/shop"'),
        ({"mappings": {"api.example.com": "shop"}}, 'Write it as "/shop"'),
        ({"mappings": {"https://api.example.com": "/shop"}}, "no domain"),
        ({"mappings": {("", "live"): "/shop"}}, "no domain"),
    ],
)
def test_wrong_mappings_are_refused(options: dict[str, Any], message: str) -> None:
    """At import, which Lambda reports as an init error."""
    with pytest.raises(ConfigurationError, match=message):
        LambdaHandler(responding(PlainTextResponse()), **options)
