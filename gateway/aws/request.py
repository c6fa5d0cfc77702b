"""The ASGI scope of an event: headers, query, server, client, stage and identity."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from gateway.asgi import IDENTITY, STAGE, Headers, Scope
from gateway.aws.entry import Entry

Event = Mapping[str, Any]


def repeated_headers(event: Event) -> Headers:
    """The headers of an event with `multiValueHeaders`, a line for each value, so that repeated ones stay apart."""
    many: Mapping[str, list[str] | None] | None = event.get("multiValueHeaders")
    single: Mapping[str, str | None] = event.get("headers") or {}
    if not many:
        return [(_name(name), _value(value)) for name, value in single.items()]
    lines = [(_name(name), _value(value)) for name, values in many.items() for value in values or ()]
    if len(single) <= len(many):
        return lines
    # Both fields hold all headers; test events of the console sometimes have only `headers`.
    known = {name for name, _ in lines}
    rest = [(_name(name), _value(value)) for name, value in single.items()]
    return lines + [line for line in rest if line[0] not in known]


def joined_headers(event: Event) -> Headers:
    """The headers of a payload 2.0 event, whose cookies are apart."""
    single: Mapping[str, str | None] = event.get("headers") or {}
    lines = [(_name(name), _value(value)) for name, value in single.items()]
    cookies = event.get("cookies")
    if cookies:
        lines = [line for line in lines if line[0] != b"cookie"]
        lines.append((b"cookie", _value("; ".join(cookies))))
    return lines


@lru_cache(512)
def _name(name: str) -> bytes:
    """A header's name as ASGI has it; clients send the same few again and again."""
    return name.lower().encode("utf-8", "replace")


def _value(value: str | None) -> bytes:
    try:
        return value.encode() if value else b""
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can hold and no header can
        return str(value).encode("utf-8", "replace")


def decoded_query(event: Event) -> bytes:
    """The query string of a payload 1.0 event, whose parameters arrive decoded; values keep their order."""
    pairs = _pairs(event)
    return urlencode(pairs, quote_via=quote, errors="replace").encode("ascii") if pairs else b""


def undecoded_query(event: Event) -> bytes:
    """The query string of a load balancer's event, whose parameters arrive as they were sent."""
    return "&".join(f"{name}={value}" for name, value in _pairs(event)).encode("utf-8", "replace")


def _pairs(event: Event) -> list[tuple[str, str]]:
    many: Mapping[str, list[str | None] | None] = event.get("multiValueQueryStringParameters") or {}
    single: Mapping[str, str | None] = event.get("queryStringParameters") or {}
    pairs = [(name, value or "") for name, values in many.items() for value in values or []]
    return pairs + [(name, value or "") for name, value in single.items() if name not in many]


def server(headers: Mapping[bytes, bytes], scheme: str, domain: str) -> tuple[str, int]:
    """The host and port that were asked; never raises, since a client writes `Host` (RFC 9110 section 7.2)."""
    host, port = headers.get(b"host", b"").decode() or domain or "localhost", ""
    if ":" in host:
        host, port = _split_authority(host)
    port = port or headers.get(b"x-forwarded-port", b"").decode()
    if port == "443" or not (port.isascii() and port.isdigit() and len(port) <= len("65535")):
        return host, 443 if scheme == "https" or port == "443" else 80
    return host, int(port)


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
    entry: Entry,
    *,
    method: str,
    headers: Headers,
    query: bytes,
    source_ip: str | None,
) -> Scope:
    """The scope of ASGI's HTTP specification 2.4, with the event and context under Mangum's own keys.

    By 2.4 an application needn't listen for the client's leaving while it sends: nobody can leave here.
    """
    location, stage, identity = entry
    fields = dict(headers)
    scheme = "http" if fields.get(b"x-forwarded-proto", b"").lower() == b"http" else "https"
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method.upper(),
        "scheme": scheme,
        "path": location.path,
        "raw_path": location.raw_path,
        "root_path": location.root_path,
        "query_string": query,
        "headers": headers,
        "server": server(fields, scheme, event["requestContext"].get("domainName") or ""),
        "client": (source_ip, 0) if source_ip else None,
        STAGE: stage,
        IDENTITY: identity,
        "aws.event": event,
        "aws.context": context,
    }
