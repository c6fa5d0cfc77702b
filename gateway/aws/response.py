"""The response objects that API Gateway takes back from a function."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from gateway.aws.bodies import response_body

Lines = list[tuple[str, str]]


def header_lines(headers: Iterable[Sequence[bytes]], excluded: Collection[str] = ()) -> Lines:
    """Names in lower case, values as text. Latin-1 because any byte may be in a field value (RFC 9110 section 5.5)."""
    lines = [(line[0].decode("latin-1").lower(), line[1].decode("latin-1")) for line in headers]
    return [line for line in lines if line[0] not in excluded]


def payload_1(status: int, lines: Lines, body: bytes) -> dict[str, Any]:
    """Format 1.0: single headers in `headers`, repeated ones in `multiValueHeaders` (API Gateway merges both)."""
    values: dict[str, list[str]] = {}
    for name, value in lines:
        values.setdefault(name, []).append(value)
    text, is_base64 = response_body(body, lines)
    return {
        "statusCode": status,
        "headers": {name: given[0] for name, given in values.items() if len(given) == 1},
        "multiValueHeaders": {name: given for name, given in values.items() if len(given) > 1},
        "body": text,
        "isBase64Encoded": is_base64,
    }


def payload_2(status: int, lines: Lines, body: bytes) -> dict[str, Any]:
    """Format 2.0: repeated headers joined, except cookies, which have a field of their own.

    No content type is made up: a 204 or 304 has none, and a body's type is the application's to say.
    """
    headers: dict[str, str] = {}
    for name, value in lines:
        if name != "set-cookie":
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    cookies = [value for name, value in lines if name == "set-cookie"]
    text, is_base64 = response_body(body, lines)
    response = {"statusCode": status, "headers": headers, "body": text, "isBase64Encoded": is_base64}
    return {**response, "cookies": cookies} if cookies else response
