"""A request and an answer, as they go over the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Lines = Sequence[tuple[str, str]]
"""Header lines; names in lower case."""


class Ask(NamedTuple):
    """How a request asks for a version.

    Args:
        prefix: what stands before its path.
        query: what is added to its query string.
        headers: what headers it bears; names in lower case.
        scope: what the platform, not the client, says of it, by the keys of the ASGI scope.
    """

    prefix: str = ""
    query: str = ""
    headers: Lines = ()
    scope: Mapping[str, Any] = {}


class Request(NamedTuple):
    """What a client sends.

    Args:
        method: in capitals.
        target: path and query string, percent-encoded.
        headers: the header lines.
        body: the body.
        scope: what the platform, not the client, says of it, by the keys of the ASGI scope.
    """

    method: str
    target: str
    headers: Lines = ()
    body: bytes = b""
    scope: Mapping[str, Any] = {}

    def asking(self, ask: Ask) -> Request:
        """The same for a version."""
        path, _, query = self.target.partition("?")
        queries = "&".join(part for part in (query, ask.query) if part)
        names = {name for name, _ in ask.headers}
        headers = [*[line for line in self.headers if line[0].lower() not in names], *ask.headers]
        target = ask.prefix + path + ("?" + queries if queries else "")
        return self._replace(target=target, headers=headers, scope={**self.scope, **ask.scope})


class Answer(NamedTuple):
    """What comes back.

    Args:
        status: the status.
        headers: the header lines, names in lower case.
        body: the body.
        error: what the app raised, where it did.
    """

    status: int
    headers: Lines
    body: bytes
    error: BaseException | None = None

    def header(self, name: str) -> str | None:
        """The values of a header (its name in lower case), joined; None where it isn't there."""
        found = self.values(name)
        return ", ".join(found) if found else None

    def values(self, name: str) -> list[str]:
        """The lines of a header, by its name in lower case."""
        return [value for key, value in self.headers if key == name]

    @property
    def media_type(self) -> str:
        """The content type without its parameters; empty where none is said."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the body is said to be JSON."""
        return self.media_type == "application/json" or self.media_type.endswith("+json")
