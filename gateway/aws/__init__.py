"""The gateway on AWS Lambda, behind API Gateway, load balancers and function URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.aws.handler import LambdaHandler

__all__ = ["LambdaHandler"]


def __getattr__(name: str) -> object:
    """Load Mangum only when the handler is asked for, so that the package costs nothing elsewhere."""
    if name == "LambdaHandler":
        from gateway.aws.handler import LambdaHandler

        return LambdaHandler
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
