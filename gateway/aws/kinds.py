"""Which kind of HTTP event Lambda was invoked with."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any


class Kind(Enum):
    """The kinds that are served; the value is what messages call it."""

    REST_API = "API Gateway REST API (payload 1.0)"
    HTTP_API = "API Gateway HTTP API (payload 2.0)"
    HTTP_API_PAYLOAD_1 = "API Gateway HTTP API (payload 1.0)"
    FUNCTION_URL = "Lambda function URL"
    LOAD_BALANCER = "Application Load Balancer"


def kind_of(event: Mapping[str, Any]) -> Kind | None:
    """The event's kind by the marks that AWS documents, or None; no event is of two kinds.

    WebSocket APIs, VPC Lattice ("version": "2.0" too) and requests to a Lambda authorizer have some of the marks.
    """
    context = event.get("requestContext")
    if not isinstance(context, dict) or "connectionId" in context or "methodArn" in event or "routeArn" in event:
        return None
    if "httpMethod" in event:
        if "elb" in context:
            return Kind.LOAD_BALANCER
        return _PAYLOADS_1.get(event.get("version")) if "resource" in event else None
    http = context.get("http")
    if event.get("version") != "2.0" or not isinstance(http, dict) or "method" not in http:
        return None
    return Kind.FUNCTION_URL if ".lambda-url." in (context.get("domainName") or "") else Kind.HTTP_API


_PAYLOADS_1 = {None: Kind.REST_API, "1.0": Kind.HTTP_API_PAYLOAD_1}
"""By `version`, which REST APIs don't have."""
