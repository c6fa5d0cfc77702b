"""HTTP APIs (API Gateway, "Create AWS Lambda proxy integrations for HTTP APIs") and function URLs: payload 2.0."""

from __future__ import annotations

from typing import Any

from gateway.asgi import Scope
from gateway.aws.event_handler import EventHandler
from gateway.aws.kinds import Kind
from gateway.aws.request import http_scope, joined_headers
from gateway.aws.response import Lines, payload_2


class HttpApi(EventHandler):
    """A Mangum event handler for payload 2.0."""

    kinds = frozenset({Kind.HTTP_API, Kind.FUNCTION_URL})
    __slots__ = ()

    @property
    def scope(self) -> Scope:
        """The ASGI scope."""
        event = self.event
        http = event["requestContext"]["http"]
        return http_scope(
            event,
            self.context,
            self.entry,
            method=http["method"],
            headers=joined_headers(event),
            query=(event.get("rawQueryString") or "").encode("utf-8", "replace"),
            source_ip=http.get("sourceIp"),
        )

    def answer(self, status: int, lines: Lines, body: bytes) -> dict[str, Any]:
        """The response object of format 2.0."""
        return payload_2(status, lines, body)
