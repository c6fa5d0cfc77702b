"""What can be wrong with an invocation or with the application that is to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.errors import GatewayError

SUPPORTED = (
    "API Gateway REST API (payload 1.0), API Gateway HTTP API (payload 1.0 or 2.0), "
    "Lambda function URL, Application Load Balancer"
)


class UnsupportedEvent(GatewayError, TypeError):
    """Lambda was invoked with an event that isn't an HTTP request of a supported kind."""

    def __init__(self, event: object) -> None:
        self.kind = kind_of(event)
        super().__init__(f"The event is {self.kind}, which this handler can't serve. Supported: {SUPPORTED}.")


class StartupError(GatewayError, RuntimeError):
    """The application reported `lifespan.startup.failed`, or couldn't run lifespan though it was set to "on"."""


def kind_of(event: object) -> str:
    """Name an event by the marks that AWS documents for its source, for the message of `UnsupportedEvent`."""
    if not isinstance(event, Mapping):
        return f"a {type(event).__name__} instead of an object"
    return _record_kind(event) or _context_kind(event) or _other_kind(event)


def _record_kind(event: Mapping[str, Any]) -> str | None:
    records = event.get("Records")
    if not (isinstance(records, list) and records and isinstance(records[0], Mapping)):
        return None
    if "cf" in records[0]:
        return "a Lambda@Edge request"
    # SNS writes EventSource, all other services eventSource.
    source = records[0].get("eventSource") or records[0].get("EventSource") or "an unknown source"
    return f"a batch of records from {str(source)[:80]}"


def _context_kind(event: Mapping[str, Any]) -> str | None:
    context = event.get("requestContext")
    if not isinstance(context, Mapping):
        return None
    if "serviceNetworkArn" in context:
        return "a VPC Lattice request"
    if "connectionId" in context:
        return "a WebSocket API message"
    return None


def _other_kind(event: Mapping[str, Any]) -> str:
    if "detail-type" in event:
        return "an EventBridge event"
    if not event:
        return "an empty object"
    keys = ", ".join(sorted(str(key)[:40] for key in event)[:10])
    return f"an object with the keys {keys} (a test event of the console?)"
