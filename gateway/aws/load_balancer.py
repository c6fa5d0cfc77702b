"""Application Load Balancers (Elastic Load Balancing, "Use Lambda functions as targets")."""

from __future__ import annotations

from typing import Any

from gateway.asgi import Scope
from gateway.aws import limits
from gateway.aws.event_handler import EventHandler
from gateway.aws.kinds import Kind
from gateway.aws.request import http_scope, repeated_headers, undecoded_query
from gateway.aws.response import Lines, balanced


class LoadBalancer(EventHandler):
    """A Mangum event handler for target groups, with multi-value headers and without."""

    kinds = frozenset({Kind.LOAD_BALANCER})
    limit = limits.LOAD_BALANCER
    __slots__ = ()

    @property
    def scope(self) -> Scope:
        """The ASGI scope. The load balancer appends the client's address to `X-Forwarded-For`, so the last counts."""
        event = self.event
        headers = repeated_headers(event)
        forwarded = [value for name, value in headers if name == b"x-forwarded-for"]
        address = forwarded[-1].rpartition(b",")[2].strip().decode("utf-8") if forwarded else None
        return http_scope(
            event,
            self.context,
            self.entry,
            method=event["httpMethod"],
            headers=headers,
            query=undecoded_query(event),
            source_ip=address,
        )

    def answer(self, status: int, lines: Lines, body: bytes) -> dict[str, Any]:
        """The response object, whose headers are in the field in which the request's were."""
        return balanced(status, lines, body, many="multiValueHeaders" in self.event)
