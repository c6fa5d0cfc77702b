"""Rewrites links of the own origin to where the same route is in the client's version, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit, urlunsplit

from gateway.asgi import Headers, Scope, first_header, is_prefix, quoted

LINKS = (b"location", b"content-location", b"link")
PathMap = Callable[[str], str | None]


class Links:
    """The links of one exchange.

    Args:
        scope: the request with the version's prefix in `root_path`.
        outer_root: `root_path` as the server gave it, without the version.
        path_down: the path in the client's version of a path in the handler's; None where it is no route's.
        path_up: the path in the handler's version of a path in the client's.
    """

    def __init__(self, scope: Scope, outer_root: str, path_down: PathMap, path_up: PathMap) -> None:
        self._scope = scope
        self._root = scope.get("root_path", "").rstrip("/")
        self._outer = outer_root.rstrip("/")
        self._path_down = path_down
        self._path_up = path_up

    def headers(self, headers: Headers) -> Headers:
        """The headers with `Location`, `Content-Location` and `Link` rewritten."""
        if not any(key.lower() in LINKS for key, _ in headers):
            return headers
        return [(key, self._line(key.lower(), value) if key.lower() in LINKS else value) for key, value in headers]

    def _line(self, name: bytes, value: bytes) -> bytes:
        text = value.decode("latin-1")
        return (self.listed(text) if name == b"link" else self.down(text)).encode("latin-1")

    def listed(self, text: str) -> str:
        """A `Link` header's value with its targets rewritten; parameters stay as they are (RFC 8288, 3)."""
        return re.sub(r"<([^<>]*)>(?=\s*(?:[;,]|\Z))", lambda found: f"<{self.down(found[1])}>", text)

    def down(self, link: str) -> str:
        """The client's form of a handler's link; as it is where it leads elsewhere or is relative to the path."""
        return self._mapped(link, self._root, self._path_down)

    def up(self, link: str) -> str:
        """The handler's form of a client's link, without any prefix."""
        return self._mapped(link, "", self._path_up)

    def _mapped(self, link: str, root: str, path_map: PathMap) -> str:
        try:
            parts = urlsplit(link)
        except ValueError:
            return link
        if not parts.path.startswith("/") or (parts.netloc and not self._own(parts.netloc)):
            return link
        path = parts.path
        for known in (self._root, self._outer):
            if known and is_prefix(known, path):
                path = path[len(known) :] or "/"
                break
        mapped = path_map(unquote(path))
        if mapped is None:
            return link
        return urlunsplit(parts._replace(path=root + quoted(mapped)))

    def _own(self, authority: str) -> bool:
        host = first_header(self._scope["headers"], b"host")
        return host is not None and authority.lower() == host.decode("latin-1").lower()
