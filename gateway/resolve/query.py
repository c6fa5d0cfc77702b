"""The version as a query parameter: `/orders?api-version=2025-11-15`."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.asgi import Scope, form_decoded
from gateway.errors import ConfigurationError
from gateway.resolve.source import Selecting, Selector, Source
from gateway.timeline.timeline import Timeline


class QuerySource(Source):
    """Reads every occurrence of the parameter and takes it out; the rest of the query stays the same to the byte.

    Args:
        parameter: the parameter's name.
    """

    kind = "query"

    def __init__(self, parameter: str) -> None:
        if not parameter:
            raise ConfigurationError("query('') has no name. Use one such as api-version.")
        self.parameter = parameter
        self.name = f"query {parameter}"
        self._key = parameter.encode()

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        query: bytes = scope.get("query_string", b"")
        if not query:
            return []
        return [
            self.selector(form_decoded(value).decode("latin-1"))
            for name, _, value in (part.partition(b"=") for part in query.split(b"&"))
            if form_decoded(name) == self._key
        ]

    def selecting(self, text: str) -> Selecting:
        return Selecting(parameter=("query", self.parameter))

    def stripped(self, scope: Scope, found: Sequence[Selector]) -> Scope:
        if not found:
            return scope
        parts = scope["query_string"].split(b"&")
        kept = [part for part in parts if form_decoded(part.partition(b"=")[0]) != self._key]
        return {**scope, "query_string": b"&".join(kept)}


def query(parameter: str = "api-version") -> QuerySource:
    """The version stands in a query parameter, which the handler doesn't see."""
    return QuerySource(parameter)
