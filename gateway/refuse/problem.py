"""Problem details for HTTP APIs (RFC 9457), as an exception, a document and a response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from gateway.asgi import Headers, Send

if TYPE_CHECKING:
    from gateway.shapes.shape import Shape

PROBLEM_JSON = b"application/problem+json"
TYPES = "urn:problem-type:versiongate:"
"""What the types of the gateway's own problems begin with; `Gateway(problem_types=...)` sets another base."""


class Problem(Exception):
    """An answer other than success. Handlers raise it; the gateway answers with it, in the client's version.

    Args:
        status: the HTTP status.
        type: a URI that names the kind of problem; `about:blank` says no more than the status.
        title: what the kind is called; the status's own phrase when left out.
        detail: what went wrong this time, fit for the client to read; never holds body content.
        errors: single mistakes, each with `detail` and a `pointer` (JSON Pointer into the body) or `parameter`.
        headers: further response headers.
        extensions: further members of the document.
    """

    def __init__(
        self,
        status: int,
        *,
        type: str = "about:blank",
        title: str | None = None,
        detail: str | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        self.status = status
        self.type = type
        self.title = title or HTTPStatus(status).phrase
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.extensions = extensions
        super().__init__(f"{status} {self.title}" + (f": {detail}" if detail else ""))

    def document(self) -> dict[str, Any]:
        """The JSON document of RFC 9457, section 3."""
        body: dict[str, Any] = {"type": self.type, "title": self.title, "status": self.status}
        if self.detail is not None:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = self.errors
        return {**body, **self.extensions}

    async def send(self, send: Send, *, head: bool = False, headers: Headers | None = None) -> None:
        """Answer with the problem; under HEAD without the body."""
        import msgspec

        body = msgspec.json.encode(self.document())
        own = [(key.lower().encode("latin-1"), value.encode("latin-1")) for key, value in self.headers.items()]
        about = [(b"content-type", PROBLEM_JSON), (b"content-length", str(len(body)).encode())]
        if self.status in (204, 304):  # they have no body (RFC 9110, 6.4.1)
            about, head = [], True
        lines = [*about, *own, *(headers or ())]
        await send({"type": "http.response.start", "status": self.status, "headers": lines})
        await send({"type": "http.response.body", "body": b"" if head else body})


def too_large(limit: int) -> Problem:
    """The refusal of a body of over `limit` bytes (RFC 9110, 15.5.14)."""
    return Problem(413, detail=f"The body is over {limit} bytes.", headers={"Connection": "close"})


def problem_shape() -> Shape:
    """The shape of a problem document: the named schema `Problem`."""
    from gateway.shapes.shape import Shape, ref

    return Shape(ref("Problem"), {"Problem": PROBLEM_SCHEMA})


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                },
            },
        },
    },
    "required": ["type", "title", "status"],
}
