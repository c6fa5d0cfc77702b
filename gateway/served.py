"""Which version a request is for, where a handler must store it."""

from __future__ import annotations

from typing import Any

from gateway.asgi import VERSION


def served_version(request: Any) -> str | None:
    """The version in whose form a request's client speaks, such as `2024-06-01`; None outside a gateway.

    Not for making differences, for which there is `applies`, but for what outlives the request: the version in which
    a subscriber's events are sent.

    Args:
        request: a Starlette or FastAPI request, or an ASGI scope.
    """
    scope = getattr(request, "scope", request)
    version = scope.get(VERSION)
    return None if version is None else str(version)
