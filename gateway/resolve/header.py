"""The version as a request header: `API-Version: 2025-11-15`."""

from __future__ import annotations

import re

from gateway.asgi import Scope
from gateway.errors import ConfigurationError
from gateway.resolve.source import UNSURE, Selecting, Selector, Source, Unsure
from gateway.timeline.timeline import Timeline


class HeaderSource(Source):
    """Reads every line of the header and every item of comma lists, as proxies join lines.

    Args:
        name: the header's name.
    """

    kind = "header"
    plain = True

    def __init__(self, name: str) -> None:
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise ConfigurationError(
                f"header({name!r}) is no header name (RFC 9110, 5.1). Use one such as API-Version."
            )
        self.header = name
        self.name = f"header {name}"
        self.vary = (name.encode(),)
        self._key = name.lower().encode()
        self._length = len(name)

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        return [
            self.selector(part.strip(b" \t").decode("latin-1"))
            for key, value in scope["headers"]
            if key == self._key or key.lower() == self._key
            for part in value.split(b",")
        ]

    def selecting(self, text: str) -> Selecting:
        return Selecting(parameter=("header", self.header))

    def peek(self, scope: Scope, timeline: Timeline) -> str | Unsure | None:
        text: str | None = None
        for key, value in scope["headers"]:
            if key == self._key or (len(key) == self._length and key.lower() == self._key):
                if text is not None or b"," in value:
                    return UNSURE
                text = value.strip(b" \t").decode("latin-1")
        return text


def header(name: str = "API-Version") -> HeaderSource:
    """The version stands in a request header."""
    return HeaderSource(name)
