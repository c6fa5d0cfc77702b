"""HTTP API events, payload 2.0."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from tests.aws.made import function_url_event, http_api_event, http_api_payload_1_event
from tests.aws.served import body_of, described, responding, scope_of, serve, serve_plainly

APP = Starlette(routes=[Route("/orders/{id}", described, methods=["GET", "POST"])])


def test_request_reaches_starlette_whole() -> None:
    """Method, URL, query, cookies, headers, stage and body arrive."""
    event = http_api_event(
        "POST", "/orders/7", {"Cookie": "a=1; b=2", "X-Tag": "x"}, "q=a%20b&q=%26", "body", stage="prod"
    )
    assert event["cookies"] == ["a=1", "b=2"]
    assert body_of(serve(APP, event)) == {
        "method": "POST",
        "url": f"https://{event['requestContext']['domainName']}/prod/orders/7?q=a%20b&q=%26",
        "id": "7",
        "query": [["q", "a b"], ["q", "&"]],
        "tags": ["x"],
        "cookies": {"a": "1", "b": "2"},
        "stage": "prod",
        "body": "body",
    }


def test_function_url_is_the_same_form() -> None:
    """Its stage is `$default`."""
    assert body_of(serve(APP, function_url_event("GET", "/orders/7")))["stage"] == "$default"


def test_payload_1_of_an_http_api_is_answered_in_format_1() -> None:
    """The API takes back the format that it sent."""
    response = serve(APP, http_api_payload_1_event("GET", "/orders/7", query="q=1&q=2"))
    assert body_of(response)["query"] == [["q", "1"], ["q", "2"]]
    assert "multiValueHeaders" in response


@pytest.mark.parametrize("status", [204, 304])
def test_bodiless_responses_get_no_content_type(status: int) -> None:
    """Mangum says that a 204 is JSON."""
    app = responding(Response(status_code=status))
    assert "content-type" in serve_plainly(app, http_api_event())["headers"]
    response = serve(app, http_api_event())
    assert (response["statusCode"], response["body"], response["headers"]) == (status, "", {})


def test_headers_may_be_null() -> None:
    """Test events have no headers; Mangum raises."""
    event = http_api_event() | {"headers": None}
    with pytest.raises(AttributeError):
        serve_plainly(responding(Response()), event)
    assert scope_of(event)["headers"] == []
    assert scope_of(event)["server"] == (event["requestContext"]["domainName"], 443)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("[2001:db8::1]:8443", ("2001:db8::1", 8443)),
        ("[::1]", ("::1", 443)),
        ("::1", ("::1", 443)),
        ("example.com:8080", ("example.com", 8080)),
        ("example.com:port", ("example.com", 443)),
    ],
)
def test_host_of_any_form_is_understood(host: str, expected: tuple[str, int]) -> None:
    """An IPv6 address or a bad port in `Host` must not fail the invocation."""
    assert scope_of(http_api_event(headers={"Host": host}))["server"] == expected


def test_plain_mangum_fails_on_an_ipv6_host() -> None:
    """The reason for the test above."""
    with pytest.raises(ValueError, match="too many values"):
        serve_plainly(responding(Response()), http_api_event(headers={"Host": "[::1]:8443"}))


def test_repeated_response_headers_are_joined_and_cookies_apart() -> None:
    """Format 2.0 has one value a header, and a list of cookies."""
    response = Response("x", headers={"vary": "Accept"})
    response.headers.append("vary", "API-Version")
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    answer = serve(responding(response), http_api_event())
    assert answer["headers"]["vary"] == "Accept, API-Version"
    assert [cookie.partition(";")[0] for cookie in answer["cookies"]] == ["a=1", "b=2"]
    assert "set-cookie" not in answer["headers"]


def test_header_value_that_is_not_utf_8_is_kept() -> None:
    """Starlette writes header values in Latin-1; Mangum can't read that."""
    app = responding(Response(headers={"x-name": "Zoë"}))
    with pytest.raises(UnicodeDecodeError):
        serve_plainly(app, http_api_event())
    assert serve(app, http_api_event())["headers"]["x-name"] == "Zoë"


def test_excluded_headers_are_left_out() -> None:
    """The option is Mangum's, which ignores it for HTTP APIs."""
    app = responding(Response(headers={"x-internal": "1"}))
    assert "x-internal" not in serve(app, http_api_event(), exclude_headers=["X-Internal"])["headers"]
