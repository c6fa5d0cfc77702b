"""Every exchange of the suite, unchanged through every way into the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.conformance import entries, table
from tests.conformance.conftest import Functions
from tests.conformance.exchange import exchanges, files
from tests.conformance.ways import WAYS, Way
from tests.runtime_api import MODES, Mode


@pytest.fixture(params=("in process", "socket"), scope="module")
def entry(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[entries.Entry]:
    """One way in without Lambda, with a database of its own that has the demo's data."""
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOP_DATABASE", str(folder / "shop.db"))
        patch.setenv("SHOP_DEMO", "1")
        made: Callable[[], AbstractContextManager[entries.Entry]] = {
            "in process": entries.in_process,
            "socket": entries.over_a_socket,
        }[request.param]
        with made() as send:
            yield send


def failures_of(file: str, entry: entries.Entry, way: Way | None = None) -> list[str]:
    """What goes wrong with the exchanges of a file; those that can't come a way are left out."""
    kept = {"run": "".join(char for char in way.name.lower() if char.isalnum()) if way else "here"}
    failures = []
    for exchange in exchanges(file):
        request = exchange.request(kept)
        if way is not None and not way.takes(request):
            continue
        kept["prefix"] = way.prefix_of(request) if way is not None else ""
        answer = entry(request)
        wrong = exchange.hold(answer, kept)
        if wrong:
            sent = f"{request.method} {request.path} {request.query}"
            failures.append(f"{exchange.name} ({sent}): " + "; ".join(wrong) + f"\n    got {answer.body[:400]!r}")
    return failures


@pytest.mark.parametrize("file", list(files()))
def test_every_exchange_goes_as_written(entry: entries.Entry, file: str) -> None:
    """A client of any version gets its own form, status and headers, without Lambda."""
    failures = failures_of(file, entry)
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("mode", MODES)
def test_every_exchange_goes_as_written_through_lambda(functions: Functions, mode: Mode, way: Way) -> None:
    """The same through AWS's runtime client, whatever way it comes and however the function is initialized."""
    entry = entries.through(functions(mode), way)
    failures = [failure for file in files() for failure in failures_of(file, entry, way)]
    assert not failures, "\n".join(failures)


def test_the_suite_has_at_least_250_exchanges() -> None:
    """The suite is as large as was promised."""
    assert sum(len(exchanges(file)) for file in files()) >= 250


def test_the_table_in_the_docs_is_what_is_tested() -> None:
    """docs/refusals.md can't be false: it is made from the exchanges."""
    assert table.PAGE.read_text("utf-8") == table.page(), "run python -m tests.conformance.table"
