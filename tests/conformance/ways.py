"""The ways into a Lambda function, each with the events that it makes of requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.aws.made import (
    DOMAIN,
    function_url_event,
    http_api_event,
    http_api_payload_1_event,
    load_balancer_event,
    rest_event,
)
from tests.conformance.exchange import Request

MAPPED = "mapped.example.com"
MAPPINGS: Mapping[str | tuple[str, str], str] = {
    MAPPED: "/shop",
    (MAPPED, "three"): "/v3",
}
"""What the function is told of its domains, as payload 2.0 doesn't tell the base path."""
Event = dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One way in.

    Args:
        name: what the docs call it.
        make: makes an event of a request.
        stage: the stage where the request doesn't choose one; None where there are no stages.
        prefix: what a client writes before the application's paths; `{stage}` is the stage.
        base_path: the base path of the domain's mapping.
        own_domain: whether the domain is the operator's, so that it can hold the version.
        repeats: whether repeated headers and query parameters all arrive.
        caller: puts the caller's identity into an event; None where the platform tells none.
    """

    name: str
    make: Callable[..., Event]
    stage: str | None = None
    prefix: str = ""
    base_path: str = ""
    own_domain: bool = False
    repeats: bool = True
    caller: Callable[[Event, str], None] | None = None

    def event(self, request: Request, *, stage: str | None = None, base_path: str = "", domain: str = "") -> Event:
        """The event of a request, by the stage, base path and domain of the way if no others are given."""
        body = request.body.decode() if request.body else None
        rest: dict[str, Any] = {"domain": domain} if domain else {}
        if base_path or self.base_path:
            rest["base_path"] = base_path or self.base_path
        if self.stage is not None:
            rest |= {"stage": stage or request.stage or self.stage, "variables": request.variables or None}
        return self.make(request.method, request.path, headers=request.headers, query=request.query, body=body, **rest)

    def prefix_of(self, request: Request) -> str:
        """What the client of a request writes before the application's paths."""
        return self.prefix.format(stage=request.stage or self.stage)

    def takes(self, request: Request) -> bool:
        """Whether a request can come this way: with a stage, to a host of its own, with what is repeated."""
        names = [name.lower() for name, _ in request.headers]
        if (self.stage is None and (request.stage or request.variables)) or ("host" in names and not self.own_domain):
            return False
        parameters = [part.partition("=")[0] for part in request.query.split("&")]
        return self.repeats or (len(set(names)), len(set(parameters))) == (len(names), len(parameters))


def _api_key(event: Event, client: str) -> None:
    event["requestContext"]["identity"] |= {"apiKeyId": client, "apiKey": "secret"}


def _token(event: Event, client: str) -> None:
    event["requestContext"]["authorizer"] = {"jwt": {"claims": {"sub": client}, "scopes": None}}


def _token_payload_1(event: Event, client: str) -> None:
    event["requestContext"]["authorizer"] = {"claims": {"sub": client}, "scopes": None}


def _iam(event: Event, client: str) -> None:
    event["requestContext"]["authorizer"] = {"iam": {"userArn": client, "userId": "AIDA..."}}


_named = partial(Way, stage="live", prefix="/{stage}")
_domain = partial(Way, stage="live", own_domain=True)

WAYS = (
    Way("HTTP API", http_api_event, "$default", caller=_token),
    _named("HTTP API, named stage", http_api_event, caller=_token),
    _domain("HTTP API, domain", partial(http_api_event, domain=DOMAIN), caller=_token),
    _domain(
        "HTTP API, domain with base path",
        partial(http_api_event, domain=MAPPED),
        prefix="/shop",
        base_path="/shop",
        caller=_token,
    ),
    Way("HTTP API 1.0", http_api_payload_1_event, "$default", caller=_token_payload_1),
    _named("HTTP API 1.0, named stage", http_api_payload_1_event, caller=_token_payload_1),
    _domain("HTTP API 1.0, domain", partial(http_api_payload_1_event, domain=DOMAIN), caller=_token_payload_1),
    _domain(
        "HTTP API 1.0, domain with base path",
        partial(http_api_payload_1_event, domain=DOMAIN),
        prefix="/shop",
        base_path="/shop",
        caller=_token_payload_1,
    ),
    _named("REST API", rest_event, caller=_api_key),
    _domain("REST API, domain", partial(rest_event, domain=DOMAIN), caller=_api_key),
    _domain(
        "REST API, domain with base path",
        partial(rest_event, domain=DOMAIN),
        prefix="/shop",
        base_path="/shop",
        caller=_api_key,
    ),
    _domain(
        "REST API, domain with base path, stage in the URL",
        partial(rest_event, stage_in_url=True),
        prefix="/shop/{stage}",
        base_path="/shop",
        caller=_api_key,
    ),
    _domain(
        "REST API, domain, stage in the URL",
        partial(rest_event, stage_in_url=True),
        prefix="/{stage}",
        caller=_api_key,
    ),
    Way("Load balancer", load_balancer_event, own_domain=True, repeats=False),
    Way("Load balancer, multi-value headers", partial(load_balancer_event, many=True), own_domain=True),
    Way("Function URL", function_url_event, caller=_iam),
)
