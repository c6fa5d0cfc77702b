"""Rewrites links of the own origin to where the same route is in the client's version."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from gateway.asgi import Headers, Scope, first_header, is_prefix

LINKS = (b"location", b"content-location")


class Links:
    """The links of one response.

    Args:
        scope: the request with the version's prefix in `root_path`.
        outer_root: `root_path` as the server gave it, without the version.
        path_down: the path in the client's version of a path in the handler's; None where it is no route's.
    """

    def __init__(self, scope: Scope, outer_root: str, path_down: Callable[[str], str | None]) -> None:
        self._scope = scope
        self._root = scope.get("root_path", "").rstrip("/")
        self._outer = outer_root.rstrip("/")
        self._path_down = path_down

    def headers(self, headers: Headers) -> Headers:
        """The headers with `Location` and `Content-Location` rewritten."""
        if not any(key.lower() in LINKS for key, _ in headers):
            return headers
        return [
            (key, self.rewritten(value.decode("latin-1")).encode("latin-1") if key.lower() in LINKS else value)
            for key, value in headers
        ]

    def rewritten(self, link: str) -> str:
        """One link; as it is where it leads elsewhere or is relative to the present path."""
        parts = urlsplit(link)
        if not parts.path.startswith("/") or (parts.netloc and not self._own(parts.netloc)):
            return link
        path = parts.path
        for root in (self._root, self._outer):
            if root and is_prefix(root, path):
                path = path[len(root) :] or "/"
                break
        older = self._path_down(unquote(path))
        if older is None:
            return link
        return urlunsplit(parts._replace(path=self._root + quote(older, safe="/!$&'()*+,;=:@-._~")))

    def _own(self, authority: str) -> bool:
        host = first_header(self._scope["headers"], b"host")
        return host is not None and authority.lower() == host.decode("latin-1").lower()
