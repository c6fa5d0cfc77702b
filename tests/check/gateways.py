"""Small gateways whose declarations are checked."""

from __future__ import annotations

from typing import Any

from gateway import Change, Gateway, Operation, Timeline, Version
from gateway.check import Mistake


def changed(current: Any, *operations: Operation, **options: Any) -> Gateway:
    """Two versions of an API, of which the newer one changed this."""
    members = {"__doc__": "Changed.", "operations": list(operations)}
    adapters = {"v2": [type("Made", (Change,), members)]} if operations else {}
    return Gateway(current=current, timeline=Timeline(Version("v1"), Version("v2")), adapters=adapters, **options)


def mistakes(current: Any, *operations: Operation, **options: Any) -> list[Mistake]:
    """What is wrong with them."""
    return changed(current, *operations, **options).check()


async def described(_scope: Any, _receive: Any, _send: Any) -> None:
    """An app of which only its OpenAPI document is known."""
    raise NotImplementedError
