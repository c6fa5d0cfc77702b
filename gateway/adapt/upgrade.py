"""The request's side: reads the body when the app asks for it, and hands it on in the handler's form."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any

from gateway import lossless as json
from gateway.adapt.asked import Asked
from gateway.adapt.body import read_body
from gateway.adapt.encodings import DecodedTooLarge, UnknownEncoding, decoded
from gateway.adapt.links import Links
from gateway.asgi import Message, Receive, Scope, first_header
from gateway.errors import ConversionError
from gateway.operations.operation import Role
from gateway.plan.keep import Kept
from gateway.plan.plan import Plan
from gateway.refuse.problem import Problem, too_large
from gateway.shapes.budget import SMALL, Budget, TooVaried
from gateway.shapes.pointers import pointer
from gateway.shapes.walk import LocatedError

logger = logging.getLogger("gateway")

Refuse = Callable[[Problem], Awaitable[None]]


class UpgradedBody:
    """A `receive` that gives the request body in the handler's form, without a content coding.

    What is JSON is translated, whatever the request says of its type and coding: a handler may read it as JSON
    all the same, and must not get it past the older contract.

    Args:
        scope: the request as the client sent it.
        receive: where its body comes from.
        plan: how it is translated.
        role: what the body does.
        links: the exchange's links.
        limit: the most bytes that are read.
        kept: what is kept of the present document, where the request replaces or patches it.
        asked: where the client's document is put, for errors about it.
        refuse: answers with a problem when the body can't be served; the app then sees a disconnect.
    """

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        plan: Plan,
        *,
        role: Role,
        links: Links,
        limit: int,
        kept: Kept | None,
        asked: Asked,
        refuse: Refuse,
    ) -> None:
        self._kept = kept
        self._asked = asked
        self._links = links
        self._scope = scope
        self._receive = receive
        self._plan = plan
        self._role = role
        self._limit = limit
        self._refuse = refuse
        self._given = False

    async def __call__(self) -> Message:
        if self._given:
            return await self._receive()
        self._given = True
        try:
            body = await read_body(self._receive, self._scope["headers"], self._limit)
            return {"type": "http.disconnect"} if body is None else self._message(self._upgraded(body))
        except Problem as problem:
            await self._refuse(problem)
            return {"type": "http.disconnect"}

    def _message(self, body: bytes) -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    def _upgraded(self, body: bytes) -> bytes:
        return upgraded_bytes(
            body,
            self._plan,
            self._role,
            encoding=first_header(self._scope["headers"], b"content-encoding"),
            limit=self._limit,
            asked=self._asked,
            kept=self._kept,
            relink=self._links.up,
        )


def upgraded_bytes(
    body: bytes,
    plan: Plan,
    role: Role,
    *,
    encoding: bytes | None,
    limit: int,
    asked: Asked,
    kept: Kept | None = None,
    relink: Callable[[str], str] | None = None,
) -> bytes:
    """The handler's form of a client's body, without its content coding; as it is where it isn't JSON.

    Args:
        body: the body.
        plan: how it is translated.
        role: what it does.
        encoding: its `Content-Encoding`.
        limit: the most bytes that it may have without it.
        asked: where the client's document is put, for errors about it.
        kept: what is kept of the present document, where it is replaced or patched.
        relink: gives the handler's form of a declared link.

    Raises:
        Problem: it can't be translated.
    """
    try:
        document = json.loads(body)
    except json.Unreadable:
        document, body = _document(body, encoding, limit)
        if document is json.NOTHING:
            return body
    try:
        if len(body) > SMALL:
            with Budget():
                upgraded = plan.upgrade(document, role, kept)
        else:
            upgraded = plan.upgrade(document, role, kept)
        if relink is not None:
            upgraded = plan.relink_request(upgraded, relink)
        asked.document, asked.upgraded = document, upgraded
        return body if upgraded is document else json.dumps(upgraded)
    except (LocatedError, TooVaried, ConversionError, RecursionError, ValueError, OverflowError) as error:
        raise _refused(error) from error


def upgraded_document(document: Any, plan: Plan, role: Role, *, relink: Callable[[str], str], size: int) -> Any:
    """The handler's form of what a client sent in another form than JSON.

    Args:
        document: what it says, as JSON values.
        plan: how it is translated.
        role: what it does.
        relink: gives the handler's form of a declared link.
        size: how many bytes it had.

    Raises:
        Problem: it can't be translated.
    """
    try:
        with Budget() if size > SMALL else nullcontext():
            return plan.relink_request(plan.upgrade(document, role), relink)
    except (LocatedError, TooVaried, ConversionError, RecursionError, ValueError, OverflowError) as error:
        raise _refused(error) from error


def _refused(error: Exception) -> Problem:
    """What a body that can't be translated is answered with."""
    if isinstance(error, LocatedError):
        if not isinstance(error.__cause__, ConversionError | ValueError | None):
            logger.error("a conversion can't cope with what a client sent", exc_info=error)
        return unprocessable({"detail": error.message, "pointer": pointer(error.location)})
    if isinstance(error, TooVaried):
        return Problem(413, detail=str(error))
    if isinstance(error, ConversionError):
        return Problem(409, detail=str(error))
    if isinstance(error, RecursionError):
        return Problem(400, detail="The body is nested too deeply.")
    return unprocessable({"detail": "A number is too large.", "pointer": ""})


def _document(body: bytes, encoding: bytes | None, limit: int) -> tuple[Any, bytes]:
    """The JSON document, `NOTHING` where there is none, and the body without its coding."""
    found = _loaded(body)
    if found is not json.NOTHING or encoding is None or encoding.strip().lower() == b"identity":
        return found, body
    try:
        plain = decoded(body, encoding, limit)
    except UnknownEncoding as error:
        raise not_decoded(error) from error
    except DecodedTooLarge as error:
        raise too_large(limit) from error
    return _loaded(plain), plain


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except json.Unreadable as error:
        if error.lax:
            # The app's parser might read what ours can't; as sent it would pass by the older contract.
            raise Problem(400, detail="The body is no valid JSON (RFC 8259).") from error
        return json.NOTHING


def not_decoded(error: UnknownEncoding) -> Problem:
    """The refusal of a body in a content coding that can't be undone."""
    headers = {"Accept-Encoding": "gzip, deflate"}  # RFC 9110, 12.5.3
    return Problem(415, detail=f"{str(error).capitalize()}.", headers=headers)


def unprocessable(mistake: Mapping[str, Any]) -> Problem:
    """The refusal of a value that can't be converted, in the client's words, with its place."""
    return Problem(422, detail="The request doesn't fit this version's schema.", errors=[mistake])
