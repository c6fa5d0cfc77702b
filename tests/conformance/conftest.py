"""The Lambda functions that the suite is run through: one in each mode, with a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.conformance import entries
from tests.runtime_api import LambdaProcess, Mode

Functions = Callable[[Mode], LambdaProcess]


@pytest.fixture(scope="session")
def functions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Functions]:
    """The function of a mode, started when it is first asked for."""
    started: dict[Mode, LambdaProcess] = {}
    with ExitStack() as stack:

        def started_in(mode: Mode) -> LambdaProcess:
            if mode not in started:
                folder = tmp_path_factory.mktemp(mode)
                environment = {"SHOP_DATABASE": str(folder / "shop.db"), "SHOP_DEMO": "1"}
                started[mode] = stack.enter_context(entries.function(environment, mode))
            return started[mode]

        yield started_in
