"""What every response says of its version: which it is, what that depended on, and how long it lives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gateway.asgi import Headers, first_header, merge_list, merge_vary, without
from gateway.resolve.resolver import Resolution

REQUESTED = b"api-version-requested"
"""Names the retired version that was asked for, where a later one serves it."""

READABLE = ("Deprecation", "Sunset", "Link", "ETag", "Location", "Allow", "Retry-After")
"""What scripts of another origin must be able to read beside the version (Fetch, CORS-safelisted response headers)."""


class Marks:
    """Puts the gateway's headers on responses.

    Args:
        echo: the response header that names the version served.
        vary: the request headers that the sources read.
        asked_by: the request headers that scripts of another origin must be allowed to send.
    """

    def __init__(self, echo: str, vary: Sequence[bytes], asked_by: Sequence[bytes]) -> None:
        self._echo = echo.lower().encode("ascii")
        self.vary = tuple(vary)
        self.request_headers = [name.decode() for name in asked_by]
        self.response_headers = [echo, "API-Version-Requested", *READABLE]
        self._merged = frozenset(
            (b"vary", b"deprecation", b"sunset", b"access-control-allow-origin", self._echo, REQUESTED)
        )
        self._exposed = [name.lower().encode() for name in self.response_headers]

    def put(self, headers: Headers, resolution: Resolution, life: Iterable[tuple[bytes, bytes]] = ()) -> Headers:
        """A new list with what the response must say.

        Args:
            headers: the response's own.
            resolution: what the request was for.
            life: the lines about deprecation; a name that the app has set itself stays the app's.
        """
        marked = without(merge_vary(headers, self.vary), self._echo)
        marked.append((self._echo, str(resolution.version).encode("ascii")))
        if resolution.requested is not None:
            marked.append((REQUESTED, str(resolution.requested).encode("ascii")))
        if life:
            own = {key.lower() for key, _ in headers} - {b"link"}
            marked += [line for line in life if line[0] not in own]
        if resolution.private:
            marked = _private(marked)
        if resolution.answer_type is not None:
            marked = _typed(marked, resolution.answer_type)
        if first_header(marked, b"access-control-allow-origin") is not None:
            marked = self._exposing(marked)
        return marked

    def with_lines(self, headers: Headers, lines: Headers) -> Headers | None:
        """The headers with lines made before; None where they bear something of the kind that is to be merged."""
        for key, _ in headers:
            if key in self._merged or key.lower() in self._merged:
                return None
        return headers + lines

    def _exposing(self, headers: Headers) -> Headers:
        # The app knows its own headers, not the gateway's.
        if first_header(headers, b"access-control-allow-methods") is not None:
            return merge_list(
                headers, b"access-control-allow-headers", [name.encode() for name in self.request_headers]
            )
        present = {key.lower() for key, _ in headers}
        needed = [name.encode() for name in self.response_headers if name.lower().encode() in present]
        return merge_list(headers, b"access-control-expose-headers", needed)


def _private(headers: Headers) -> Headers:
    """One client's own pin decided, so no shared cache may keep the answer (RFC 9111, 5.2.2.7)."""
    directives = [
        part.strip()
        for key, value in headers
        if key.lower() == b"cache-control"
        for part in value.split(b",")
        if part.strip()
    ]
    names = [part.partition(b"=")[0].lower() for part in directives]
    if b"no-store" in names or b"private" in names:
        return headers
    kept = [part for part, name in zip(directives, names, strict=True) if name not in (b"public", b"s-maxage")]
    return [*without(headers, b"cache-control"), (b"cache-control", b", ".join([b"private", *kept]))]


def _typed(headers: Headers, media_type: bytes) -> Headers:
    """A JSON answer bears the media type that was asked for (RFC 9110, 12.5.1); problems keep theirs."""
    content_type = first_header(headers, b"content-type") or b""
    if content_type.partition(b";")[0].strip().lower() != b"application/json":
        return headers
    return [*without(headers, b"content-type"), (b"content-type", media_type)]
