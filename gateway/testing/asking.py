"""How clients ask a gateway for a version."""

from __future__ import annotations

from urllib.parse import quote_plus

from gateway.app import Gateway
from gateway.asgi import STAGE
from gateway.errors import ConfigurationError
from gateway.resolve.source import Source
from gateway.resolve.stage import Stage, StageSource
from gateway.testing.message import Ask

FIRST = ("header", "path", "query", "accept", "host", "stage", "variable")
"""The kinds of sources, those first that are asked first: a header leaves paths as they are."""


def asking(gateway: Gateway, version: str) -> Ask:
    """How a request asks for a version: in the first place that the gateway reads and that can be asked in.

    Raises:
        ConfigurationError: no source of the gateway can be asked for it.
    """
    sources = sorted(gateway.resolver.sources, key=_place)
    base = next((source.below for source in sources if source.below), "")
    for source in sources:
        ask = _of(source, version)
        if ask is not None:
            # Where versions stand below a path, all routes are below it.
            return ask if source.below or not base else ask._replace(prefix=base)
    if str(gateway.timeline.default(gateway.clock())) == version:
        return Ask(prefix=base)
    names = ", ".join(source.name for source in sources) or "none is configured"
    raise ConfigurationError(
        f"How a request asks for {version} isn't known of the gateway's sources ({names}). Give your source a method "
        "selecting(text) that returns gateway.resolve.source.Selecting."
    )


def _place(source: Source) -> int:
    return FIRST.index(source.kind) if source.kind in FIRST else len(FIRST)


def _of(source: Source, version: str) -> Ask | None:
    """How a request asks one source."""
    if isinstance(source, StageSource):
        return Ask(scope={STAGE: _stage(source, version)})
    selecting = source.selecting(version)
    if selecting is None:
        return None
    headers = [("host", selecting.host)] if selecting.host is not None else []
    if selecting.media_type is not None:
        headers.append(("accept", selecting.media_type))
    place, name = selecting.parameter or ("", "")
    if place == "header":
        headers.append((name.lower(), version))
    query = f"{quote_plus(name)}={quote_plus(version)}" if place == "query" else ""
    return Ask(selecting.prefix, query, headers)


def _stage(source: StageSource, version: str) -> Stage:
    if source.variable is not None:
        return Stage("$default", {source.variable: version})
    return Stage(next((name for name, meant in source.names.items() if meant == version), version))
