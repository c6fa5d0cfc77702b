"""REST APIs (API Gateway, "Lambda proxy integrations in API Gateway") and HTTP APIs set to payload 1.0."""

from __future__ import annotations

from typing import Any

from gateway.asgi import Scope
from gateway.aws.event_handler import EventHandler
from gateway.aws.kinds import Kind
from gateway.aws.request import decoded_query, http_scope, repeated_headers
from gateway.aws.response import Lines, payload_1


class RestApi(EventHandler):
    """A Mangum event handler for payload 1.0."""

    kinds = frozenset({Kind.REST_API, Kind.HTTP_API_PAYLOAD_1})
    __slots__ = ()

    @property
    def scope(self) -> Scope:
        """The ASGI scope."""
        event = self.event
        return http_scope(
            event,
            self.context,
            self.entry,
            method=event["httpMethod"],
            headers=repeated_headers(event),
            query=decoded_query(event),
            source_ip=(event["requestContext"].get("identity") or {}).get("sourceIp"),
        )

    def answer(self, status: int, lines: Lines, body: bytes) -> dict[str, Any]:
        """The response object of format 1.0."""
        return payload_1(status, lines, body)
