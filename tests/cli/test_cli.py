"""The `gateway` command, as it is called."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


def _gateway(*arguments: str, directory: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=directory, check=False, timeout=60)


def test_routes_shows_what_serves_each_version() -> None:
    """The first version's table has the old path, the frozen handler and how much lies between."""
    shown = _gateway("routes", "deploy.app:app", "--version", "2023-10-16")
    assert shown.returncode == 0, shown.stderr
    assert "GET     /order/{order_id}          versions.head.orders:get_order" in shown.stdout
    assert "versions.v2025_03_31.reports:sales_report  frozen in 2025-03-31" in shown.stdout
    assert "/orders" not in shown.stdout


def test_routes_prints_json_for_programs() -> None:
    """The same table as data."""
    shown = json.loads(_gateway("routes", "deploy.app:app", "--json").stdout)
    assert [table["version"] for table in shown] == [
        "2023-10-16",
        "2024-06-01",
        "2025-03-31",
        "2025-11-15",
        "2026-09-01",
    ]
    assert {"method", "path", "served_by", "speaks", "operations"} == set(shown[0]["routes"][0])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["routes", "nowhere:app"], "There is no module 'nowhere'"),
        (["routes", "deploy.app:ap"], 'Did you mean "app"?'),
        (["routes", "deploy.app"], "Write MODULE:APP"),
        (["routes", "deploy.app:app", "--version", "2023-10-17"], 'Did you mean "2023-10-16"?'),
        (["routes", "deploy.app:header"], "is no Gateway"),
        (["serve", "deploy.app:app", "--stage-variable", "x"], "Write KEY=VALUE"),
    ],
)
def test_a_wrong_call_names_the_fix(arguments: list[str], said: str) -> None:
    """Exit code 2, one sentence, no traceback."""
    shown = _gateway(*arguments)
    assert shown.returncode == 2
    assert said in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_wrong_declaration_is_one_message(tmp_path: Path) -> None:
    """A mistake in the service's own declarations is exit code 1 and says what to write."""
    text = "from gateway import *\napp = Gateway(current=Router(), timeline=Timeline(Version('v2'), Version('v1')))\n"
    (tmp_path / "wrong_service.py").write_text(text)
    shown = _gateway("routes", "wrong_service:app", directory=tmp_path)
    assert shown.returncode == 1
    assert "List the versions oldest first" in shown.stderr
    assert "Traceback" not in shown.stderr


@contextmanager
def _serving(path: Path, *arguments: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "SHOP_DATABASE": str(path / "shop.db"), "SHOP_DEMO": "1"}
    command = [sys.executable, "-m", "gateway.cli.main", "serve", "deploy.app:app", "--port", str(port), *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    httpx.get(address)
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            yield address
        finally:
            server.terminate()


def test_serve_plays_a_stage(tmp_path: Path) -> None:
    """Below the stage's name its variable supplies the version; elsewhere API Gateway's 403 answers."""
    with _serving(tmp_path, "--stage", "prod", "--stage-variable", "apiVersion=2023-10-16") as address:
        found = httpx.get(f"{address}/prod/order/ord_1001")
        assert (found.status_code, found.json()["total"]) == (200, "25.00")
        body = {"name": "Mary", "email": "mary@example.com"}
        assert httpx.post(f"{address}/prod/customers", json=body).headers["location"].startswith("/prod/customers/cus_")
        assert httpx.get(f"{address}/order/ord_1001").status_code == 403
        assert httpx.get(f"{address}/production/order/ord_1001").status_code == 403


@pytest.mark.parametrize("command", ["serve", "routes", "plan", "check", "laws", "convert", "diff"])
def test_help_shows_examples_on_lines_of_their_own(command: str) -> None:
    """As they would be typed."""
    lines = [line.strip() for line in _gateway(command, "--help").stdout.splitlines()]
    place = lines.index("Examples:")
    assert lines[place + 1].startswith(f"gateway {command} ")


BREAKING = """
from gateway import Change, Gateway, Router, Timeline, Version, schema
from pydantic import BaseModel

class Pet(BaseModel):
    age: int

api = Router()

@api.get("/pets")
async def read() -> Pet: ...

class Halved(Change):
    '''Ages are halves now.'''
    operations = [schema("Pet").converted("age", up=lambda age: age // 2, down=lambda age: age * 2, was=int)]

app = Gateway(current=api, timeline=Timeline(Version("v1"), Version("v2")), adapters={"v2": [Halved]})
"""


def test_laws_tells_what_breaks_one_and_exits_with_1(tmp_path: Path) -> None:
    """For people and, with `--json`, for programs; and parts of a long run are shares of it."""
    (tmp_path / "service.py").write_text(BREAKING, "utf-8")
    shown = _gateway("laws", "service:app", "--examples", "20", directory=tmp_path)
    assert shown.returncode == 1, shown.stderr
    assert "service.py:13: In `Pet`, `age` has another form." in shown.stdout
    assert "An older document comes back as it was, up and down again. It doesn't." in shown.stdout
    parts = [
        json.loads(_gateway("laws", "service:app", "--json", "--part", part, directory=tmp_path).stdout)
        for part in ("1/2", "2/2")
    ]
    assert sorted(breach["law"] for found in parts for breach in found) == [
        "An older document comes back as it was, up and down again."
    ]


def test_laws_needs_declarations_without_mistakes(tmp_path: Path) -> None:
    """As what follows from a mistake helps nobody."""
    (tmp_path / "service.py").write_text(BREAKING.replace('"age", up', '"aeg", up'), "utf-8")
    shown = _gateway("laws", "service:app", directory=tmp_path)
    assert (shown.returncode, "Run gateway check first" in shown.stderr) == (1, True)
