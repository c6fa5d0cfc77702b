"""What can be wrong with an invocation or with the application that is to answer it."""

from __future__ import annotations

from gateway.aws.kinds import Kind
from gateway.aws.unsupported import named
from gateway.errors import GatewayError

SUPPORTED = ", ".join(kind.value for kind in Kind)


class UnsupportedEvent(GatewayError, TypeError):
    """Lambda was invoked with an event that isn't an HTTP request of a supported kind.

    Attributes:
        kind: what it is.
        advice: what to do about it.
    """

    def __init__(self, event: object) -> None:
        self.kind, self.advice = named(event)
        super().__init__(f"The event is {self.kind}, not an HTTP request. {self.advice} Supported: {SUPPORTED}.")


class StartupError(GatewayError, RuntimeError):
    """The application reported `lifespan.startup.failed`, or couldn't run lifespan though it was set to "on"."""
