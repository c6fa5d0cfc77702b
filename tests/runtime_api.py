"""A local stub of the Lambda Runtime API, and a process that runs a function against it.

Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes". The client in the process is
AWS's own (`awslambdaric`), so what is tested is what Lambda runs.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Literal, Self

VERSION = "/2018-06-01/runtime"
POLLS = 32
"""How many processes of a function may poll at most."""


Mode = Literal["standard", "snap-start", "multi-process"]
MODES: dict[Mode, dict[str, str]] = {
    "standard": {"AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand"},
    "snap-start": {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"},
    "multi-process": {
        "AWS_LAMBDA_INITIALIZATION_TYPE": "lambda-managed-instances",
        "AWS_LAMBDA_MAX_CONCURRENCY": "2",
    },
}
"""What Lambda sets in each mode."""


class FunctionError(Exception):
    """The function failed; `payload` is the error object that the runtime client reported."""

    def __init__(self, where: str, payload: Any, output: str) -> None:
        self.payload = payload
        super().__init__(f"{where}: {json.dumps(payload)}\n--- output of the process ---\n{output}")


class RuntimeApi:
    """The stub server on an ephemeral port of 127.0.0.1, for one function process."""

    def __init__(self) -> None:
        self.invocations: queue.Queue[tuple[str, bytes, str | None] | None] = queue.Queue()
        self.results: dict[str, queue.Queue[tuple[bool, Any]]] = {}
        self.init_error: Any = None
        self.restored = False
        self.timeout = 30.0
        # Connections end with the process, so server_close can wait for their threads.
        handler = type("Handler", (_Handler,), {"api": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="runtime-api")
        self._thread.start()

    @property
    def address(self) -> str:
        """The value of `AWS_LAMBDA_RUNTIME_API`."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def submit(self, event: Any, tenant: str | None = None) -> str:
        """Queue an event; its request id."""
        request_id = str(uuid.uuid4())
        self.results[request_id] = queue.Queue()
        self.invocations.put((request_id, json.dumps(event).encode(), tenant))
        return request_id

    def close(self) -> None:
        """Release waiting polls, stop serving and join all threads."""
        for _ in range(POLLS):
            self.invocations.put(None)
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a process that has ended while it polled."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write an answer, sent at once: else each waits 40 ms for the client's delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    api: ClassVar[RuntimeApi]

    def do_GET(self) -> None:
        if self.path == f"{VERSION}/restore/next":
            # The snapshot is taken here, and restored at once.
            self.api.restored = True
            self._answer(200)
            return
        if self.path != f"{VERSION}/invocation/next":
            self._answer(404)
            return
        invocation = self.api.invocations.get()
        if invocation is None:
            self._answer(410)
            return
        request_id, event, tenant = invocation
        deadline = int((time.time() + self.api.timeout) * 1000)
        self._answer(
            200,
            event,
            {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": request_id,
                "Lambda-Runtime-Deadline-Ms": str(deadline),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:123456789012:function:test",
                "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
                **({"Lambda-Runtime-Aws-Tenant-Id": tenant} if tenant is not None else {}),
            },
        )

    def do_POST(self) -> None:
        content = self._content()
        payload = json.loads(content) if content else None
        if self.path in (f"{VERSION}/init/error", f"{VERSION}/restore/error"):
            self.api.init_error = payload
        else:
            *_, request_id, kind = self.path.split("/")
            if kind not in ("response", "error") or request_id not in self.api.results:
                self._answer(404)
                return
            self.api.results[request_id].put((kind == "response", payload))
        self._answer(202)

    def _content(self) -> bytes:
        """The request body; the client sends results in chunks."""
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            # The process has ended while it polled.
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what matters is in the process's own output."""


class LambdaProcess:
    """`python -m awslambdaric module.handler` against the stub, for a `with` statement.

    Args:
        handler: `module.attribute`, as in a function's configuration.
        directory: where the module is; the working directory of the process.
        environment: further environment variables of the function.
        mode: how Lambda initializes it: `standard`, `snap-start`, or `multi-process`, which is what Managed Instances
            have: processes that serve invocations at the same time.
        timeout: seconds that an invocation may take.
    """

    def __init__(
        self,
        handler: str,
        directory: Path,
        environment: Mapping[str, str] | None = None,
        mode: Mode = "standard",
        timeout: float = 30,
    ) -> None:
        self.handler = handler
        self.directory = directory
        self.environment = {**MODES[mode], **(environment or {})}
        self.timeout = timeout

    def __enter__(self) -> Self:
        self._api = RuntimeApi()
        self._api.timeout = self.timeout
        # A file can't fill up and block the process, as a pipe does.
        self._output = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "awslambdaric", self.handler],
                cwd=self.directory,
                env=self._variables(),
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError:
            self._api.close()
            self._output.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The session's processes are one group: with several, the first only waits for its children.
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._api.close()
        self._output.close()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    @property
    def restored(self) -> bool:
        """Whether the process has gone through a snapshot."""
        return self._api.restored

    @property
    def output(self) -> str:
        """What the process has written to stdout and stderr."""
        # A read at an offset of its own: the process shares the file's position.
        return os.pread(self._output.fileno(), 1_000_000, 0).decode(errors="replace")

    def invoke(self, event: Any, tenant: str | None = None) -> dict[str, Any]:
        """Invoke the function and return its response object.

        Args:
            event: the event.
            tenant: for which tenant, where the function isolates tenants.

        Raises:
            FunctionError: the function raised, or its module couldn't be loaded.
            TimeoutError: there was no answer in time.
        """
        request_id = self._api.submit(event, tenant)
        deadline = time.monotonic() + self.timeout
        while time.monotonic() < deadline:
            try:
                succeeded, payload = self._api.results[request_id].get(timeout=0.05)
            except queue.Empty:
                if self._process.poll() is None:
                    continue
                status = f"the process ended with {self._process.returncode}"
                raise FunctionError(status, self._api.init_error, self.output) from None
            if not succeeded:
                raise FunctionError("the function raised", payload, self.output)
            response: dict[str, Any] = payload
            return response
        raise TimeoutError(f"no answer within {self.timeout} s\n--- output of the process ---\n{self.output}")

    def _variables(self) -> dict[str, str]:
        """The environment that Lambda documents as "reserved environment variables"."""
        paths = [str(self.directory), str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
        return {
            **os.environ,
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "AWS_LAMBDA_FUNCTION_NAME": "test",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/test",
            "AWS_LAMBDA_LOG_STREAM_NAME": "test",
            "AWS_REGION": "eu-west-1",
            "LAMBDA_TASK_ROOT": str(self.directory),
            "_HANDLER": self.handler,
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            **self.environment,
        }
