"""A form in a line (`application/x-www-form-urlencoded`), upgraded as a whole."""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_to_bytes

from gateway.adapt.body import read_body
from gateway.adapt.encodings import DecodedTooLarge, UnknownEncoding
from gateway.adapt.encodings import decoded as without_coding
from gateway.adapt.form import LARGEST_FIELD, Fields, decoded, encoded, too_large_field
from gateway.adapt.upgrade import Refuse, not_decoded
from gateway.asgi import Headers, Message, Receive, first_header
from gateway.refuse.problem import Problem, too_large


class UpgradedForm:
    """A `receive` that gives a form in the handler's form, without a content coding.

    Args:
        headers: the request's.
        receive: where its body comes from.
        form: takes the fields.
        limit: the most bytes that are read.
        refuse: answers with a problem when the body can't be served; the app then sees a disconnect.
    """

    def __init__(self, headers: Headers, receive: Receive, form: Fields, *, limit: int, refuse: Refuse) -> None:
        self._headers = headers
        self._receive = receive
        self._form = form
        self._limit = limit
        self._refuse = refuse
        self._given = False

    async def __call__(self) -> Message:
        if self._given:
            return await self._receive()
        self._given = True
        try:
            body = await read_body(self._receive, self._headers, self._limit)
            if body is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": self._upgraded(body), "more_body": False}
        except Problem as problem:
            await self._refuse(problem)
            return {"type": "http.disconnect"}

    def _upgraded(self, body: bytes) -> bytes:
        try:
            body = without_coding(body, first_header(self._headers, b"content-encoding"), self._limit)
        except UnknownEncoding as error:
            raise not_decoded(error) from error
        except DecodedTooLarge as error:
            raise too_large(self._limit) from error
        for pair in body.split(b"&"):
            if pair:
                name, _, value = pair.partition(b"=")
                if len(value) > LARGEST_FIELD:
                    raise too_large_field(_read(name))
                self._form.add(_read(name), _read(value))
        return b"&".join(_written(field.name) + b"=" + _written(field.text) for field in self._form.upgraded())


def _read(text: bytes) -> str:
    return decoded(unquote_to_bytes(text.replace(b"+", b" ")))


def _written(text: str) -> bytes:
    return quote_plus(encoded(text)).encode("ascii")
