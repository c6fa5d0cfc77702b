"""The page for those who come from Cadwyn: its code is code that runs, and answers as it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.docs.cadwyn.app import app

HERE = Path(__file__).parent / "cadwyn"
PAGE = (Path(__file__).parents[2] / "docs" / "coming-from-cadwyn.md").read_text("utf-8")


def test_the_code_after_is_the_code_that_runs() -> None:
    """Each block that begins with a file's name is that file."""
    blocks = dict(re.findall(r"```python\n# (\S+\.py)\n(.*?)```", PAGE, re.DOTALL))
    assert set(blocks) == {"app.py", "adapters/v2025_01_01.py", "adapters/v2026_01_01.py"}
    for name, text in blocks.items():
        assert (HERE / name).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("version", "request_", "expected"),
    [
        ("2024-01-01", ("/user", {"name": "Ada", "address": "London"}), {"id": 1, "name": "Ada", "address": "London"}),
        (
            "2025-01-01",
            ("/user", {"name": "Ada", "addresses": ["London", "Paris"]}),
            {"id": 1, "name": "Ada", "addresses": ["London", "Paris"]},
        ),
        (
            "2026-01-01",
            ("/users", {"full_name": "Ada", "addresses": ["London"]}),
            {"id": 1, "full_name": "Ada", "addresses": ["London"]},
        ),
        ("2024-01-01", ("/teams/x", None), {"title": "x", "lead": {"id": 1, "name": "Ada", "address": "London"}}),
        (
            "2025-06-30",
            ("/teams/x", None),
            {"title": "x", "lead": {"id": 1, "name": "Ada", "addresses": ["London", "Paris"]}},
        ),
        (
            "2026-01-01",
            ("/teams/x", None),
            {"title": "x", "lead": {"id": 1, "full_name": "Ada", "addresses": ["London", "Paris"]}},
        ),
    ],
)
def test_every_version_is_answered_as_before(version: str, request_: tuple[str, Any], expected: Any) -> None:
    """The answers that Cadwyn 9.0.0 gives to the example before, up to the order of members."""
    path, body = request_
    answer = TestClient(app).request("POST" if body else "GET", path, headers={"X-API-Version": version}, json=body)
    assert (answer.status_code, answer.json()) == (200, expected)
    served = {"2025-06-30": "2025-01-01"}.get(version, version)
    assert answer.headers["x-api-version"] == served


def test_what_was_not_there_then_and_what_was_missed() -> None:
    """A later path is 404, and a missing field is named as the client knows it; as before."""
    client = TestClient(app, headers={"X-API-Version": "2024-01-01"})
    assert client.post("/users", json={}).status_code == 404
    wrong = client.post("/user", json={"address": "London"})
    assert (wrong.status_code, wrong.json()["detail"][0]["loc"]) == (422, ["body", "name"])


@pytest.mark.parametrize(("address", "kind"), [(None, "string_type"), (1, "string_type")])
def test_a_wrong_value_is_named_as_before(address: Any, kind: str) -> None:
    """Where the client sent it and with the same type of error, though it is in a list by now."""
    answer = TestClient(app).post(
        "/user", headers={"X-API-Version": "2024-01-01"}, json={"name": "Ada", "address": address}
    )
    assert answer.status_code == 422
    assert [(error["type"], error["loc"]) for error in answer.json()["detail"]] == [(kind, ["body", "address"])]


@pytest.mark.parametrize("version", ["2023-01-01", "9999-12-31", "soon", None])
def test_who_asks_for_nothing_that_is_there_is_told_what_there_is(version: str | None) -> None:
    """Before the first, to come, no date, and none: 400, where Cadwyn answers 404, 200, 422 and 404."""
    answer = TestClient(app).get("/teams/x", headers={"X-API-Version": version} if version else {})
    assert (answer.status_code, answer.json()["supported"][0]) == (400, "2024-01-01")


def test_nothing_is_wrong_with_the_declarations() -> None:
    """As `gateway check` would say."""
    assert app.check() == []
