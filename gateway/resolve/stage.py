"""The version as the API Gateway stage, or as one of its variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gateway.asgi import STAGE, Scope
from gateway.errors import ConfigurationError
from gateway.resolve.source import Selector, Source
from gateway.timeline.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Stage:
    """What the platform, never the client, says of the deployment that received a request.

    Args:
        name: the stage name; `$default` for an HTTP API's default stage and for a function URL.
        variables: the stage variables; a read-only copy is kept.
        base_path: the base path of a custom domain (or the configured one) that the request came
            through, such as `/v1`; empty where there is none. The stage's own prefix isn't part of it.
    """

    name: str
    variables: Mapping[str, str] = field(default_factory=dict, hash=False)
    base_path: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", MappingProxyType(dict(self.variables)))


class StageSource(Source):
    """Reads the stage that the Lambda event names; never anything a client sends.

    Args:
        variable: the stage variable that holds the version; without it the stage's name is read, where it has the
            form of a version or is in `names`.
        names: the version that a stage name stands for, where they differ (`{"legacy": "2023-10-16"}`).
        asks: whether it asks rather than supplies; a name asks and a variable supplies unless said otherwise.
    """

    plain = True

    def __init__(self, variable: str | None, names: Mapping[str, str] | None, asks: bool | None) -> None:
        if variable is not None and names:
            raise ConfigurationError("stage(variable=..., names=...) reads two things at once. Write two sources.")
        self.variable = variable
        self.names = dict(names or {})
        self.asks = (variable is None) if asks is None else asks
        self.kind = "stage" if variable is None else "variable"
        self.name = "stage" if variable is None else f"stage variable {variable}"

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        current = scope.get(STAGE)
        if current is None:
            return []
        if self.variable is not None:
            text = current.variables.get(self.variable)
            return [self.selector(text)] if text else []
        text = self.names.get(current.name, current.name)
        return [self.selector(text)] if current.name in self.names or timeline.resembles(text) else []


def stage(
    *, variable: str | None = None, names: Mapping[str, str] | None = None, asks: bool | None = None
) -> StageSource:
    """The version is the API Gateway stage's name, or stands in one of its variables."""
    return StageSource(variable, names, asks)
