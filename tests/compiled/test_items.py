"""A stream whose items are translated one by one is what the list of them is, translated as a whole."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Operation, Role, route, schema
from gateway.adapt.elements import Elements
from gateway.adapt.streams import Lines
from gateway.compiled.plan import CompiledPlan
from gateway.laws.documents import documents
from gateway.lossless import dumps
from gateway.operations.routes.route import RouteState
from gateway.plan.elements import is_list_of_elements
from gateway.plan.interpreted import InterpretedPlan
from gateway.plan.lineage import Link, State, lineage
from gateway.shapes.bodies import FORM, LINES, Bodies
from gateway.shapes.shape import Shape
from tests.compiled.histories import SHAPE, VERSION, Changed, histories
from tests.compiled.test_equal import quiet, told

LIST = Shape({"type": "array", "items": SHAPE.root}, SHAPE.schemas)
HOME = State(RouteState("POST", "/nodes"), SHAPE, {"200": LIST}, {LINES: Bodies(SHAPE, {"200": SHAPE})})


def again(operations: list[Operation], home: State = HOME) -> list[Link]:
    """The same history on a route that answers a list and a stream."""
    links: list[Link] = []
    for operation in operations:
        links += lineage(links[-1].older if links else home, [(VERSION, Changed, operation)])
    return links


def cut(data: bytes, cuts: list[int]) -> list[bytes]:
    """Data in pieces."""
    places = sorted({0, len(data), *(place % (len(data) + 1) for place in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


@settings(quiet, max_examples=40)
@given(st.data(), histories(5), st.lists(st.integers(0, 10_000), max_size=8), st.sampled_from([1, 4096]))
def test_answers_are_what_their_items_are(data: st.DataObject, history: list[Link], cuts: list[int], many: int) -> None:
    """Compiled and interpreted, as lines and as elements, wherever they are cut."""
    nodes = data.draw(st.lists(documents(SHAPE), max_size=3))
    links = again([link.operation for link in history])
    compiled, plain = CompiledPlan(links, HOME), InterpretedPlan(links, HOME)
    whole = told(lambda: compiled.downgrade(nodes, 200))
    if isinstance(whole, tuple):
        return
    expected = json.loads(dumps(whole))
    for plan in (compiled, plain):
        items = plan.of(LINES)
        assert items is not None
        assert is_list_of_elements(plan, 200)
        lines = Lines(lambda line, items=items: items.downgrade_bytes(line, 200))  # type: ignore[misc]
        sent = cut(b"".join(dumps(node) + b"\n" for node in nodes), cuts)
        seen = b"".join([*map(lines.feed, sent), lines.end()])
        assert [json.loads(line) for line in seen.splitlines()] == expected
        elements = Elements(lambda part, plan=plan: plan.downgrade_bytes(part, 200), many=many)  # type: ignore[misc]
        seen = b"".join([*map(elements.feed, cut(dumps(nodes), cuts)), elements.end()])
        assert json.loads(seen) == expected


@settings(quiet, max_examples=40)
@given(st.data(), histories(5))
def test_requests_are_what_their_items_are(data: st.DataObject, history: list[Link]) -> None:
    """A line is upgraded as the same document is."""
    links = again([link.operation for link in history])
    plan = CompiledPlan(links, HOME)
    items = plan.of(LINES)
    assert items is not None
    assert plan.client.request is not None
    document = data.draw(documents(plan.client.request))
    one, other = told(lambda: plan.upgrade(document, Role.CREATE)), told(lambda: items.upgrade(document, Role.CREATE))
    assert one == other if isinstance(one, tuple) else dumps(one) == dumps(other)


NODES = Shape({"$ref": "#/components/schemas/Nodes"}, {**SHAPE.schemas, "Nodes": LIST.root})


@pytest.mark.parametrize(
    ("shape", "operation", "expected"),
    [
        (LIST, schema("Node").renamed("was", to="status"), True),
        (NODES, schema("Node").renamed("was", to="status"), True),
        (NODES, schema("Nodes").retyped(up=list, down=list, was=list[Any]), False),
        (LIST, route("POST /nodes").response(down=list, was=list[Any], what="They are sorted."), False),
        (LIST, route("POST /nodes").in_response("").retyped(up=list, down=list, was=list[Any]), False),
        (
            Shape({"anyOf": [LIST.root, {"type": "null"}]}, SHAPE.schemas),
            schema("Node").renamed("was", to="status"),
            False,
        ),
        (SHAPE, schema("Node").renamed("was", to="status"), False),
    ],
)
def test_a_list_that_an_operation_is_about_is_no_list_of_elements(
    shape: Shape, operation: Operation, expected: bool
) -> None:
    """Nor is what isn't a list and nothing else."""
    home = State(HOME.route, None, {"200": shape})
    assert is_list_of_elements(InterpretedPlan(again([operation], home), home), 200) is expected


def test_a_kind_of_body_of_which_nothing_is_said_has_no_plan() -> None:
    """So that it passes."""
    assert InterpretedPlan([], HOME).of(FORM) is None
