"""What uvicorn imports: a factory for each service."""

from __future__ import annotations

from typing import Any

from benchmarks import services


def starlette() -> Any:
    """Without versions."""
    return services.starlette()


def typed() -> Any:
    """The gateway with 100 versions."""
    return services.typed(100)


def fastapi() -> Any:
    """Plain FastAPI."""
    return services.fastapi()


def cadwyn() -> Any:
    """Cadwyn with 100 versions."""
    return services.cadwyn(100)
