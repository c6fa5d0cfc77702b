"""Drives Chromium by its DevTools protocol through a pipe, so that no driver need be installed."""

from __future__ import annotations

import itertools
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--remote-debugging-pipe",
    "--window-size=1200,1500",
]
START = """
import fcntl, os, sys
commands, answers = (fcntl.fcntl(int(held), fcntl.F_DUPFD, 10) for held in sys.argv[1:3])
os.dup2(commands, 3), os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts the browser with the pipe at the descriptors where it looks for it."""


WENT_ON = ("navigated or closed", "Cannot find context", "Execution context was destroyed")


class WentOnError(Exception):
    """The page was left for another while a script ran in it."""


class Page:
    """One page of a browser.

    Args:
        commands: where commands are written.
        answers: where answers and events are read.
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._numbers = itertools.count(1)
        self._buffer = b""
        self._session: str | None = None
        self.urls: list[str] = []
        """All that was asked of any server."""
        self.said: list[str] = []
        """What the browser complained of: scripts, policies, missing files."""

    def open(self, url: str) -> None:
        """Show a URL, with everything written down."""
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._call("Page.navigate", {"url": url})

    def evaluate(self, script: str) -> Any:
        """What a script gives."""
        found = self._call("Runtime.evaluate", {"expression": script, "returnByValue": True, "awaitPromise": True})
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, script: str, seconds: float = 60) -> Any:
        """What a script gives, once that is something."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(WentOnError):
                found = self.evaluate(script)
                if found:
                    return found
            time.sleep(0.1)
        raise AssertionError(f"{script} gives nothing; the browser says {self.said}")

    def picture(self, file: Path) -> None:
        """Save what is seen."""
        import base64

        file.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def _call(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        number = next(self._numbers)
        command: dict[str, Any] = {"id": number, "method": method, "params": parameters or {}}
        if self._session is not None:
            command["sessionId"] = self._session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                if any(said in answer.get("error", {}).get("message", "") for said in WENT_ON):
                    raise WentOnError(answer["error"]["message"])
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self._event(answer)

    def _event(self, event: dict[str, Any]) -> None:
        told = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            self.urls.append(told["request"]["url"])
        elif event.get("method") == "Log.entryAdded":
            self.said.append(f"{told['entry']['level']}: {told['entry']['text']}")
        elif event.get("method") == "Runtime.exceptionThrown":
            self.said.append(str(told["exceptionDetails"].get("text")))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], 60)
            assert ready, "the browser says nothing"
            read = os.read(self._answers, 65536)
            assert read, "the browser has ended"
            self._buffer += read
        told, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(told)
        return answer


@contextmanager
def browser(command: str, profile: Path) -> Iterator[Page]:
    """A page of a browser of its own.

    Args:
        command: the browser.
        profile: the folder of what it remembers.
    """
    commands_out, commands_in = os.pipe()
    answers_out, answers_in = os.pipe()
    started = [command, *OPTIONS, f"--user-data-dir={profile}"]
    with subprocess.Popen(
        [sys.executable, "-c", START, str(commands_out), str(answers_in), *started],
        pass_fds=(commands_out, answers_in),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        os.close(commands_out)
        os.close(answers_in)
        try:
            yield Page(commands_in, answers_out)
        finally:
            running.terminate()
            os.close(commands_in)
            os.close(answers_out)
