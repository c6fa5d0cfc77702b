"""What the compatibility suite needs to run the reference service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def gateway_app(gateway_app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The shop with a database of its own for each test."""
    monkeypatch.setenv("SHOP_DATABASE", str(tmp_path / "shop.db"))
    return gateway_app
