"""The request target that the service is sent."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from gateway.asgi import Scope, route_path, with_route_path
from gateway.errors import ConfigurationError
from gateway.refuse.problem import Problem

_UNSENDABLE = re.compile(rb"[^\x21-\x7e]|#")


def target(base: bytes, scope: Scope) -> bytes:
    """The base, the route path as the client encoded it, and the query.

    Raises:
        Problem: a path that a server might take for one elsewhere, or CONNECT.
    """
    if scope["method"] == "CONNECT":
        raise Problem(501, detail="CONNECT isn't passed on.")
    path = route_path(scope)
    if escapes(path):
        raise Problem(400, detail="The path begins with two slashes, or has a segment of dots alone.")
    raw = _raw_tail(scope, path) or with_route_path({}, path)["raw_path"]
    query = scope.get("query_string", b"")
    whole: bytes = base + raw + (b"?" + query if query else b"")
    return _UNSENDABLE.sub(lambda found: b"%%%02X" % found[0][0], whole)


def escapes(path: str) -> bool:
    """Whether a server might take the path for one elsewhere: `//host`, and dot segments in any server's reading."""
    segments = re.split(r"[/\\]", path)
    lead = not path.startswith("/") or path.startswith(("//", "/\\"))
    return lead or any(segment.partition(";")[0] in (".", "..") for segment in segments)


def _raw_tail(scope: Scope, path: str) -> bytes | None:
    """The route path as the client encoded it; None where the server doesn't tell, or tells of another path."""
    raw: bytes = (scope.get("raw_path") or b"").partition(b"?")[0]
    at = 0
    for _ in scope["path"].removesuffix(path).encode():
        at += 3 if raw[at : at + 1] == b"%" else 1
    tail = raw[at:]
    return tail if tail.isascii() and unquote(tail.decode("ascii")) == path else None


EXAMPLE = 'Write it like "http://orders.internal:8080" or "https://example.com/api".'


def check_url(url: str) -> None:
    """Raise ConfigurationError where a service can't be reached by the URL."""
    if "@" in str(url).partition("//")[2].partition("/")[0]:
        # Not shown: it holds a password.
        raise ConfigurationError(
            "The URL of an Upstream has a user. Take it out and pass client=httpx.AsyncClient(auth=...)."
        )
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"Upstream({url!r}): {error}. {EXAMPLE}") from error
    if not whole:
        raise ConfigurationError(f"Upstream({url!r}) has no scheme http or https, or no host. {EXAMPLE}")
    if "?" in url or "#" in url:
        raise ConfigurationError(f"Upstream({url!r}) has a query or a fragment. Take it out. {EXAMPLE}")
    if parts.path and escapes(unquote(parts.path)):
        raise ConfigurationError(f"Upstream({url!r}): the path has dot segments or two slashes. {EXAMPLE}")
