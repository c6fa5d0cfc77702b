"""Events made as AWS documents them: API Gateway REST and HTTP APIs, function URLs, load balancers."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

Event = dict[str, Any]
HeaderPairs = Mapping[str, str] | Iterable[tuple[str, str]]

API_ID = "a1b2c3d4e5"
EXECUTE_API = f"{API_ID}.execute-api.eu-west-1.amazonaws.com"
FUNCTION_URL = f"{API_ID}.lambda-url.eu-west-1.on.aws"
DOMAIN = "api.example.com"
LOAD_BALANCER = "shop-1234567890.eu-west-1.elb.amazonaws.com"
TARGET_GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/6d0ecf831eec9f09"


def http_api_event(
    method: str = "GET",
    path: str = "/",
    headers: HeaderPairs = (),
    query: str = "",
    body: bytes | str | None = None,
    stage: str = "$default",
    variables: Mapping[str, str] | None = None,
    base_path: str = "",
    domain: str = "",
) -> Event:
    """A payload 2.0 event of the `$default` route; `path` is the client's, less stage and base path.

    The API's own domain is asked, unless a domain or a base path says that it was a custom one. As in real events,
    the path is decoded, a named stage leads it, and the mapping key (`base_path`) isn't in it.
    """
    domain = domain or (DOMAIN if base_path else EXECUTE_API)
    seen = unquote(path) if stage == "$default" else f"/{stage}{unquote(path)}"
    pairs = [(name.lower(), value) for name, value in _pairs(headers)]
    cookies = [part for name, value in pairs if name == "cookie" for part in value.split("; ")]
    fields: dict[str, str] = {
        "host": domain,
        "x-forwarded-for": "203.0.113.7",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    given: dict[str, str] = {}
    for name, value in pairs:
        if name != "cookie":
            given[name] = f"{given[name]},{value}" if name in given else value
    text, is_base64 = _body(body)
    event: Event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": seen,
        "rawQueryString": query,
        "headers": fields | given,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": API_ID,
            "domainName": domain,
            "domainPrefix": domain.partition(".")[0],
            "http": {
                "method": method,
                "path": seen,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "curl/8.7.1",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": stage,
            "time": "10/Mar/2026:05:16:23 +0000",
            "timeEpoch": 1773119783000,
        },
        "isBase64Encoded": is_base64,
    }
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    # AWS leaves these out, rather than null, where there is nothing.
    optional = {"cookies": cookies, "queryStringParameters": joined, "stageVariables": variables, "body": text}
    return event | {name: value for name, value in optional.items() if value}


def function_url_event(method: str = "GET", path: str = "/", **rest: Any) -> Event:
    """A function URL's event: the 2.0 form whose `rawPath` is as the client sent it."""
    event = http_api_event(method, path, **rest)
    event["rawPath"] = path
    event["headers"]["host"] = FUNCTION_URL
    event["requestContext"] |= {"domainName": FUNCTION_URL, "accountId": "anonymous"}
    return event


