"""Plays an API Gateway stage in front of an app, for `gateway serve --stage`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from gateway.asgi import STAGE, ASGIApp, Receive, Scope, Send, is_prefix
from gateway.resolve.stage import Stage

APP, NAME, VARIABLES = "GATEWAY_SERVE_APP", "GATEWAY_SERVE_STAGE", "GATEWAY_SERVE_VARIABLES"
"""The environment variables by which reloaded processes learn what to serve."""


class Staged:
    """Serves an app as a stage does: below its name, with its variables.

    Args:
        app: the app.
        name: the stage's name; `$default` has no prefix.
        variables: its variables.
    """

    def __init__(self, app: ASGIApp, name: str, variables: Mapping[str, str]) -> None:
        self._app = app
        self._stage = Stage(name, variables)
        self._prefix = "" if name == "$default" else f"/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve below the stage; API Gateway answers 403 everywhere else."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._prefix and not is_prefix(self._prefix, scope["path"]):
            await _forbidden(scope, send)
        else:
            await self._app({**scope, STAGE: self._stage, "root_path": self._prefix}, receive, send)


async def _forbidden(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"application/json"), (b"content-length", b"23")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"message":"Forbidden"}'})


def make() -> ASGIApp:
    """The app that the environment names, below the stage that it names."""
    from gateway.cli.loading import load

    return Staged(load(os.environ[APP]), os.environ[NAME], json.loads(os.environ[VARIABLES]))
