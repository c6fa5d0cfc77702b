"""What Mangum asks of the handler of one kind of event."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from mangum.types import LambdaConfig, LambdaContext, LambdaEvent, Response

from gateway.asgi import Scope
from gateway.aws import limits
from gateway.aws.bodies import request_body
from gateway.aws.cycle import PROBLEM, PROBLEM_HEADERS
from gateway.aws.entry import Entry, enter
from gateway.aws.kinds import Kind, kind_of
from gateway.aws.mappings import Mappings
from gateway.aws.response import Lines, header_lines

logger = logging.getLogger("gateway.aws")

ADVICE = "Answer in pages, compress it, or hand out a link to the object."


class EventHandler:
    """One event of a kind; its subclasses can be given to any Mangum by `custom_handlers`.

    Args:
        event: the event.
        context: the invocation's context.
        config: Mangum's settings; `api_gateway_base_path` may be `Mappings`.
    """

    kinds: ClassVar[frozenset[Kind]]
    """The kinds that the handler serves."""
    limit: ClassVar[int] = limits.LAMBDA
    """How many bytes the response object may have."""

    __slots__ = ("config", "context", "event", "kind")

    @classmethod
    def infer(cls, event: LambdaEvent, context: LambdaContext, config: LambdaConfig) -> bool:
        """Whether the event is of this kind."""
        return kind_of(event) in cls.kinds

    def __init__(
        self, event: LambdaEvent, context: LambdaContext, config: LambdaConfig, kind: Kind | None = None
    ) -> None:
        self.event = event
        self.context = context
        self.config = config
        self.kind = kind or kind_of(event)

    @property
    def entry(self) -> Entry:
        """What the event says of the way the request came."""
        base_path: Any = self.config["api_gateway_base_path"]
        mappings = base_path if isinstance(base_path, Mappings) else Mappings(base_path)
        if self.kind is None:
            raise ValueError("The event is of no kind that can be served.")
        return enter(self.kind, self.event, self.context, mappings)

    @property
    def body(self) -> bytes:
        """The request body."""
        return request_body(self.event)

    @property
    def scope(self) -> Scope:
        """The ASGI scope."""
        raise NotImplementedError

    def __call__(self, response: Response) -> dict[str, Any]:
        """The response object that the kind takes; a problem document in place of one that is too large for it."""
        lines = header_lines(response["headers"], self.config["exclude_headers"])
        answer = self.answer(response["status"], lines, response["body"])
        if not limits.exceeds(answer, self.limit):
            return answer
        request = self.event["requestContext"].get("requestId")
        logger.error("The response to request %s is larger than %s bytes. %s", request, self.limit, ADVICE)
        return self.answer(500, header_lines(PROBLEM_HEADERS), PROBLEM)

    def answer(self, status: int, lines: Lines, body: bytes) -> dict[str, Any]:
        """The response object; header names are in lower case."""
        raise NotImplementedError
