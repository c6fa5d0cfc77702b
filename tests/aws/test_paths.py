"""Stage and base path, by whole segments."""

from __future__ import annotations

import pytest
from mangum.handlers.utils import strip_api_gateway_path

from gateway.asgi import route_path
from gateway.aws.paths import Route, expand, located
from tests.aws.made import function_url_event, http_api_event, http_api_payload_1_event, rest_event
from tests.aws.served import place, scope_of


def test_execute_api_stage_of_a_rest_api_is_the_root_path() -> None:
    """The stage is in `requestContext.path` only, and becomes the root path."""
    scope = scope_of(rest_event("GET", "/orders", stage="prod"))
    assert place(scope) == ("/prod", "/prod/orders")
    assert route_path(scope) == "/orders"
    assert scope["gateway.stage"].base_path == ""


def test_named_stage_of_an_http_api_is_the_root_path() -> None:
    """`rawPath` begins with a named stage."""
    scope = scope_of(http_api_event("GET", "/orders", stage="prod"))
    assert place(scope) == ("/prod", "/prod/orders")


def test_default_stage_is_in_no_path() -> None:
    """Nothing is taken away for `$default`, even if a client writes it."""
    assert place(scope_of(http_api_event("GET", "/orders"))) == ("", "/orders")
    assert place(scope_of(http_api_event("GET", "/$default/orders"))) == ("", "/$default/orders")


def test_path_segment_that_only_begins_like_the_stage_stays() -> None:
    """A stage `v1` isn't found in `/v10`, where Mangum's prefix would cut."""
    assert strip_api_gateway_path("/v10/orders", api_gateway_base_path="/v1") == "0/orders"
    event = http_api_event("GET", "/orders", stage="v1")
    event["rawPath"] = "/v10/orders"
    assert place(scope_of(event)) == ("", "/v10/orders")


def test_stage_is_taken_away_once() -> None:
    """A route that is named like the stage is still the application's."""
    assert place(scope_of(rest_event("GET", "/prod/x"))) == ("/prod", "/prod/prod/x")
    assert place(scope_of(http_api_event("GET", "/prod/x", stage="prod"))) == ("/prod", "/prod/prod/x")


def test_base_path_of_a_custom_domain_is_found_from_the_resource() -> None:
    """The base path is the path less the expanded resource, and is recorded for the version sources."""
    scope = scope_of(rest_event("GET", "/orders/7", base_path="/v1", resource="/orders/{id}"))
    assert place(scope) == ("/v1", "/v1/orders/7")
    assert (scope["gateway.stage"].name, scope["gateway.stage"].base_path) == ("prod", "/v1")


def test_base_path_with_several_levels_is_kept_whole() -> None:
    """API mappings may have several levels."""
    assert place(scope_of(rest_event("GET", "/orders", base_path="/shop/v1"))) == ("/shop/v1", "/shop/v1/orders")


def test_base_path_that_is_named_like_the_stage_counts_as_base_path() -> None:
    """On a custom domain `/v1` is the domain's, whatever the stage is called."""
    scope = scope_of(rest_event("GET", "/orders", stage="v1", base_path="/v1"))
    assert place(scope) == ("/v1", "/v1/orders")
    assert scope["gateway.stage"].base_path == "/v1"


def test_mapping_without_a_stage_leaves_the_stage_out_of_the_base_path() -> None:
    """Clients then write `/v1/prod/orders`; both segments are the root path, one is the base path."""
    scope = scope_of(rest_event("GET", "/orders", base_path="/v1", stage_in_url=True))
    assert place(scope) == ("/v1/prod", "/v1/prod/orders")
    assert scope["gateway.stage"].base_path == "/v1"


def test_version_in_the_resource_is_part_of_the_route() -> None:
    """A resource `/v1/{proxy+}` is declared by the API, so it isn't a base path."""
    scope = scope_of(rest_event("GET", "/v1/orders", resource="/v1/{proxy+}"))
    assert route_path(scope) == "/v1/orders"


def test_request_for_exactly_the_base_path_is_for_the_root() -> None:
    """Mangum makes an empty path of it, which ASGI doesn't allow."""
    event = rest_event("GET", "/", base_path="/v1")
    assert event["path"] == "/v1/"
    event["path"] = event["requestContext"]["path"] = "/v1"
    scope = scope_of(event)
    assert place(scope) == ("/v1", "/v1/")
    assert route_path(scope) == "/"
    assert strip_api_gateway_path("/v1", api_gateway_base_path="/v1") == ""


