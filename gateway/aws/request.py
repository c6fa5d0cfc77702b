"""The ASGI scope of an API Gateway event: headers, query, server and stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from gateway.asgi import STAGE, Headers, Scope
from gateway.aws.paths import Location
from gateway.resolve.stage import Stage

Event = Mapping[str, Any]


def request_context(event: Event) -> Mapping[str, Any]:
    """The request context, an empty mapping where the event has none."""
    context = event.get("requestContext")
    return context if isinstance(context, Mapping) else {}


def stage_name(event: Event) -> str:
    """The stage, which API Gateway writes into the request context; a client can't set it."""
    return str(request_context(event).get("stage") or "")


def repeated_headers(event: Event) -> Headers:
    """The headers of a payload 1.0 event, a line for each value, so that repeated ones stay apart."""
    many: Mapping[str, list[str] | None] = event.get("multiValueHeaders") or {}
    lines = [_line(name, value) for name, values in many.items() for value in values or []]
    known = {name for name, _ in lines}
    # Both fields hold all headers; test events of the console sometimes have only `headers`.
    single: Mapping[str, str | None] = event.get("headers") or {}
    return lines + [line for line in (_line(name, value) for name, value in single.items()) if line[0] not in known]


def joined_headers(event: Event) -> Headers:
    """The headers of a payload 2.0 event, whose cookies are apart."""
    single: Mapping[str, str | None] = event.get("headers") or {}
    lines = [_line(name, value) for name, value in single.items()]
    cookies = event.get("cookies")
    if cookies:
        lines = [line for line in lines if line[0] != b"cookie"]
        lines.append((b"cookie", "; ".join(cookies).encode("utf-8")))
    return lines


def _line(name: str, value: str | None) -> tuple[bytes, bytes]:
    return name.lower().encode("utf-8"), (value or "").encode("utf-8")


def decoded_query(event: Event) -> bytes:
    """The query string of a payload 1.0 event, whose parameters arrive decoded; values keep their order."""
    many: Mapping[str, list[str | None] | None] = event.get("multiValueQueryStringParameters") or {}
    single: Mapping[str, str | None] = event.get("queryStringParameters") or {}
    pairs = [(name, value or "") for name, values in many.items() for value in values or []]
    pairs += [(name, value or "") for name, value in single.items() if name not in many]
    return urlencode(pairs, quote_via=quote).encode("ascii")


def server(headers: Headers, scheme: str, domain: str) -> tuple[str, int]:
    """The host and port that were asked; never raises, since a client writes `Host` (RFC 9110 section 7.2)."""
    fields = {name: value.decode("utf-8") for name, value in headers}
    authority = fields.get(b"host") or domain or "localhost"
    host, port = _split_authority(authority)
    port = port or fields.get(b"x-forwarded-port", "")
    if port.isascii() and port.isdigit() and len(port) <= len("65535"):
        return host, int(port)
    return host, 80 if scheme == "http" else 443


def _split_authority(authority: str) -> tuple[str, str]:
    """Host and port; an IPv6 address is in brackets (RFC 3986 section 3.2.2)."""
    if authority.startswith("["):
        host, _, rest = authority[1:].partition("]")
        return host, rest.removeprefix(":")
    if authority.count(":") > 1:
        return authority, ""
    host, _, port = authority.partition(":")
    return host, port


def http_scope(
    event: Event,
    context: object,
    *,
    method: str,
    headers: Headers,
    query: bytes,
    location: Location,
    source_ip: str | None,
) -> Scope:
    """The scope of ASGI's HTTP specification 2.3, with the event and context under Mangum's own keys."""
    proto = next((value for name, value in headers if name == b"x-forwarded-proto"), b"https").lower()
    scheme = "http" if proto == b"http" else "https"
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method.upper(),
        "scheme": scheme,
        "path": location.path,
        "raw_path": location.raw_path,
        "root_path": location.root_path,
        "query_string": query,
        "headers": headers,
        "server": server(headers, scheme, str(request_context(event).get("domainName") or "")),
        "client": (source_ip, 0) if source_ip else None,
        STAGE: Stage(stage_name(event), event.get("stageVariables") or {}, location.base_path),
        "aws.event": event,
        "aws.context": context,
    }
