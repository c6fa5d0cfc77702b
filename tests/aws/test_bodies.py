"""Which bodies go as text, and which as base64."""

from __future__ import annotations

import base64
import gzip

import pytest
from starlette.responses import Response

from gateway.aws.bodies import is_text, request_body, response_body
from tests.aws.made import http_api_event, rest_event
from tests.aws.served import responding, serve, serve_plainly


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/json",
        "application/problem+json",
        "application/vnd.shop.v2+json; charset=utf-8",
        "application/xhtml+xml",
        "image/svg+xml",
        "application/javascript",
        "application/x-www-form-urlencoded",
        "application/unknown; charset=utf-8",
    ],
)
def test_text_is_sent_as_text(content_type: str) -> None:
    """Text types, structured syntax suffixes and declared charsets aren't base64."""
    assert response_body("é".encode(), {"content-type": content_type}) == ("é", False)


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream", "application/jsonish", ""])
def test_other_types_are_base64(content_type: str) -> None:
    """Nothing is guessed from the bytes."""
    assert response_body(b"abc", {"content-type": content_type}) == ("YWJj", True)


def test_problem_documents_are_not_base64_as_with_mangum() -> None:
    """A REST API would hand base64 to the client undecoded."""
    app = responding(Response(b"{}", media_type="application/problem+json"))
    assert serve(app, rest_event())["body"] == "{}"
    assert serve_plainly(app, rest_event())["isBase64Encoded"] is True


def test_compressed_body_is_base64_whatever_its_type() -> None:
    """A content coding makes bytes of text."""
    coded = gzip.compress(b"{}")
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    text, is_base64 = response_body(coded, headers)
    assert (base64.b64decode(text), is_base64) == (coded, True)
    assert is_text("application/json", "identity")


def test_body_that_is_not_utf_8_keeps_its_bytes() -> None:
    """A Latin-1 text would be sent on as UTF-8 if it went as a string."""
    text, is_base64 = response_body("é".encode("latin-1"), {"content-type": "text/plain; charset=iso-8859-1"})
    assert (base64.b64decode(text), is_base64) == (b"\xe9", True)


def test_empty_body_is_an_empty_string() -> None:
    """Without a body there is nothing to encode."""
    assert response_body(b"", {}) == ("", False)


def test_request_body_may_be_null_text_or_base64() -> None:
    """All three forms occur in events of both kinds."""
    assert request_body(rest_event(body=None)) == b""
    assert request_body(http_api_event(body="é")) == "é".encode()
    assert request_body(rest_event(body=b"\xff\x00")) == b"\xff\x00"
