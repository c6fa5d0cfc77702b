"""What a function does before its first request, by how Lambda starts it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.app import Gateway
from tests.deploy.functions import function


@pytest.mark.parametrize(
    ("kind", "is_warm"),
    [
        ("on-demand", False),
        ("snap-start", True),
        ("provisioned-concurrency", True),
        ("lambda-managed-instances", True),
    ],
)
def test_all_is_planned_where_nobody_waits_for_it(kind: str, is_warm: bool, tmp_path: Path) -> None:
    """A cold start that a client waits for plans nothing; one that is paid once plans every route of every version."""
    settings = {"AWS_LAMBDA_INITIALIZATION_TYPE": kind, "SHOP_DATABASE": str(tmp_path / "shop.db")}
    with function(settings) as handler:
        app: Any = handler._application
        assert isinstance(app, Gateway)
        assert bool(app.atlas._plans) == is_warm


def test_a_function_for_one_version_warms_that_alone(tmp_path: Path) -> None:
    """Nothing of the others is planned, not even where there is time."""
    settings = {
        "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start",
        "SHOP_VERSIONS": "2025-11-15",
        "SHOP_DATABASE": str(tmp_path / "shop.db"),
    }
    with function(settings) as handler:
        app: Any = handler._application
        assert {str(version) for version, _ in app.atlas._plans} == {"2025-11-15"}
