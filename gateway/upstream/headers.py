"""Which headers pass a proxy, and what it says itself (RFC 9110, 7.6)."""

from __future__ import annotations

from gateway.asgi import Headers, Scope, first_header, header_values, without
from gateway.upstream.body import Body

HOP_BY_HOP = (
    b"connection",
    b"keep-alive",
    b"proxy-connection",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
)
"""Headers that are about one connection, beside those that `Connection` names (RFC 9110, 7.6.1)."""
OWN_REQUEST = (b"host", b"content-length", b"expect", b"forwarded", b"x-real-ip")
"""Request headers that are said anew or not at all; the server has answered `Expect` already."""
OWN_RESPONSE = (b"date", b"server")
"""Response headers that the server in front writes itself, and that may be there once (RFC 9110, 6.6.1)."""


def _connection_headers(headers: Headers) -> set[bytes]:
    """The names of the headers that don't go past this hop."""
    named = (value.split(b",") for key, value in headers if key.lower() == b"connection")
    return {*HOP_BY_HOP, *(name.strip().lower() for names in named for name in names)}


def request_headers(scope: Scope) -> Headers:
    """The client's headers that go on to the service."""
    headers: Headers = [(key.lower(), value) for key, value in scope["headers"]]
    kept = without(headers, *OWN_REQUEST, *_connection_headers(headers))
    # CGI and WSGI read an underscore as a hyphen.
    return [(key, value) for key, value in kept if not key.replace(b"_", b"-").startswith(b"x-forwarded-")]


def forwarded(scope: Scope) -> Headers:
    """Where the request came from, as the server knows it."""
    client, host = scope.get("client"), first_header(scope["headers"], b"host")
    headers = [(b"x-forwarded-proto", scope.get("scheme", "http").encode())]
    if client and client[0]:
        headers.append((b"x-forwarded-for", client[0].encode("latin-1")))
    return headers if host is None else [*headers, (b"x-forwarded-host", host)]


def length(scope: Scope, body: Body) -> Headers:
    """The body's length, where it is known; without it, the body is sent in chunks."""
    announced = header_values(scope, b"content-length")
    if body.size is not None:
        return [(b"content-length", str(body.size).encode())] if body.size or announced else []
    # Beside a transfer coding a length says nothing (RFC 9112, 6.3).
    coded = first_header(scope["headers"], b"transfer-encoding") is not None
    return [] if coded or not announced else [(b"content-length", announced[0])]


def response_headers(raw: Headers) -> Headers:
    """The service's headers that go on to the client."""
    headers: Headers = [(key.lower(), value) for key, value in raw]
    coded = [b"content-length"] if first_header(headers, b"transfer-encoding") is not None else []
    return without(headers, *OWN_RESPONSE, *coded, *_connection_headers(headers))
