"""The handler in a process of AWS's own runtime client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws.made import http_api_event, rest_event
from tests.aws.served import body_of
from tests.runtime_api import FunctionError, LambdaProcess

MODULE = """
import os
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from gateway.aws import LambdaHandler
from tests.aws.served import described


@asynccontextmanager
async def lifespan(app):
    print("started", flush=True)
    yield


if "BROKEN" in os.environ:
    raise ValueError("broken module")

handler = LambdaHandler(Starlette(lifespan=lifespan, routes=[Route("/orders/{id}", described)]))
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A folder with the function's module."""
    (tmp_path / "function.py").write_text(MODULE)
    return tmp_path


@pytest.fixture
def process(directory: Path) -> Iterator[LambdaProcess]:
    """A running function."""
    with LambdaProcess("function.handler", directory) as running:
        yield running


def test_both_event_kinds_are_served_by_one_process(process: LambdaProcess) -> None:
    """AWS's client, a JSON event each way, and one start for both."""
    http = process.invoke(http_api_event("GET", "/orders/7", query="q=é", stage="prod"))
    rest = process.invoke(rest_event("GET", "/orders/8", base_path="/v1"))
    assert (http["statusCode"], body_of(http)["id"], body_of(http)["stage"]) == (200, "7", "prod")
    assert (rest["statusCode"], body_of(rest)["url"]) == (200, "https://api.example.com/v1/orders/8")
    assert process.output.count("started") == 1


def test_exception_of_the_function_reaches_the_caller(process: LambdaProcess) -> None:
    """An unsupported event is an error of the invocation, and the process goes on."""
    with pytest.raises(FunctionError, match="UnsupportedEvent") as caught:
        process.invoke({"key1": "value1"})
    assert caught.value.payload["errorType"] == "UnsupportedEvent"
    assert process.invoke(http_api_event("GET", "/orders/7"))["statusCode"] == 200


def test_module_that_cannot_be_loaded_is_an_init_error(directory: Path) -> None:
    """The process ends, and its output is in the failure."""
    with (
        LambdaProcess("function.handler", directory, {"BROKEN": "1"}) as process,
        pytest.raises(FunctionError, match="broken module"),
    ):
        process.invoke(http_api_event())