def test_configured_base_path_is_taken_away_by_segments() -> None:
    """An HTTP API doesn't tell its base path, so it can be given."""
    assert place(scope_of(http_api_event("GET", "/shop/orders"), base_path="/shop")) == ("/shop", "/shop/orders")
    assert place(scope_of(http_api_event("GET", "/shopping"), base_path="/shop")) == ("", "/shopping")
    both = scope_of(http_api_event("GET", "/shop/orders", stage="prod"), base_path="/shop")
    assert place(both) == ("/prod/shop", "/prod/shop/orders")
    assert both["gateway.stage"].base_path == "/shop"


def test_configured_base_path_is_not_taken_away_twice() -> None:
    """A domain's base path that the event shows is the configured one, not another."""
    event = rest_event("GET", "/shop/7", base_path="/shop")
    assert place(scope_of(event, base_path="/shop")) == ("/shop", "/shop/shop/7")
    assert place(scope_of(rest_event("GET", "/shop/7"), base_path="/shop")) == ("/prod/shop", "/prod/shop/7")


def test_http_api_with_payload_1_has_the_stage_in_its_path() -> None:
    """The 1.0 form of an HTTP API is stripped like the 2.0 form."""
    scope = scope_of(http_api_payload_1_event("GET", "/orders", stage="prod"))
    assert place(scope) == ("/prod", "/prod/orders")
    assert scope["gateway.stage"].base_path == ""


def test_encoded_path_is_decoded_and_kept_raw() -> None:
    """REST APIs and function URLs hand on what was sent; `%2F` survives in `raw_path`."""
    scope = scope_of(rest_event("GET", "/files/a%2Fb%20c"))
    assert scope["path"] == "/prod/files/a/b c"
    assert scope["raw_path"] == b"/prod/files/a%2Fb%20c"
    assert place(scope) == ("/prod", "/prod/files/a/b c")
    assert scope_of(function_url_event("GET", "/a%2Fb"))["raw_path"] == b"/a%2Fb"


def test_path_that_the_platform_decoded_is_not_decoded_again() -> None:
    """An HTTP API decodes `%2541` to `%41`; it must not become `A`."""
    scope = scope_of(http_api_event("GET", "/files/%2541"))
    assert scope["path"] == "/files/%41"
    assert scope["raw_path"] is None
    assert scope_of(function_url_event("GET", "/files/%2541"))["path"] == "/files/%41"


def test_stage_comes_from_the_request_context_alone() -> None:
    """Nothing a client sends names the stage or its variables."""
    headers = {"X-Stage": "prod", "gateway.stage": "prod"}
    stage = scope_of(rest_event("GET", "/orders", headers, stage="test", variables={"apiVersion": "2"}))[
        "gateway.stage"
    ]
    assert (stage.name, dict(stage.variables)) == ("test", {"apiVersion": "2"})


def test_stage_variables_may_be_null() -> None:
    """REST APIs write null where there are none."""
    event = rest_event("GET", "/orders")
    assert event["stageVariables"] is None
    assert dict(scope_of(event)["gateway.stage"].variables) == {}


@pytest.mark.parametrize("template", ["$default", "", "/{proxy+}"])
def test_route_that_cannot_be_expanded_falls_back_on_what_is_known(template: str) -> None:
    """Without a route the stage and the configured base path are looked for."""
    assert expand(Route(template, {})) is None
    for path in ("/prod/shop/x", "/shop/prod/x"):
        found = located(
            path, route=Route(template, {}), stage="prod", base_path="/shop", encoded=False, stage_leads=True
        )
        assert found.path == path
        assert found.root_path == path.removesuffix("/x")


def test_route_that_the_path_does_not_end_with_is_not_believed() -> None:
    """A mapping of API Gateway can rewrite the path after the route was matched."""
    event = http_api_event("GET", "/rewritten", stage="prod") | {
        "routeKey": "GET /orders/{id}",
        "pathParameters": {"id": "7"},
    }
    assert place(scope_of(event)) == ("/prod", "/prod/rewritten")


def test_route_of_an_http_api_tells_where_the_prefix_ends() -> None:
    """A route named like the stage isn't the stage, where the stage isn't in the path."""
    event = http_api_event("GET", "/prod/7") | {"routeKey": "GET /prod/{id}", "pathParameters": {"id": "7"}}
    event["requestContext"]["stage"] = "prod"
    assert place(scope_of(event)) == ("", "/prod/7")
