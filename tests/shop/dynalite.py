"""DynamoDB for tests: dynalite in a process of its own, and the table as the template declares it."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from tests.deploy.installed import installed
from tests.deploy.templates import load

VERSION = "4.0.0"
SCRIPT = """
const server = require("dynalite")({ createTableMs: 0, deleteTableMs: 0 });
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
"""
TABLE = load("store")["Resources"]["Shop"]["Properties"]
TAKEN = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
"""What of the table's properties is the API's too, and known to dynalite."""


class Dynalite:
    """A running server.

    Args:
        url: where it listens.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._numbers = count(1)
        self.client = _client(url)
        """One client for all tests: it is usable after it was closed."""
        self.environment = {
            "AWS_ENDPOINT_URL_DYNAMODB": url,
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",  # of nothing: dynalite asks for any
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def create_table(self) -> str:
        """A new table, as the template has it; its name."""
        name = f"shop-{next(self._numbers)}"
        self.client.create_table(TableName=name, **{key: TABLE[key] for key in TAKEN})
        while self.client.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
            time.sleep(0.01)
        return name


def _client(url: str) -> Any:
    return botocore.session.Session().create_client(
        "dynamodb",
        endpoint_url=url,
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - of nothing: dynalite asks for any
    )


@contextmanager
def running() -> Iterator[Dynalite]:
    """A server for as long as the context is open; ends with this process too, however that ends."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        pytest.skip("node and npm aren't installed, so there is no dynalite to stand for DynamoDB")
    process = subprocess.Popen(
        [node, "-e", SCRIPT],
        cwd=installed(f"dynalite-{VERSION}", _install),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Dynalite(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def _install(folder: Path) -> None:
    command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(folder)]
    subprocess.run([*command, f"dynalite@{VERSION}"], check=True, capture_output=True, timeout=300)
