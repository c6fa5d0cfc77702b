"""REST API events, payload 1.0 (API Gateway, "Lambda proxy integrations in API Gateway")."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from mangum.types import LambdaConfig, LambdaContext, LambdaEvent, Response

from gateway.asgi import Scope
from gateway.aws.bodies import request_body
from gateway.aws.paths import Location, Route, locate
from gateway.aws.request import decoded_query, http_scope, repeated_headers, request_context, stage_name
from gateway.aws.response import header_lines, payload_1


class RestApi:
    """A Mangum event handler for REST APIs; give it to Mangum by `custom_handlers`."""

    path_is_encoded = True
    """REST APIs hand the path on as the client sent it."""

    @classmethod
    def infer(cls, event: LambdaEvent, context: LambdaContext, config: LambdaConfig) -> bool:
        """Whether the event is of this kind; an HTTP API's has the same fields and `version`."""
        return is_payload_1(event) and event.get("version") is None

    def __init__(self, event: LambdaEvent, context: LambdaContext, config: LambdaConfig) -> None:
        self.event = event
        self.context = context
        self.config = config

    @property
    def body(self) -> bytes:
        """The request body."""
        return request_body(self.event)

    @property
    def scope(self) -> Scope:
        """The ASGI scope."""
        return http_scope(
            self.event,
            self.context,
            method=self.event["httpMethod"],
            headers=repeated_headers(self.event),
            query=decoded_query(self.event),
            location=self.location,
            source_ip=(request_context(self.event).get("identity") or {}).get("sourceIp"),
        )

    @property
    def location(self) -> Location:
        """Where the request is; the prefix is the full path less the expanded resource."""
        return locate(
            self._full_path(),
            route=Route(self.event.get("resource") or "", self.event.get("pathParameters") or {}),
            stage=stage_name(self.event),
            base_path=self.config["api_gateway_base_path"],
            encoded=self.path_is_encoded,
            stage_leads=came_by_execute_api(self.event),
        )

    def _full_path(self) -> str:
        """The path with the stage where the client's URL has it.

        Through execute-api `path` lacks the stage and `requestContext.path` has it. On a custom domain
        both are the same.
        """
        path = self.event.get("path") or "/"
        seen = str(request_context(self.event).get("path") or path)
        staged = f"/{stage_name(self.event)}{path}"
        return staged if unquote(seen).rstrip("/") == unquote(staged).rstrip("/") else path

    def __call__(self, response: Response) -> dict[str, Any]:
        """The response object of format 1.0."""
        lines = header_lines(response["headers"], self.config["exclude_headers"])
        return payload_1(response["status"], lines, response["body"])


def is_payload_1(event: LambdaEvent) -> bool:
    """Whether the event has the fields of format 1.0, which WebSocket and load balancer events lack."""
    return "resource" in event and "httpMethod" in event and isinstance(event.get("requestContext"), dict)


def came_by_execute_api(event: LambdaEvent) -> bool:
    """Whether the client used the API's own domain; told by the request context, not by `Host`.

    An event that doesn't say, as local emulators make, counts as execute-api.
    """
    domain = request_context(event).get("domainName")
    return not domain or ".execute-api." in str(domain)
