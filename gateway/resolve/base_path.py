"""The version as the base path of a custom domain's mapping: `https://api.example.com/v2/orders`."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.asgi import STAGE, Scope
from gateway.resolve.source import Selector, Source
from gateway.timeline.timeline import Timeline


class BasePathSource(Source):
    """Reads the last segment of the base path, which API Gateway has mapped and the app's paths don't hold.

    Only payload 1.0 events tell it; for others, say it by `LambdaHandler(mappings=...)`, or read the stage.

    Args:
        names: the version that a base path stands for, where they differ (`{"legacy": "2023-10-16"}`).
    """

    kind = "base-path"
    name = "base path"
    plain = True

    def __init__(self, names: Mapping[str, str] | None) -> None:
        self.names = {name.strip("/"): version for name, version in (names or {}).items()}

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        current = scope.get(STAGE)
        segment = current.base_path.rpartition("/")[2] if current is not None else ""
        text = self.names.get(segment, segment)
        return [self.selector(text)] if segment in self.names or (text and timeline.resembles(text)) else []


def base_path(*, names: Mapping[str, str] | None = None) -> BasePathSource:
    """The version is the base path under which a custom domain maps the API."""
    return BasePathSource(names)
