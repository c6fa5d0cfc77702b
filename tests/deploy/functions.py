"""The service as a function's environment sets it, asked through its Lambda handler."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.aws import LambdaHandler

CONTEXT: Any = SimpleNamespace(aws_request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef")


@dataclass(frozen=True)
class Answer:
    """What a client gets; the names of headers are lower case."""

    status: int
    headers: dict[str, str]
    body: Any


@contextmanager
def function(environment: Mapping[str, str]) -> Iterator[LambdaHandler]:
    """`deploy.lambda_handler.handler`, imported anew as it is on Lambda with an environment."""
    ours = [name for name in sys.modules if name in ("deploy.app", "deploy.lambda_handler")]
    kept = {name: sys.modules.pop(name) for name in ours}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("SHOP_")]:
            patch.delenv(name)
        for name, value in {"AWS_LAMBDA_FUNCTION_NAME": "shop", **environment}.items():
            patch.setenv(name, value)
        try:
            with closing(import_module("deploy.lambda_handler").handler) as handler:
                yield handler
        finally:
            for name in ("deploy.app", "deploy.lambda_handler"):
                sys.modules.pop(name, None)
            sys.modules.update(kept)


def answer_in(response: dict[str, Any]) -> Answer:
    """The answer that a function's response object is."""
    single = [(name.lower(), value) for name, value in (response.get("headers") or {}).items()]
    several = [(name.lower(), ", ".join(values)) for name, values in (response.get("multiValueHeaders") or {}).items()]
    headers = dict([*several, *single])
    text = response.get("body") or ""
    raw = base64.b64decode(text).decode() if response.get("isBase64Encoded") else text
    return Answer(
        response["statusCode"], headers, json.loads(raw) if "json" in headers.get("content-type", "") else raw
    )


def invoke(handler: LambdaHandler, event: dict[str, Any]) -> Answer:
    """One invocation, the event as JSON brings it."""
    return answer_in(json.loads(json.dumps(handler(json.loads(json.dumps(event)), CONTEXT))))
