"""Every exchange of the suite, unchanged through every way into the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.conformance import entries, table
from tests.conformance.exchange import exchanges, files

ENTRIES = ("in process", "socket", "HTTP API", "REST API")


@pytest.fixture(params=ENTRIES, scope="module")
def entry(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[entries.Entry]:
    """One way in, with a database of its own that has the demo's data."""
    folder: Path = tmp_path_factory.mktemp("shop")
    environment = {"SHOP_DATABASE": str(folder / "shop.db"), "SHOP_DEMO": "1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        made: Callable[[], AbstractContextManager[entries.Entry]] = {
            "in process": entries.in_process,
            "socket": entries.over_a_socket,
            "HTTP API": lambda: entries.http_api(environment),
            "REST API": lambda: entries.rest_api(environment),
        }[request.param]
        with made() as send:
            yield send


@pytest.mark.parametrize("file", list(files()))
def test_every_exchange_goes_as_written(entry: entries.Entry, file: str) -> None:
    """A client of any version gets its own form, status and headers, whatever way it comes."""
    kept: dict[str, str] = {}
    failures = []
    for exchange in exchanges(file):
        request = exchange.request(kept)
        answer = entry(request)
        wrong = exchange.hold(answer, kept)
        if wrong:
            sent = f"{request.method} {request.path} {request.query}"
            failures.append(f"{exchange.name} ({sent}): " + "; ".join(wrong) + f"\n    got {answer.body[:400]!r}")
    assert not failures, "\n".join(failures)


def test_the_suite_has_at_least_250_exchanges() -> None:
    """The suite is as large as was promised."""
    assert sum(len(exchanges(file)) for file in files()) >= 250


def test_the_table_in_the_docs_is_what_is_tested() -> None:
    """docs/refusals.md can't be false: it is made from the exchanges."""
    assert table.PAGE.read_text("utf-8") == table.page(), "run python -m tests.conformance.table"
