"""The version as part of the host name: `v2.api.example.com`."""

from __future__ import annotations

import re

from gateway.asgi import Scope, first_header
from gateway.errors import ConfigurationError
from gateway.resolve.source import Selecting, Selector, Source
from gateway.timeline.timeline import Timeline


class HostSource(Source):
    """Reads the `Host` header, never a forwarded one, which any client can write.

    Args:
        template: the host with `{version}` in it; a label that hasn't the form of a version doesn't ask.
    """

    kind = "host"
    name = "host"

    def __init__(self, template: str) -> None:
        before, found, after = template.partition("{version}")
        if not found or "{" in before + after:
            raise ConfigurationError(f"host({template!r}) must hold {{version}} once: '{{version}}.api.example.com'.")
        self._template = template
        pattern = re.escape(before) + r"(?P<version>[A-Za-z0-9._-]{1,63})" + re.escape(after)
        self._pattern = re.compile(pattern + r"\.?(:[0-9]{1,5})?\Z", re.IGNORECASE)

    def selecting(self, text: str) -> Selecting:
        return Selecting(host=self._template.replace("{version}", text))

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        raw = first_header(scope["headers"], b"host")
        matched = self._pattern.match(raw.decode("latin-1")) if raw is not None else None
        if matched is None or not timeline.resembles(matched["version"]):
            return []
        return [self.selector(matched["version"])]


def host(template: str) -> HostSource:
    """The version stands in the host name, as in `{version}.api.example.com`."""
    return HostSource(template)
