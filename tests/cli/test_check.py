"""`gateway check`: what is wrong, and what is frozen, how old it is and who needs it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway import Gateway, Router, Timeline, Version, path
from gateway.check.frozen import Frozen
from tests.cli.conftest import Project
from tests.cli.pets import PETS

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def frozen(*versions: Version, route: str = "/a") -> list[Frozen]:
    """The frozen handlers of a service whose oldest version has one."""
    head, old = Router(), Router()

    @old.get(route)
    async def read() -> str:
        return "a"

    return Gateway(
        current=head,
        frozen={versions[0].name: old},
        timeline=Timeline(*versions),
        sources=[path()],
        clock=lambda: NOW,
    ).frozen()


@pytest.mark.parametrize(
    ("newer", "since", "age"),
    [
        (Version("v2", released="2026-05-30"), "2026-05-30", 2),
        (Version("v2", released="2026-06-01"), "2026-06-01", 0),
        (Version("v2", released="2026-06-02"), None, None),
        (Version("v2"), None, None),
        (Version("v2", preview=True), None, None),
    ],
)
def test_a_frozen_handler_is_as_old_as_the_version_that_did_without_it(
    newer: Version, since: str | None, age: int | None
) -> None:
    """In whole days; unknown where nothing says when that was released, or it isn't yet."""
    [found] = frozen(Version("v1"), newer)
    assert (found.superseded_by, found.since, found.age) == ("v2", since, age)


def test_versions_named_by_days_were_released_on_them() -> None:
    """And at their first instant, in UTC."""
    [found] = frozen(Version("2025-06-01"), Version("2026-05-01"), Version("2026-06-01"))
    assert (found.version, found.since, found.age) == ("2025-06-01", "2026-05-01", 31)


def test_only_versions_that_are_served_need_it() -> None:
    """Not those that are retired; nor those that never had the route."""
    [found] = frozen(Version("v1", retired="2026-01-01"), Version("v2"), Version("v3"))
    assert found.needed_by == ()
    [found] = frozen(Version("v1", retired="2027-01-01"), Version("v2"), Version("v3"))
    assert found.needed_by == ("v1",)


def test_it_is_listed(project: Project) -> None:
    """With its route as its own version calls it."""
    project.write(PETS)
    shown = project.run("check")
    first, empty, title, row = shown.stdout.splitlines()
    assert (shown.exit_code, first, empty, title) == (0, "3 versions: fine", "", "1 frozen handler")
    assert row.startswith("  GET /legacy  versions.v1:legacy  speaks v1, superseded ")
    assert row.endswith(" days ago; needed by v1")
    [told] = project.data("check")["frozen"]
    assert told["age"] == (datetime.now(UTC) - datetime(2024, 1, 1, tzinfo=UTC)).days


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (', deprecated="2024-01-01"', ', retired="2024-06-01"', "no supported version needs it: run gateway retire"),
        ('"v2", released="2024-01-01"', '"v2"', "speaks v1; nothing says when v2 was released; needed by v1"),
    ],
)
def test_what_is_to_be_done_about_it_is_said(project: Project, old: str, new: str, said: str) -> None:
    """Where nobody needs it, or its age isn't known."""
    text = PETS["versions/__init__.py"].replace(', sunset="2025-01-01"', "").replace(old, new)
    project.write(PETS | {"versions/__init__.py": text})
    assert said in project.run("check").stdout


def test_mistakes_are_told_first(project: Project) -> None:
    """As data too; who needs what can't be told then."""
    project.write(PETS | {"adapters/v3.py": PETS["adapters/v3.py"].replace('"kind"', '"kin"')})
    shown = project.run("check")
    assert shown.exit_code == 1
    assert "adapters/v3.py:5: PetsHaveAKind: the newer schema has no field 'kin'." in shown.stdout
    assert shown.stdout.endswith("\n2 mistakes\n")
    told = project.data("check")
    assert told["frozen"] is None
    assert [sorted(one) for one in told["mistakes"]] == [["fix", "problem", "version", "where"]] * 2
