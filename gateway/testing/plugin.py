"""The pytest plugin: options, marker and fixtures. All else is imported when a gateway is named, or a fixture used.

A run in a project that names none costs the import of this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import httpx

    from gateway.testing.clock import Clock
    from gateway.testing.running import Running


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say which options there are."""
    group = parser.getgroup("versiongate", "versions of an API (versiongate)")
    group.addoption("--gateway", metavar="MODULE:APP", help="The app to test, in place of versiongate_app.")
    group.addoption(
        "--gateway-examples", metavar="N", type=int, help="How many examples each law and route is tried on."
    )
    group.addoption(
        "--gateway-record", choices=["new", "update"], help="Record exchanges in place of tests; see `gateway record`."
    )
    group.addoption(
        "--gateway-version", metavar="VERSION", action="append", help="The version whose exchanges are recorded."
    )
    parser.addini("versiongate_exchanges", "The folder of the recorded exchanges.", default="exchanges")
    parser.addini("versiongate_app", "The app whose versions are tested: MODULE:APP.", default="")
    parser.addini("versiongate_unreached", "Routes that generated requests needn't get through.", type="linelist")
    parser.addini("versiongate_examples", "How many examples each law and route is tried on.", default="10")


def pytest_configure(config: pytest.Config) -> None:
    """Collect the suite where a gateway is named."""
    config.addinivalue_line("markers", "versions(*which): the versions that `each_version` goes through, as '>=2024'.")
    config.addinivalue_line("markers", "versiongate: a test of the compatibility suite.")
    name = config.getoption("--gateway") or config.getini("versiongate_app")
    if config.getoption("--gateway-record") and not name:
        raise pytest.UsageError("No gateway is named. Give --gateway MODULE:APP, or write versiongate_app.")
    if name:
        from gateway.testing.collecting import Collecting

        config.pluginmanager.register(Collecting(config, name), "versiongate-collecting")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `each_version` for each."""
    if "each_version" in metafunc.fixturenames:
        from gateway.testing.versions import chosen

        metafunc.parametrize("each_version", chosen(metafunc.config, metafunc.definition))


@pytest.fixture
def gateway_app(request: pytest.FixtureRequest) -> Any:
    """The app under test; override it to prepare what the app needs, such as a fresh database."""
    from gateway.testing.subject import subject_of

    return subject_of(request.config).app


@pytest.fixture
def gateway_headers() -> Mapping[str, str]:
    """The headers that every request of the suite bears; override it to say who asks."""
    return {}


@pytest.fixture
def gateway_values() -> Mapping[str, Sequence[str]]:
    """Values that are known to lead somewhere, by the names that parameters and members have; override it to give ids.

    Ids of what requests can create are found out.
    """
    return {}


@pytest.fixture
def gateway_varies() -> Sequence[str]:
    """What of all recorded answers is another each time: JSON Pointers such as `/request_id`, `header x-trace`."""
    return []


@pytest.fixture
def gateway_running(gateway_app: Any) -> Iterator[Running]:
    """The app in process, its lifespan being run around the test."""
    from gateway.testing.running import Running

    with Running(gateway_app) as running:
        yield running


@pytest.fixture
def gateway_client(
    gateway_running: Running, gateway_headers: Mapping[str, str]
) -> Iterator[Callable[[str], httpx.Client]]:
    """Gives a client of a version, `gateway_client("2024-06-01")`: an `httpx.Client` that asks for it."""
    from gateway.testing.client import Clients

    with Clients(gateway_running, gateway_headers) as clients:
        yield clients.of


@pytest.fixture
def gateway_clock(gateway_app: Any) -> Iterator[Clock]:
    """The gateway's clock, which stands still: `gateway_clock.set("2026-06-01")`."""
    from gateway.testing.clock import Clock

    with Clock(gateway_app) as clock:
        yield clock
