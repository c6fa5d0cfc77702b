"""What an older client can't say when it replaces a resource is kept."""

from __future__ import annotations

from gateway.errors import DeclarationError
from gateway.operations.routes.route import RouteOperation, RoutePattern


class KeepTheRest(RouteOperation):
    """PUT replaces what the client's version can express; the rest is read with GET at the same path, and kept.

    The write carries `If-Match` with the tag of what was read, where the handler gave one (RFC 9110, 13.1.1).
    """

    kind = "routes.keep"
    breaking = False

    def __init__(self, pattern: RoutePattern) -> None:
        super().__init__(pattern)
        if pattern.method is None:
            raise DeclarationError(
                f"route({str(pattern)!r}).keeps_the_rest()",
                "the method isn't named.",
                'Write route("PUT /orders/{id}").',
            )

    def describe(self) -> str:
        return f"`{self.pattern}` keeps what the version of a client can't express."


class EraseTheRest(RouteOperation):
    """PUT of an older client erases what its version can't express; said on purpose.

    Args:
        reason: why that is right.
    """

    kind = "routes.keep"
    breaking = False

    def __init__(self, pattern: RoutePattern, reason: str) -> None:
        super().__init__(pattern)
        if not reason.strip():
            raise DeclarationError("erases_the_rest('')", "there is no reason.", "Say why nothing worth keeping goes.")
        self.reason = reason

    def describe(self) -> str:
        return f"`{self.pattern}` erases what the version of a client can't express: {self.reason}"
