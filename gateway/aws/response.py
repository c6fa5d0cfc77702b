"""The response objects that API Gateway, function URLs and load balancers take back from a function."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from http import HTTPStatus
from itertools import islice, product
from typing import Any

from gateway.aws.bodies import response_body

Lines = list[tuple[str, str]]


def header_lines(headers: Iterable[Sequence[bytes]], excluded: Collection[str] = ()) -> Lines:
    """Names in lower case, values as text. Latin-1 because any byte may be in a field value (RFC 9110 section 5.5)."""
    lines = [(_name(name), value.decode("latin-1")) for name, value in headers]
    return [line for line in lines if line[0] not in excluded] if excluded else lines


@lru_cache(512)
def _name(name: bytes) -> str:
    return name.decode("latin-1").lower()


def payload_1(status: int, lines: Lines, body: bytes) -> dict[str, Any]:
    """Format 1.0: single headers in `headers`, repeated ones in `multiValueHeaders` (API Gateway merges both)."""
    single = dict(lines)
    text, is_base64 = response_body(body, single)
    many: dict[str, list[str]] = {}
    if len(single) < len(lines):
        many = {name: values for name, values in _grouped(lines).items() if len(values) > 1}
        single = {name: value for name, value in single.items() if name not in many}
    return {
        "statusCode": status,
        "headers": single,
        "multiValueHeaders": many,
        "body": text,
        "isBase64Encoded": is_base64,
    }


def payload_2(status: int, lines: Lines, body: bytes) -> dict[str, Any]:
    """Format 2.0: repeated headers joined, except cookies, which have a field of their own.

    No content type is made up: a 204 or 304 has none, and a body's type is the application's to say.
    """
    headers = dict(lines)
    cookies: list[str] = []
    if len(headers) < len(lines) or "set-cookie" in headers:
        grouped = _grouped(lines)
        cookies = grouped.pop("set-cookie", [])
        headers = {name: ", ".join(values) for name, values in grouped.items()}
    text, is_base64 = response_body(body, headers)
    response = {"statusCode": status, "headers": headers, "body": text, "isBase64Encoded": is_base64}
    if cookies:
        response["cookies"] = cookies
    return response


def balanced(status: int, lines: Lines, body: bytes, *, many: bool) -> dict[str, Any]:
    """A load balancer's: all headers in the one field that the target group is set to.

    Without multi-value headers a name has one value; cookies, which can't be joined (RFC 6265 section 3), are written
    under names of different case.
    """
    grouped = _grouped(lines)
    text, is_base64 = response_body(body, dict(lines))
    response = {
        "statusCode": status,
        "statusDescription": f"{status} {_phrase(status)}".rstrip(),
        "body": text,
        "isBase64Encoded": is_base64,
    }
    if many:
        return {**response, "multiValueHeaders": grouped}
    cookies = grouped.pop("set-cookie", [])
    headers = {name: ", ".join(values) for name, values in grouped.items()}
    spellings = ("".join(letters) for letters in product(*((char, char.upper()) for char in "setcookie")))
    cased = (f"{spelling[:3]}-{spelling[3:]}" for spelling in islice(spellings, len(cookies)))
    return {**response, "headers": {**headers, **dict(zip(cased, cookies, strict=False))}}


def _grouped(lines: Lines) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in lines:
        grouped.setdefault(name, []).append(value)
    return grouped


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
