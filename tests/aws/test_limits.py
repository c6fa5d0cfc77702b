"""Answers that are larger than a function can return."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, Response

from gateway.aws.limits import LAMBDA, LOAD_BALANCER, exceeds
from tests.aws.made import function_url_event, http_api_event, load_balancer_event, rest_event
from tests.aws.served import body_of, responding, serve


@pytest.mark.parametrize(
    ("event", "size"),
    [
        (http_api_event(), LAMBDA),
        (rest_event(), LAMBDA),
        (function_url_event(), LAMBDA),
        (load_balancer_event(), LOAD_BALANCER),
    ],
)
def test_an_answer_that_is_too_large_is_a_problem_document(
    event: Any, size: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Lambda would fail the invocation after the work was done, and the client would get no JSON."""
    with caplog.at_level(logging.ERROR, "gateway.aws"):
        response = serve(responding(PlainTextResponse("x" * size)), event)
    assert (response["statusCode"], body_of(response)["status"]) == (500, 500)
    assert "Answer in pages" in caplog.text


def test_an_answer_that_just_fits_is_sent() -> None:
    """The limit is of the whole object, so some bytes less than it fit."""
    body = "x" * (LOAD_BALANCER - 500)
    assert serve(responding(PlainTextResponse(body)), load_balancer_event())["body"] == body


@pytest.mark.parametrize(
    ("body", "too_large"), [("\x00" * 170, True), ("é" * 500, True), ("x" * 900, False), ("x" * 990, True)]
)
def test_what_counts_is_the_size_as_json(body: str, *, too_large: bool) -> None:
    """Escapes and UTF-8 make it larger than its characters."""
    assert exceeds({"body": body}, 1000) is too_large


def test_base64_counts_as_it_is_sent() -> None:
    """Binary answers are a third larger."""
    app = responding(Response(b"\xff" * (LOAD_BALANCER * 4 // 5), media_type="image/png"))
    assert serve(app, load_balancer_event())["statusCode"] == 500
