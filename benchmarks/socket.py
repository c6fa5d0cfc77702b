"""Requests over a socket: uvicorn in processes of its own, and an HTTP client that keeps its connections."""

from __future__ import annotations

import os
import socket as sockets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import msgspec

from benchmarks.history import DOCUMENT, oldest
from benchmarks.measure import Act, Measured, in_turn

CALLS = 50
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def _free_port() -> int:
    with sockets.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(service: str) -> Iterator[HTTPConnection]:
    """A connection to a service that runs under uvicorn."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", "--factory", f"benchmarks.apps:{service}", "--port", str(port)),
        *("--log-level", "warning", "--no-access-log", "--lifespan", "off"),
    ]
    process = subprocess.Popen(command)  # noqa: S603 - names of this package
    if len(CORES) > 1:
        # The client has a core of its own, so that it isn't in the server's way.
        os.sched_setaffinity(process.pid, {CORES[1]})
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(600):
            try:
                connection.connect()
                break
            except OSError:
                time.sleep(0.1)
        yield connection
        connection.close()
    finally:
        process.terminate()
        process.wait()


def asking(connection: HTTPConnection, document: Mapping[str, Any], headers: Mapping[str, str]) -> Act:
    """What asks many times over one connection."""
    body = msgspec.json.encode(document)
    sent = {"Content-Type": "application/json", **headers}

    def ask() -> None:
        for _ in range(CALLS):
            connection.request("POST", "/orders", body, sent)
            response = connection.getresponse()
            response.read()
            assert response.status == 201, response.status

    return ask


def measure(rounds: int, *, peers: bool) -> dict[str, Measured]:
    """The time of a request, by what is asked."""
    if len(CORES) > 1:
        os.sched_setaffinity(0, {CORES[0]})
    older = oldest(100, DOCUMENT)
    with serving("starlette") as bare, serving("typed") as gateway:
        acts = {
            "bare": asking(bare, DOCUMENT, {}),
            "head": asking(gateway, DOCUMENT, {"API-Version": "v100"}),
            "oldest": asking(gateway, older, {"API-Version": "v1"}),
        }
        if not peers:
            return _measured(acts, rounds)
        from benchmarks.cadwyn import day

        named = {"name_1" if key == "name" else key: held for key, held in DOCUMENT.items()}
        with serving("fastapi") as fastapi, serving("cadwyn") as cadwyn:
            acts["fastapi"] = asking(fastapi, DOCUMENT, {})
            acts["cadwyn"] = asking(cadwyn, named, {"X-API-Version": day(1)})
            return _measured(acts, rounds)


def _measured(acts: Mapping[str, Act], rounds: int) -> dict[str, Measured]:
    found = in_turn(acts, rounds)
    return {name: one._replace(seconds=one.seconds / CALLS) for name, one in found.items()}
