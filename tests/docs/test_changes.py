"""Every example of the reference is run: the page says nothing that isn't so."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import gateway
import gateway.operations.verbs as verbs_package
from gateway import Operation, Role
from gateway.operations.operation import SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.route import RouteOperation, RouteState

PAGE = (Path(__file__).parents[2] / "docs" / "changes.md").read_text("utf-8")
BLOCK = re.compile(r"```python\n(.+?)```\n((?:\n\|[^\n]*)+)?", re.DOTALL)
NAMES = {
    name: getattr(gateway, name)
    for name in (
        "schema",
        "scalar",
        "route",
        "routes",
        "minor_units",
        "behaviour",
        "accepted",
        "LEFT_OUT",
        "CARRIED",
        "unix_seconds",
        "all_pages",
        "prefixed",
    )
}


def examples() -> list[tuple[str, str, str, str]]:
    """The declaration, and each row's older form, direction and newer form."""
    found = []
    for code, table in BLOCK.findall(PAGE):
        rows = re.findall(r"^\| `(.+)` \| ([⇄→←]) \| `(.+)` \|$", table or "", re.MULTILINE)
        found += [(code.strip(), *row) for row in rows]
    return found


def _state(text: str) -> RouteState:
    method, path = text.split(" ")
    return RouteState(method, path)


def _goes_up(operation: Operation, older: str) -> Any:
    if older.startswith("?"):
        assert isinstance(operation, RouteOperation)
        return "?" + operation.query_up(older[1:].encode()).decode()
    if isinstance(operation, SchemaOperation):
        return operation.up(json.loads(older), Role.CREATE)
    assert isinstance(operation, DocumentOperation)
    return operation.document_up(json.loads(older), Role.CREATE)


def _goes_down(operation: Operation, newer: str) -> Any:
    if isinstance(operation, SchemaOperation):
        return operation.down(json.loads(newer))
    if isinstance(operation, DocumentOperation):
        return operation.document_down(json.loads(newer))
    assert isinstance(operation, RouteOperation)
    if newer.isdigit():
        return operation.status_down(int(newer))
    assert operation.names(_state(newer))
    return operation.route_down(_state(newer))


def _parsed(text: str) -> Any:
    if text.startswith("?"):
        return text
    return _state(text) if re.match(r"[A-Z]+ /", text) else json.loads(text)


@pytest.mark.parametrize(("code", "older", "way", "newer"), examples())
def test_an_example_is_so(code: str, older: str, way: str, newer: str) -> None:
    """In the directions that its arrow says."""
    operation = eval(code, dict(NAMES))  # noqa: S307 - the project's own page
    if way in "⇄→" and not re.match(r"[A-Z]+ /", older):
        assert _goes_up(operation, older) == _parsed(newer)
    if way in "⇄←":
        assert _goes_down(operation, newer) == _parsed(older)


def test_every_declaration_of_the_page_can_be_made_and_describes_itself() -> None:
    """Also those without a table; and each word of the vocabulary is on the page."""
    codes = [code.strip() for code, _ in BLOCK.findall(PAGE)]
    for code in codes:
        assert eval(code, dict(NAMES)).describe().endswith((".", "`", "'"))  # noqa: S307
    verbs = {
        verb
        for file in Path(verbs_package.__path__[0]).glob("*.py")
        for kind in vars(import_module(f"gateway.operations.verbs.{file.stem}")).values()
        if isinstance(kind, type) and kind.__name__.endswith("Verbs")
        for verb in vars(kind)
        if not verb.startswith("_")
    }
    assert {verb for verb in verbs if f".{verb}(" not in PAGE} == set()
