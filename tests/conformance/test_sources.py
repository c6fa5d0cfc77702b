"""Which version source works through which way into Lambda: every cell of the table in docs/aws.md."""

from __future__ import annotations

import json

import pytest

from tests.conformance import sources
from tests.conformance.conftest import Functions
from tests.conformance.ways import Event, Way
from tests.runtime_api import MODES


@pytest.mark.parametrize(
    ("way", "source", "event", "served"),
    [pytest.param(*cell, id=f"{cell[0].name}-{cell[1]}") for cell in sources.cells()],
)
def test_every_cell_is_as_the_table_says(
    functions: Functions, way: Way, source: str, event: Event, *, served: bool
) -> None:
    """The version is served where the event can say it, in every mode; elsewhere the request is refused."""
    for mode in MODES:
        answer = functions(mode).invoke(event)
        several = {name: values[-1] for name, values in answer.get("multiValueHeaders", {}).items()}
        headers = answer.get("headers", {}) | several
        if served:
            assert (answer["statusCode"], headers.get("api-version")) == (200, "v3"), answer
        else:
            assert json.loads(answer["body"])["type"].endswith("version-required"), answer


def test_the_table_in_the_docs_is_what_is_tested() -> None:
    """docs/aws.md can't be false: its table is made from the cells."""
    assert sources.PAGE.read_text("utf-8") == sources.page(), "run python -m tests.conformance.sources"
