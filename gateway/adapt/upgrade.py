"""The request's side: reads the body when the app asks for it, and hands it on in the handler's form."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from gateway.adapt import json
from gateway.adapt.encodings import DecodedTooLarge, UnknownEncoding, decoded
from gateway.adapt.errors import Asked
from gateway.adapt.links import Links
from gateway.asgi import Message, Receive, Scope, first_header
from gateway.errors import ConversionError
from gateway.operations.operation import Role
from gateway.plan.keep import Kept
from gateway.plan.plan import Plan
from gateway.refuse.problem import Problem, too_large
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
            body = await self._read()
            return {"type": "http.disconnect"} if body is None else self._message(self._upgraded(body))
        except Problem as problem:
            await self._refuse(problem)
            return {"type": "http.disconnect"}

    def _message(self, body: bytes) -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def _read(self) -> bytes | None:
        announced = first_header(self._scope["headers"], b"content-length") or b""
        if announced.isdigit() and (len(announced) > 18 or int(announced) > self._limit):
            raise too_large(self._limit)
        chunks, size = [], 0
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                return None
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._limit:
                raise too_large(self._limit)
            chunks.append(chunk)
            if not message.get("more_body", False):
                return b"".join(chunks)

    def _upgraded(self, body: bytes) -> bytes:
        document, body = self._document(body)
        if document is json.NOTHING:
            return body
        try:
            upgraded = self._plan.upgrade(document, self._role, self._kept)
            upgraded = self._plan.relink_request(upgraded, self._links.up)
            self._asked.document, self._asked.upgraded = document, upgraded
            return body if upgraded is document else json.dumps(upgraded)
        except LocatedError as error:
            if not isinstance(error.__cause__, ConversionError | ValueError | None):
                logger.exception("a conversion can't cope with what a client sent")
            raise unprocessable({"detail": error.message, "pointer": pointer(error.location)}) from error
        except ConversionError as error:
            raise Problem(409, detail=str(error)) from error
        except RecursionError as error:
            raise Problem(400, detail="The body is nested too deeply.") from error
        except (ValueError, OverflowError) as error:
            raise unprocessable({"detail": "A number is too large.", "pointer": ""}) from error

    def _document(self, body: bytes) -> tuple[Any, bytes]:
        """The JSON document, `NOTHING` where there is none, and the body without its coding."""
        try:
            return json.loads(body), body
        except json.Unreadable as error:
            if error.lax:
                # The app's parser might read what ours can't; as sent it would pass by the older contract.
                raise Problem(400, detail="The body is no valid JSON (RFC 8259).") from error
        encoding = first_header(self._scope["headers"], b"content-encoding")
        if encoding is None or encoding.strip().lower() == b"identity":
            return json.NOTHING, body
        try:
            plain = decoded(body, encoding, self._limit)
        except UnknownEncoding as error:
            headers = {"Accept-Encoding": "gzip, deflate"}  # RFC 9110, 12.5.3
            raise Problem(415, detail=f"{str(error).capitalize()}.", headers=headers) from error
        except DecodedTooLarge as error:
            raise too_large(self._limit) from error
        try:
            return json.loads(plain), plain
        except json.Unreadable as error:
            if error.lax:
                raise Problem(400, detail="The body is no valid JSON (RFC 8259).") from error
            return json.NOTHING, plain


def unprocessable(mistake: Mapping[str, Any]) -> Problem:
    """The refusal of a value that can't be converted, in the client's words, with its place."""
    return Problem(422, detail="The request doesn't fit this version's schema.", errors=[mistake])
