"""Warm invocations on Lambda: the handler, and the gateway behind it, beside plain Mangum around bare Starlette.

What Lambda itself does (the runtime client, JSON, the network) is the same for all and isn't measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import msgspec
from mangum import Mangum

from benchmarks.history import DOCUMENT
from benchmarks.measure import Act, Measured, in_turn
from benchmarks.services import starlette, typed
from gateway.aws import LambdaHandler

CALLS = 50
DOMAIN = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"
HEADERS = {
    "accept": "*/*",
    "accept-encoding": "gzip, deflate",
    "api-version": "v100",
    "content-type": "application/json",
    "host": DOMAIN,
    "user-agent": "benchmark/1.0",
    "x-amzn-trace-id": "Root=1-62ecd163-5f302e550dcde3b12402207d",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
}
CONTEXT: Any = SimpleNamespace(aws_request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef")
BODY = msgspec.json.encode(DOCUMENT).decode()
EVENTS: dict[str, dict[str, Any]] = {
    "http": {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/orders",
        "rawQueryString": "",
        "headers": HEADERS,
        "requestContext": {
            "domainName": DOMAIN,
            "http": {"method": "POST", "path": "/orders", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
            "requestId": "JKJaXmPLvHcESHA=",
            "stage": "$default",
        },
        "body": BODY,
        "isBase64Encoded": False,
    },
    "rest": {
        "resource": "/{proxy+}",
        "path": "/orders",
        "httpMethod": "POST",
        "headers": HEADERS,
        "multiValueHeaders": {name: [value] for name, value in HEADERS.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": "orders"},
        "stageVariables": None,
        "requestContext": {
            "domainName": DOMAIN,
            "identity": {"sourceIp": "203.0.113.7"},
            "path": "/live/orders",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "stage": "live",
        },
        "body": BODY,
        "isBase64Encoded": False,
    },
}
"""One event of an HTTP API (payload 2.0) and one of a REST API (payload 1.0)."""


def asking(handler: Callable[[Any, Any], Mapping[str, Any]], event: dict[str, Any]) -> Act:
    """What invokes a function many times."""

    def ask() -> None:
        for _ in range(CALLS):
            response = handler(event, CONTEXT)
            assert response["statusCode"] == 201, response

    return ask


def measure(rounds: int) -> dict[str, dict[str, Measured]]:
    """The time of an invocation, by kind of event and by what is invoked.

    `mangum` is Mangum as one writes it, `mangum_off` with `lifespan="off"`; `handler` is `LambdaHandler` around the
    same application, `gateway` around the gateway with 100 versions, asked for the head.
    """
    found: dict[str, dict[str, Measured]] = {}
    for kind, event in EVENTS.items():
        app = starlette()
        handlers = {"handler": LambdaHandler(app), "gateway": LambdaHandler(typed(100))}
        acts = {
            "mangum": asking(Mangum(app), event),
            "mangum_off": asking(Mangum(app, lifespan="off"), event),
            **{name: asking(handler, event) for name, handler in handlers.items()},
        }
        taken = in_turn(acts, rounds)
        found[kind] = {name: one._replace(seconds=one.seconds / CALLS) for name, one in taken.items()}
        for handler in handlers.values():
            handler.close()
    return found
