"""The version as a WebSocket subprotocol, as browsers can't set headers there."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.asgi import Scope
from gateway.resolve.source import Selector, Source
from gateway.timeline.timeline import Timeline

ACCEPT = "gateway.subprotocol"
"""Scope key of the subprotocol that asked, which is accepted where the app accepts none itself."""


class SubprotocolSource(Source):
    """Reads `Sec-WebSocket-Protocol` for offers such as `acme.v2`.

    Args:
        prefix: what stands before the version.
    """

    kind = "subprotocol"
    name = "subprotocol"

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        if scope["type"] != "websocket":
            return []
        offers = [offer for offer in scope.get("subprotocols", ()) if offer.startswith(self.prefix)]
        return [self.selector(offer[len(self.prefix) :]) for offer in offers]

    def stripped(self, scope: Scope, found: Sequence[Selector]) -> Scope:
        if not found:
            return scope
        own = [offer for offer in scope["subprotocols"] if offer.startswith(self.prefix)]
        rest = [offer for offer in scope["subprotocols"] if offer not in own]
        return {**scope, "subprotocols": rest, ACCEPT: own[0]}


def subprotocol(prefix: str) -> SubprotocolSource:
    """A WebSocket's version stands in a subprotocol: with the prefix `acme.`, in `acme.v2`."""
    return SubprotocolSource(prefix)
