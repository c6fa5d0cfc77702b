"""The container's own command line: it is found healthy, and stops without breaking off what it has begun."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.deploy.container import DOCKERFILE, serving

BODY = json.dumps({"full_name": "Mary", "email": "mary@example.com", "language": "en"}).encode()


def _refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_request_that_has_begun_is_answered_after_sigterm(tmp_path: Path) -> None:
    """SIGTERM comes while a body is half sent: nobody new is let in, the answer is whole, and the process ends."""
    with serving({"SHOP_DATABASE": str(tmp_path / "shop.db")}) as server:
        with closing(socket.create_connection(("127.0.0.1", server.port), 20)) as client:
            head = f"POST /2026-09-01/customers HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n"
            client.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + BODY[:10])
            # Another request has been answered since, so this one is with the service.
            assert server.send("GET", "/-/health", {}, None).status == 200
            server.process.send_signal(signal.SIGTERM)
            while not _refused(server.port):
                pass
            assert server.process.poll() is None
            client.sendall(BODY[10:])
            answer = b""
            while part := client.recv(65536):
                answer += part
        assert answer.startswith(b"HTTP/1.1 201 ")
        assert b'"full_name":"Mary"' in answer
        # uvicorn stops the service, then ends by the signal that it got, as the shell expects.
        assert server.process.wait(20) in (0, -signal.SIGTERM)
    with serving({"SHOP_DATABASE": str(tmp_path / "shop.db")}) as again:
        assert len(again.send("GET", "/2026-09-01/customers", {}, None).body["data"]) == 1


def test_the_dockerfile_is_fine_for_hadolint() -> None:
    """And runs as nobody special."""
    hadolint = shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint isn't on the PATH: it comes with the extra dev")
    done = subprocess.run([hadolint, str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "\nUSER 10001\n" in DOCKERFILE.read_text("utf-8")


def test_what_the_dockerfile_copies_is_there() -> None:
    """Each file of the service, and nothing that the ignore file keeps out."""
    root = DOCKERFILE.parents[2]
    text = DOCKERFILE.read_text("utf-8")
    allowed = {line[1:] for line in (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text("utf-8").splitlines()}
    for line in text.splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (root / source).exists(), source
                assert source.split("/")[0] in allowed or "deploy/*.py" in allowed
