"""Clients of single versions, for tests of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import httpx

from gateway.locate import gateway_in
from gateway.testing.asking import asking
from gateway.testing.message import Ask, Request
from gateway.testing.running import HOST, Running


class InProcess(httpx.BaseTransport):
    """Sends requests to a running app, asking for a version. What the app raises is raised.

    Args:
        running: the app.
        ask: how a request asks for the version.
    """

    def __init__(self, running: Running, ask: Ask) -> None:
        self._running = running
        self._ask = ask

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        lines = [(key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in request.headers.raw]
        # httpx writes a Host of its own, which is as good as none.
        lines = [line for line in lines if line != ("host", HOST)]
        target = request.url.raw_path.decode("ascii")
        sent = Request(request.method, target, lines, request.read()).asking(self._ask)
        answer = self._running.send(sent)
        if answer.error is not None:
            raise answer.error
        return httpx.Response(answer.status, headers=list(answer.headers), content=answer.body)


class Clients:
    """Makes clients of versions, each once.

    Args:
        running: the app.
        headers: what every request bears.
    """

    def __init__(self, running: Running, headers: Mapping[str, str]) -> None:
        self._running = running
        self._headers = dict(headers)
        self._stack = ExitStack()
        self._made: dict[str, httpx.Client] = {}

    def of(self, version: str) -> httpx.Client:
        """The client of a version.

        Raises:
            gateway.errors.ConfigurationError: how a request asks for it isn't known.
        """
        if version not in self._made:
            transport = InProcess(self._running, asking(gateway_in(self._running.app), version))
            client = httpx.Client(transport=transport, base_url=f"http://{HOST}", headers=self._headers)
            self._made[version] = self._stack.enter_context(client)
        return self._made[version]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
