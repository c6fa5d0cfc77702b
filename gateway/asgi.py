"""ASGI types, the scope keys of the gateway, and small helpers for headers and paths."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import quote, unquote_to_bytes

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

STAGE = "gateway.stage"
"""Scope key of the API Gateway stage; set by `gateway.aws` or `gateway serve --stage`, never by a client."""
IDENTITY = "gateway.identity"
"""Scope key of who is calling, as the platform says; set by `gateway.aws`, never by a client."""
VERSION = "gateway.version"
"""Scope key of the `ApiVersion` that serves this request."""
ROOT = "gateway.root"
"""Scope key of `root_path` as the server gave it, where the gateway has moved a part of the path into it."""
NEUTRAL = "gateway.neutral"
"""Scope key that is there where a request is served without a version."""
BEHAVIOURS = "gateway.behaviours"
"""Scope key of what knows which named differences apply."""
ADAPTED = "gateway.adapted"
"""Scope key that is there where the body is read and translated, so that it holds what the contract names."""
MATCH = "gateway.match"
"""Scope key under which a mounted Starlette app finds the route that the gateway has already matched."""


def essence(media_type: bytes) -> bytes:
    """The media type without its parameters, in lower case (RFC 9110, 8.3.1)."""
    return media_type.partition(b";")[0].strip().lower()


def _values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    return [value for key, value in headers if key.lower() == name]


def header_values(scope: Scope, name: bytes) -> list[bytes]:
    """All values of the request header `name` (lower case), in order."""
    return _values(scope["headers"], name)


def first_header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    """The first value of header `name` (lower case), or None."""
    length = len(name)
    for key, value in headers:
        if len(key) == length and (key == name or key.lower() == name):
            return value
    return None


def without(headers: Iterable[tuple[bytes, bytes]], *names: bytes) -> Headers:
    """A new list of the headers less those named (lower case)."""
    return [line for line in headers if line[0].lower() not in names]


def merge_vary(headers: Headers, names: Iterable[bytes]) -> Headers:
    """A new list whose `Vary` also has `names`; lines already there are kept, `*` stays alone (RFC 9110, 12.5.5)."""
    return merge_list(headers, b"vary", names)


def merge_list(headers: Headers, name: bytes, items: Iterable[bytes]) -> Headers:
    """A new list whose header `name` (lower case), a comma list, also has `items`; `*` stays alone."""
    present = [part.strip() for value in _values(headers, name) for part in value.split(b",") if part.strip()]
    known = {part.lower() for part in present}
    missing = [item for item in items if item.lower() not in known]
    if b"*" in known or not missing:
        return headers
    return [*without(headers, name), (name, b", ".join([*present, *missing]))]


def is_prefix(prefix: str, path: str) -> bool:
    """Whether `prefix` leads `path` by whole segments: `/v1` leads `/v1` and `/v1/x`, not `/v10`."""
    return path == prefix or path.startswith(prefix + "/")


def route_path(scope: Scope) -> str:
    """The path less `root_path`: what a router matches. Always begins with `/`."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    if root:
        root = root.rstrip("/")
        if root and is_prefix(root, path):
            path = path[len(root) :]
    return path or "/"


def moved_under(scope: Scope, prefix: str) -> Scope:
    """A copy of the scope with `prefix`, the head of its route path, moved into `root_path`."""
    root: str = scope.get("root_path", "")
    return {**scope, "root_path": root.rstrip("/") + prefix, ROOT: scope.get(ROOT, root)}


def form_decoded(text: bytes) -> bytes:
    """A name or value of a query string, decoded as forms are (`+` is a space)."""
    return unquote_to_bytes(text.replace(b"+", b" "))


def quoted(path: str) -> str:
    """A path percent-encoded for a URL; what RFC 3986 allows in one stays."""
    return quote(path, safe="/!$&'()*+,;=:@-._~")


def with_route_path(scope: Scope, path: str) -> Scope:
    """A copy of the scope whose route path is `path`; `root_path` stays and `raw_path` follows."""
    full = scope.get("root_path", "").rstrip("/") + path
    return {**scope, "path": full, "raw_path": quoted(full).encode("ascii")}
