"""How clients ask a gateway for a version."""

from __future__ import annotations

from gateway.app import Gateway
from gateway.errors import ConfigurationError
from gateway.resolve.source import Ask

FIRST = ("header", "path", "query", "accept", "host", "stage", "variable")
"""The kinds of sources, those first by which clients are asked for first: what leaves paths as documents have them."""


def asking(gateway: Gateway, version: str) -> Ask:
    """How a request asks for a version: in the first place that the gateway reads and that can be asked in.

    Raises:
        ConfigurationError: no source of the gateway can be asked for it.
    """
    sources = sorted(gateway.resolver.sources, key=lambda one: FIRST.index(one.kind) if one.kind in FIRST else len(FIRST))
    base = next((source.below for source in sources if source.below), "")
    for source in sources:
        ask = source.ask(version)
        if ask is not None:
            # Where versions stand below a path, all routes are below it.
            return ask if source.below or not base else ask._replace(prefix=base)
    if str(gateway.timeline.default(gateway.clock())) == version:
        return Ask(prefix=base)
    names = ", ".join(source.name for source in sources) or "none is configured"
    raise ConfigurationError(
        f"How a request asks for {version} isn't known of the gateway's sources ({names}). Give your source a method "
        "ask(version) that returns gateway.resolve.source.Ask."
    )
