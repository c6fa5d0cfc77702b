"""The short way to a typed handler that knows nothing of requests, and back: bytes to bytes."""

from __future__ import annotations

import logging
from typing import Any

from gateway.adapt.asked import Asked
from gateway.adapt.body import read_body
from gateway.asgi import Headers, Receive, Scope, Send, first_header
from gateway.errors import ParameterError
from gateway.exchange.lane import Lane
from gateway.handle.typed import TypedEndpoint, Written

logger = logging.getLogger("gateway")
JSON = (b"content-type", b"application/json")


class Unfinished(Exception):
    """What the short way can't bring to an end; the long way takes over.

    Args:
        result: what the handler returned, where that is what isn't plain.
        error: what was raised instead.
        refusal: whether the gateway raised it, so that it is in the client's words.
        asked: what the client sent.
    """

    def __init__(
        self, *, result: Any = None, error: Exception | None = None, refusal: bool = False, asked: Asked
    ) -> None:
        self.result = result
        self.error = error
        self.refusal = refusal
        self.asked = asked
        super().__init__()


class Gone(Exception):
    """The client went away before its body had come."""


async def serve(
    lane: Lane,
    endpoint: TypedEndpoint,
    scope: Scope,
    receive: Receive,
    send: Send,
    parameters: dict[str, Any],
    limit: int,
) -> None:
    """Serve one request.

    Args:
        lane: the route.
        endpoint: its handler.
        scope: the request; only its headers and query are read.
        receive: where its body comes from.
        send: where its answer goes.
        parameters: those of the path, as the handler knows them.
        limit: the most bytes of body that are read.

    Raises:
        Unfinished: the answer isn't plain. Nothing has been sent.
        Gone: there is nobody to answer.
    """
    asked, plan = Asked(), lane.plan
    query, body = await _upgraded(lane, endpoint, scope, receive, limit, asked)
    if body is None and endpoint.signature.body is not None:
        raise Gone
    try:
        arguments = endpoint.arguments(parameters, query, scope["headers"], body, adapted=plan.reads_request)
        written = endpoint.written(await endpoint.call(arguments, None))
    except Exception as error:
        raise Unfinished(error=error, asked=asked) from error
    if not isinstance(written, Written) or written.headers:
        raise Unfinished(result=written, asked=asked)
    try:
        answer = lane.written(written)
    except Exception as error:
        logger.debug("the long way says what is wrong", exc_info=True)
        raise Unfinished(result=written, asked=asked) from error
    headers: Headers = [JSON] if written.media_type is not None else []
    if written.status not in (204, 304):
        headers.append((b"content-length", b"%d" % len(answer)))
    headers += lane.lines
    await send({"type": "http.response.start", "status": plan.downgrade_status(written.status), "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def _upgraded(
    lane: Lane, endpoint: TypedEndpoint, scope: Scope, receive: Receive, limit: int, asked: Asked
) -> tuple[bytes, bytes | None]:
    """The query string and the body in the handler's form; no body where none is taken, or the client went away."""
    plan, query, body = lane.plan, scope["query_string"], None
    try:
        if endpoint.signature.body is not None:
            body = await read_body(receive, scope["headers"], limit)
        if query and plan.touches_query:
            query = plan.upgrade_query(query)
        if body is not None and plan.reads_request:
            from gateway.adapt.upgrade import upgraded_bytes

            encoding = first_header(scope["headers"], b"content-encoding")
            body = upgraded_bytes(body, plan, lane.role, encoding=encoding, limit=limit, asked=asked)
    except ParameterError as error:
        from gateway.adapt.upgrade import unprocessable

        refused = unprocessable({"detail": error.message, "parameter": error.parameter})
        raise Unfinished(error=refused, refusal=True, asked=asked) from error
    except Exception as error:
        raise Unfinished(error=error, refusal=True, asked=asked) from error
    return query, body
