"""Application Load Balancer events (Elastic Load Balancing, "Lambda functions as targets")."""

from __future__ import annotations

from mangum.handlers import ALB
from mangum.types import LambdaConfig, LambdaContext, LambdaEvent

from gateway.aws.request import request_context

TEXT_TYPES = ["text/", "application/json", "+json", "xml", "javascript", "x-www-form-urlencoded"]
"""Mangum looks for these within the content type, so `+json` covers problem documents and vendor types."""


class LoadBalancer(ALB):
    """Mangum's own handler, which doesn't fail on an event whose request context is null."""

    @classmethod
    def infer(cls, event: LambdaEvent, context: LambdaContext, config: LambdaConfig) -> bool:
        """Whether the event is of this kind."""
        return "elb" in request_context(event)
