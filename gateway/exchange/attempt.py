"""Tries the short way with a plain request, and goes on the long way from where that ends."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from gateway.asgi import VERSION, Receive, Scope, Send, is_prefix, moved_under
from gateway.errors import ConversionError
from gateway.exchange import direct
from gateway.exchange.shared import Shared
from gateway.resolve.resolver import Peeked, Resolution

if TYPE_CHECKING:
    from gateway.exchange.exchange import Exchange


async def attempt(shared: Shared, peeked: Peeked, path: str, scope: Scope, receive: Receive, send: Send) -> bool:
    """Serve a request whose version is plain and whose route is known.

    The short way goes to a typed handler that needs nothing but its body and parameters, the long one to any.

    Args:
        shared: the parts of the gateway.
        peeked: what the request is for.
        path: its path below the server's.
        scope: the request as it came.
        receive: where its body comes from.
        send: where its answer goes.

    Returns:
        Whether it is served; where not, nothing of it has been read.
    """
    version, prefix = peeked
    if prefix:
        path = path[len(prefix) :] or "/"
    if shared.meta is not None and is_prefix(shared.meta, path):
        return False
    found = shared.atlas.table(version).match(scope["method"], path)
    if found is None or found.entry is None:
        return False
    lane = shared.lanes.of(version, found.entry)
    parameters = None
    if lane.typed is not None and not (prefix and lane.told.ending):
        with suppress(ConversionError):  # which the long way answers
            parameters = lane.parameters(found.parameters)
    if parameters is None or lane.typed is None:
        await _exchange(shared, peeked, scope, receive, send).serve(lane, found)
        return True
    if not shared.services.are_up:
        await shared.services.enter(lane.entry.home, scope)
    try:
        await direct.serve(lane, lane.typed, scope, receive, send, parameters, shared.max_body)
    except direct.Gone:
        pass
    except direct.Unfinished as unfinished:
        await _exchange(shared, peeked, scope, receive, send).finish(lane, found, unfinished)
    return True


def _exchange(shared: Shared, peeked: Peeked, scope: Scope, receive: Receive, send: Send) -> Exchange:
    from gateway.exchange.exchange import Exchange

    moved = moved_under(scope, peeked.prefix) if peeked.prefix else scope
    resolution = Resolution(peeked.version, {**moved, VERSION: peeked.version}, bool(peeked.prefix))
    return Exchange(shared, resolution, scope, receive, send)
