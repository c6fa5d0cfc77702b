"""How requests ask for a version: by the server that is called, by a parameter, or by what JSON is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.resolve.source import Selecting, Source


class Selection:
    """What a version's document says of how it is asked for: the first of the sources that a request can ask.

    Args:
        sources: where a version may stand, in the order of the gateway's configuration.
        version: the version's name.
    """

    def __init__(self, sources: Sequence[Source], version: str) -> None:
        found = (source.selecting(version) for source in sources)
        self._asked = next((one for one in found if one is not None), Selecting())
        self._version = version
        self.refuses_others = self._asked.parameter is not None or self._asked.media_type is not None
        """Whether a request to the same URL can ask for another version, and be refused."""

    @property
    def prefix(self) -> str:
        """What stands before all paths."""
        return self._asked.prefix

    def servers(self, servers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The servers of the version, made of those of the API; where none is named, the one that is asked."""
        asked = self._asked
        named = [dict(one) for one in servers] or [{"url": "/"}]
        if asked.host is not None:
            return [{"url": f"https://{asked.host}"}]
        if not asked.prefix:
            return named
        return [{**one, "url": str(one.get("url", "")).rstrip("/") + asked.prefix} for one in named]

    def parameters(self) -> list[dict[str, Any]]:
        """The parameters that each request has."""
        if self._asked.parameter is None:
            return []
        place, name = self._asked.parameter
        schema = {"type": "string", "enum": [self._version]}
        words = "The version that is asked for."
        return [{"name": name, "in": place, "required": True, "description": words, "schema": schema}]

    def media_type(self, name: str) -> str:
        """What a body is called that is called `name` where no version is asked for."""
        asked = self._asked.media_type
        return asked if asked is not None and name == "application/json" else name
