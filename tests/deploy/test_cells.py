"""Every entry by every deployment shape by every place that a version may stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from gateway.aws import LambdaHandler
from tests.deploy.cells import COLUMNS, CONTAINER, PAGE, Way, page, rows, said
from tests.deploy.container import serving
from tests.deploy.front import Front, Headers, fronts
from tests.deploy.functions import Answer, function, invoke

FRONTS = fronts()


@pytest.fixture(params=rows(), ids=lambda row: f"{row[0]}, {row[1]}", scope="module")
def row(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Way]]:
    """One way in, with a database of its own that has the demo's data."""
    shape, entry = request.param
    environment = {"SHOP_DATABASE": str(tmp_path_factory.mktemp("shop") / "shop.db"), "SHOP_DEMO": "1"}
    with ExitStack() as stack:
        if (shape, entry) == CONTAINER:
            server = stack.enter_context(serving(environment))
            yield shape, entry, Way(server.send)
        else:
            front = FRONTS[shape, entry]
            yield shape, entry, Way.through(front, _through(front, environment, stack))


def _through(front: Front, environment: dict[str, str], stack: ExitStack) -> Callable[..., Answer | None]:
    handlers: dict[str, LambdaHandler] = {}

    def send(method: str, path: str, headers: Headers, body: str | None) -> Answer | None:
        delivery = front.deliver(method, path, headers, body)
        if delivery is None:
            return None
        if delivery.function not in handlers:
            declared = {**front.template.environment(delivery.function), **environment}
            del declared["SHOP_TABLE"]  # the demo's data is in a file
            handlers[delivery.function] = stack.enter_context(function(declared))
        return invoke(handlers[delivery.function], delivery.event)

    return send


@pytest.mark.parametrize("column", COLUMNS)
def test_every_cell_is_so(row: tuple[str, str, Way], column: str) -> None:
    """What docs/deploy.md says of it holds for all versions."""
    shape, entry, way = row
    assert COLUMNS[column](way) == said(shape, entry, column)


def test_the_table_on_the_page_is_what_is_tested() -> None:
    """docs/deploy.md can't be false: its table is made of the cells."""
    text = PAGE.read_text("utf-8")
    assert page(text) == text, "run python -m tests.deploy.cells"
