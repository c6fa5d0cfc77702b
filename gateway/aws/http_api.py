"""HTTP API events (API Gateway, "Create AWS Lambda proxy integrations for HTTP APIs") and function URLs."""

from __future__ import annotations

from typing import Any

from mangum.types import LambdaConfig, LambdaContext, LambdaEvent, Response

from gateway.asgi import Scope
from gateway.aws.bodies import request_body
from gateway.aws.paths import Location, Route, locate
from gateway.aws.request import http_scope, joined_headers, request_context, stage_name
from gateway.aws.response import header_lines, payload_2
from gateway.aws.rest_api import RestApi, is_payload_1


class HttpApi:
    """A Mangum event handler for payload 2.0; give it to Mangum by `custom_handlers`."""

    @classmethod
    def infer(cls, event: LambdaEvent, context: LambdaContext, config: LambdaConfig) -> bool:
        """Whether the event is of this kind; VPC Lattice also says 2.0, but has no `requestContext.http`."""
        return event.get("version") == "2.0" and isinstance(request_context(event).get("http"), dict)

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
        http = request_context(self.event)["http"]
        return http_scope(
            self.event,
            self.context,
            method=http["method"],
            headers=joined_headers(self.event),
            query=(self.event.get("rawQueryString") or "").encode("utf-8"),
            location=self.location,
            source_ip=http.get("sourceIp"),
        )

    @property
    def location(self) -> Location:
        """Where the request is. A named stage leads `rawPath`; a domain's mapping key isn't in it."""
        path = self.event.get("rawPath") or request_context(self.event)["http"].get("path") or "/"
        _, _, template = str(self.event.get("routeKey") or "").rpartition(" ")
        return locate(
            path,
            route=Route(template, self.event.get("pathParameters") or {}),
            stage=stage_name(self.event),
            base_path=self.config["api_gateway_base_path"],
            encoded=is_function_url(self.event),
            stage_leads=True,
        )

    def __call__(self, response: Response) -> dict[str, Any]:
        """The response object of format 2.0."""
        lines = header_lines(response["headers"], self.config["exclude_headers"])
        return payload_2(response["status"], lines, response["body"])


class HttpApiPayload1(RestApi):
    """A Mangum event handler for an HTTP API that is set to payload 1.0."""

    path_is_encoded = False
    """HTTP APIs decode the path, in both formats; REST APIs and function URLs don't (seen in real events)."""

    @classmethod
    def infer(cls, event: LambdaEvent, context: LambdaContext, config: LambdaConfig) -> bool:
        """Whether the event is of this kind."""
        return is_payload_1(event) and event.get("version") == "1.0"


def is_function_url(event: LambdaEvent) -> bool:
    """Whether the event is of a function URL, whose `rawPath` is undecoded, unlike an HTTP API's."""
    return ".lambda-url." in str(request_context(event).get("domainName") or "")
