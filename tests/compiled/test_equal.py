"""A compiled plan gives what the interpreted one gives, whatever the operations and the documents."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.compiled.plan import CompiledPlan
from gateway.errors import ConversionError
from gateway.laws.documents import documents
from gateway.lossless import dumps
from gateway.operations.operation import Role
from gateway.plan.interpreted import InterpretedPlan
from gateway.plan.lineage import Link
from tests.compiled.histories import HOME, histories

ROLES = [Role.CREATE, Role.REPLACE, Role.MERGE]
quiet = settings(suppress_health_check=list(HealthCheck), deadline=None)


def told(act: Any) -> Any:
    """What a plan gives, or how it refuses."""
    try:
        return act()
    except ConversionError as error:
        return "refused", getattr(error, "location", None), str(error)
    except Exception as error:  # noqa: BLE001 - of a history whose operations don't fit each other
        return "failed", type(error).__name__ if not isinstance(error, ValueError | TypeError | KeyError) else ""


@st.composite
def strays(draw: Any, document: Any) -> Any:
    """A document with members that no schema names here, or that another version names."""
    if isinstance(document, dict):
        kept = {key: draw(strays(held)) for key, held in document.items() if draw(st.integers(0, 20))}
        if draw(st.integers(0, 5)) == 0:
            kept[draw(st.sampled_from(["stray", "id", "x1", "x2", "x3", "city", "status", "kind"]))] = draw(
                st.sampled_from([None, 1, "x", [], {}, "open", {"city": "y"}])
            )
        return kept
    if isinstance(document, list):
        return [draw(strays(item)) for item in document]
    return document


@quiet
@given(st.data(), histories())
def test_answers_are_equal(data: st.DataObject, links: list[Link]) -> None:
    """Those that keep to the schema, and those with strays."""
    document = data.draw(documents(HOME.responses["200"]))
    if data.draw(st.booleans()):
        document = data.draw(strays(document))
    plain, compiled = InterpretedPlan(links, HOME), CompiledPlan(links, HOME)
    for _ in range(2):
        one, other = told(lambda: plain.downgrade(document, 200)), told(lambda: compiled.downgrade(document, 200))
        assert _shown(one) == _shown(other)


@quiet
@given(st.data(), histories(), st.sampled_from(ROLES))
def test_requests_are_equal(data: st.DataObject, links: list[Link], role: Role) -> None:
    """And so are refusals, with their places."""
    shape = links[-1].older.request if links else HOME.request
    assert shape is not None
    document = data.draw(documents(shape))
    if data.draw(st.booleans()):
        document = data.draw(strays(document))
    plain, compiled = InterpretedPlan(links, HOME), CompiledPlan(links, HOME)
    for _ in range(2):
        one, other = told(lambda: plain.upgrade(document, role)), told(lambda: compiled.upgrade(document, role))
        assert _shown(one) == _shown(other)


def _shown(made: Any) -> Any:
    return made if isinstance(made, tuple) else dumps(made)
