"""A pytest plugin that puts a gateway with one version around every app that a test client is given.

With it the public test suites of Starlette and FastAPI say what an app loses in the gateway: `.ci/public`.
"""

from __future__ import annotations

import functools
from typing import Any

import starlette.testclient

from gateway import Gateway, Timeline, Version, path

_ONE = Timeline(Version("through-the-gateway"), default="latest")
_plain = starlette.testclient.TestClient.__init__


@functools.wraps(_plain)
def _wrapped(self: starlette.testclient.TestClient, app: Any, *args: Any, **options: Any) -> None:
    gateway = Gateway(current=app, timeline=_ONE, sources=[path()], meta=None)
    _plain(self, gateway, *args, **options)
    self.app = app


starlette.testclient.TestClient.__init__ = _wrapped  # type: ignore[method-assign]
