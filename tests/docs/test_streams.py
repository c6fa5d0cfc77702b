"""The page about streams shows what happens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

PAGE = (Path(__file__).parents[2] / "docs" / "streams.md").read_text("utf-8")


def test_the_example_answers_as_is_shown() -> None:
    """Each request of the page, in order."""
    first, second = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {"__name__": __name__}
    exec(first, names)  # noqa: S102 - the page's own
    exec(second, names)  # noqa: S102
    client = TestClient(names["app"])
    [session] = re.findall(r"```console\n(.+?)```", PAGE, re.DOTALL)
    shown = re.findall(r"^\$ curl http://localhost:8000(\S+)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE)
    assert len(shown) == 3
    for path, body in shown:
        assert client.get(path).text == body
    assert names["app"].check() == []
