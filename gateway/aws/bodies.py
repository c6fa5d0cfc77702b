"""Request bodies out of events, and which response bodies an event can carry as text."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

_TEXT = re.compile(
    r"text/.+|application/(json|xml|javascript|ecmascript|x-javascript|x-www-form-urlencoded|x-ndjson|yaml|vnd\.oai\.openapi)"
    r"|[^/]+/[^/]+\+(json|xml|yaml)",
)


def request_body(event: Mapping[str, Any]) -> bytes:
    """The body of an API Gateway event; it may be null and may be base64 (API Gateway, "Lambda proxy integration")."""
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        return base64.b64decode(body)
    return bytes(body) if isinstance(body, bytes | bytearray) else str(body).encode("utf-8")


def response_body(body: bytes, headers: Mapping[str, str]) -> tuple[str, bool]:
    """The body for the response object and whether it is base64; header names are in lower case.

    A REST API without binary media types sends base64 on undecoded, so what is text must go as text;
    Mangum's list of media types has neither `application/problem+json` nor vendor types.
    """
    if not body:
        return "", False
    if is_text(headers.get("content-type", ""), headers.get("content-encoding", "")):
        try:
            # The platform sends the string on as UTF-8, so a body that isn't UTF-8 would come out changed,
            # whatever its charset parameter says.
            return body.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode("ascii"), True


def is_text(content_type: str, content_encoding: str = "") -> bool:
    """Whether the response headers announce text: by type, or by a charset parameter, and without a coding."""
    if content_encoding and content_encoding.strip().lower() != "identity":
        return False
    if content_type == "application/json":
        return True
    essence, _, parameters = content_type.lower().partition(";")
    return _TEXT.fullmatch(essence.strip()) is not None or "charset=" in parameters
