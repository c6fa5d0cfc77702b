"""The container's command line, run without the container."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any

from tests.deploy.functions import Answer
from tests.deploy.templates import DEPLOY

DOCKERFILE = DEPLOY / "container" / "Dockerfile"


def command() -> list[str]:
    """What the Dockerfile's CMD runs."""
    text = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
    [found] = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    parsed: list[str] = json.loads(found)
    return parsed


class Server:
    """The service as a process that listens on the loopback.

    Args:
        process: the process.
        port: where it listens.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def send(self, method: str, path: str, headers: Mapping[str, str], body: str | None) -> Answer:
        """One request, as the load balancer sends it on."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, body, dict(headers))
            got = connection.getresponse()
            text = got.read().decode()
            lines = {name.lower(): value for name, value in got.getheaders()}
        parsed: Any = json.loads(text) if "json" in lines.get("content-type", "") else text
        return Answer(got.status, lines, parsed)


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[Server]:
    """The service, from when it answers its health check."""
    port = _free_port()
    module, *arguments = command()
    given = [{"8080": str(port), "0.0.0.0": "127.0.0.1"}.get(one, one) for one in arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOP_")}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *given],
            cwd=DEPLOY.parent,
            env={**kept, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        server = Server(process, port)
        try:
            _await_health(server, output)
            yield server
        finally:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _await_health(server: Server, output: Any) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if server.send("GET", "/-/health", {}, None).status == 200:
                return
        except OSError:
            time.sleep(0.05)
    said = os.pread(output.fileno(), 100_000, 0).decode(errors="replace")
    raise AssertionError(f"the service doesn't answer:\n{said}")