def rest_event(
    method: str = "GET",
    path: str = "/",
    headers: HeaderPairs = (),
    query: str = "",
    body: bytes | str | None = None,
    stage: str = "prod",
    variables: Mapping[str, str] | None = None,
    base_path: str = "",
    domain: str = "",
    *,
    resource: str = "/{proxy+}",
    stage_in_url: bool = False,
) -> Event:
    """A REST API's payload 1.0 event; `path` is the client's, less stage and base path.

    Through execute-api `requestContext.path` has the stage and `path` hasn't. With a base path both have
    that; `stage_in_url` is a custom domain whose mapping names no stage, so that clients give it.
    """
    custom = bool(base_path or domain) or stage_in_url
    mapped = f"{base_path}/{stage}{path}" if stage_in_url else f"{base_path}{path}"
    domain = domain or (DOMAIN if custom else EXECUTE_API)
    if path == "/":
        resource = "/"
    lines: dict[str, list[str]] = {
        "Host": [domain],
        "X-Forwarded-For": ["203.0.113.7"],
        "X-Forwarded-Port": ["443"],
        "X-Forwarded-Proto": ["https"],
    }
    given: dict[str, list[str]] = {}
    for name, value in _pairs(headers):
        given.setdefault(name, []).append(value)
    named = {name.lower() for name in given}
    lines = {name: value for name, value in lines.items() if name.lower() not in named} | given
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values.setdefault(name, []).append(value)
    text, is_base64 = _body(body)
    return {
        "resource": resource,
        "path": mapped if custom else path,
        "httpMethod": method,
        "headers": {name: all_values[-1] for name, all_values in lines.items()},
        "multiValueHeaders": lines,
        "queryStringParameters": {name: all_values[-1] for name, all_values in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
        "pathParameters": _parameters(resource, path) or None,
        "stageVariables": dict(variables) if variables else None,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": API_ID,
            "domainName": domain,
            "domainPrefix": domain.partition(".")[0],
            "httpMethod": method,
            "identity": {"sourceIp": "203.0.113.7", "userAgent": "curl/8.7.1", "user": None},
            "path": mapped if custom else f"/{stage}{path}",
            "protocol": "HTTP/1.1",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "requestTime": "10/Mar/2026:05:16:23 +0000",
            "requestTimeEpoch": 1773119783000,
            "resourceId": "123456",
            "resourcePath": resource,
            "stage": stage,
        },
        "body": text,
        "isBase64Encoded": is_base64,
    }


def http_api_payload_1_event(method: str = "GET", path: str = "/", stage: str = "$default", **rest: Any) -> Event:
    """An HTTP API's payload 1.0 event: the REST form with `version`, its path decoded.

    A named stage leads the path, or the base path on a custom domain.
    """
    event = rest_event(method, path, stage=stage, **rest)
    lead = "" if stage == "$default" else f"/{stage}"
    if rest.get("base_path") or rest.get("domain"):
        lead = rest.get("base_path", "")
    seen = lead + unquote(path)
    event["pathParameters"] = {name: unquote(text) for name, text in (event["pathParameters"] or {}).items()} or None
    event["requestContext"]["path"] = seen
    return event | {"version": "1.0", "path": seen}


def load_balancer_event(
    method: str = "GET",
    path: str = "/",
    headers: HeaderPairs = (),
    query: str = "",
    body: bytes | str | None = None,
    domain: str = LOAD_BALANCER,
    *,
    many: bool = False,
) -> Event:
    """A load balancer's event, whose query isn't decoded; without multi-value headers the last of each name stays."""
    lines = {"host": [domain], "x-forwarded-for": ["203.0.113.7"], "x-forwarded-port": ["443"]}
    lines["x-forwarded-proto"] = ["https"]
    given: dict[str, list[str]] = {}
    for name, value in _pairs(headers):
        given.setdefault(name.lower(), []).append(value)
    lines |= given
    values: dict[str, list[str]] = {}
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        values.setdefault(name, []).append(value)
    text, is_base64 = _body(body)
    event: Event = {
        "requestContext": {"elb": {"targetGroupArn": TARGET_GROUP}},
        "httpMethod": method,
        "path": path,
        "body": text or "",
        "isBase64Encoded": is_base64,
    }
    if many:
        return event | {"multiValueQueryStringParameters": values, "multiValueHeaders": lines}
    last = {name: given[-1] for name, given in values.items()}
    return event | {"queryStringParameters": last, "headers": {name: given[-1] for name, given in lines.items()}}


def _parameters(resource: str, path: str) -> dict[str, str]:
    """The values of the resource's parameters in the path."""
    pattern = re.sub(r"\{(\w+)\\\+\}", r"(?P<\1>.+)", re.escape(resource).replace(r"\{", "{").replace(r"\}", "}"))
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
    found = re.fullmatch(pattern + "/?", path)
    if found is None:
        raise ValueError(f"{path} isn't of the resource {resource}")
    return found.groupdict()


def _pairs(headers: HeaderPairs) -> list[tuple[str, str]]:
    return list(headers.items()) if isinstance(headers, Mapping) else list(headers)


def _body(body: bytes | str | None) -> tuple[str | None, bool]:
    return (base64.b64encode(body).decode(), True) if isinstance(body, bytes) else (body, False)
