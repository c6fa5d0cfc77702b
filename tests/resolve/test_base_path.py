"""The version as the base path of a custom domain."""

from __future__ import annotations

import pytest

from gateway import Timeline, Version, base_path
from gateway.asgi import STAGE, Scope
from gateway.resolve.stage import Stage

TIMELINE = Timeline(Version("v1"), Version("v2"))


def scope_at(path: str) -> Scope:
    """A request that came by a base path."""
    return {STAGE: Stage("live", {}, path)}


@pytest.mark.parametrize(
    ("path", "found"), [("/v1", ["v1"]), ("/shop/v2", ["v2"]), ("/v9", ["v9"]), ("/shop", []), ("", []), ("/v1x", [])]
)
def test_the_last_segment_asks_where_it_has_the_form_of_a_version(path: str, found: list[str]) -> None:
    """Another base path is only a base path."""
    assert [selector.text for selector in base_path().read(scope_at(path), TIMELINE)] == found


def test_names_stand_for_versions() -> None:
    """A domain's base paths needn't be called as versions are."""
    source = base_path(names={"/legacy": "v1"})
    assert [selector.text for selector in source.read(scope_at("/legacy"), TIMELINE)] == ["v1"]
    assert source.read(scope_at("/modern"), TIMELINE) == []


def test_without_a_platform_there_is_none() -> None:
    """Under uvicorn nothing is mapped."""
    assert base_path().read({}, TIMELINE) == []
