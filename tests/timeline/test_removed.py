"""When versions were released, and of which nothing is left but their entry."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from gateway import Change, ConfigurationError, Gateway, Life, Router, Timeline, Version, route, schema

GONE: dict[str, Any] = {"retired": "2025-01-01", "removed": True}


def test_versions_are_released_on_the_day_they_say_or_are_named_by() -> None:
    """Previews aren't, and of others nothing says it."""
    dates = Timeline(
        Version("2025-01-01"), Version("2025-06-01", released="2025-07-01"), Version("2026-01-01", preview=True)
    )
    assert [dates.released(version) for version in dates] == [
        datetime(2025, 1, 1, tzinfo=UTC),
        datetime(2025, 7, 1, tzinfo=UTC),
        None,
    ]
    numbers = Timeline(Version("v1"), Version("v2", released="2025-07-01T12:00:00+02:00"))
    assert [str(numbers.released(version)) for version in numbers] == ["None", "2025-07-01 12:00:00+02:00"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Version("v1", released="2025-06-01", deprecated="2025-01-01"), "is before released=2025-06-01"),
        (lambda: Version("v1", released="2025-06-01", preview=True), "Version v1 is a preview with released=."),
        (lambda: Version("v1", released="soon"), "released='soon' is no ISO date"),
        (lambda: Version("v1", removed=True), "Version v1 is removed, yet not retired."),
        (lambda: Timeline(Version("v1"), Version("v2", **GONE), Version("v3")), "the oldest go first"),
        (lambda: Timeline(Version("v1", **GONE)), "A version is removed, but no older one, or there is no other."),
    ],
)
def test_what_contradicts_itself_is_told(make: Any, said: str) -> None:
    """When the timeline is made."""
    with pytest.raises(ConfigurationError) as error:
        make()
    assert said in str(error.value)


def test_the_versions_that_are_kept_are_those_that_are_not_removed() -> None:
    """Retired or not."""
    timeline = Timeline(Version("v1", **GONE), Version("v2", retired="2025-02-01"), Version("v3"))
    assert list(map(str, timeline.kept)) == ["v2", "v3"]


class Pet(BaseModel):
    """Someone's pet."""

    name: str


class Renamed(Change):
    """`name` was `called`."""

    operations = [schema("Pet").renamed("called", to="name")]


class Added(Change):
    """There are pets."""

    operations = [route("GET /pets").added()]


def gateway(*changes: type[Change], adapters: dict[str, list[type[Change]]] | None = None) -> Gateway:
    """A service whose oldest version is removed; `v3` made the changes."""
    api = Router()

    @api.get("/pets")
    async def read() -> Pet:
        return Pet(name="Rex")

    life = {"GET /gone": Life(deprecated="2024-01-01")}
    timeline = Timeline(Version("v1", routes=life, **GONE), Version("v2"), Version("v3"))
    return Gateway(current=api, timeline=timeline, adapters={"v3": list(changes)} if adapters is None else adapters)


def test_a_removed_version_is_refused_and_the_others_are_served() -> None:
    """With 410, as any retired one."""
    client = TestClient(gateway(Renamed))
    assert [client.get(f"/{version}/pets").status_code for version in ("v1", "v2", "v3")] == [410, 200, 200]
    assert client.get("/v2/pets").json() == {"called": "Rex"}


def test_what_is_said_of_a_removed_version_is_not_held_against_what_is_left() -> None:
    """Such as the life of a route that went with it."""
    assert gateway(Renamed).check() == []


@pytest.mark.parametrize("act", ["downgrade", "upgrade", "schema"])
def test_nothing_can_be_put_into_its_form(act: str) -> None:
    """Rather than into the form of another version, which nobody asked for."""
    app = gateway(Renamed)
    acts: dict[str, Any] = {
        "downgrade": lambda: app.downgrade({"name": "Rex"}, schema="Pet", to="v1"),
        "upgrade": lambda: app.upgrade({"called": "Rex"}, schema="Pet", since="v1"),
        "schema": lambda: app.schema("Pet", "v1"),
    }
    with pytest.raises(ConfigurationError, match=r"Version v1 is removed: .* Kept: v2, v3\."):
        acts[act]()


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_changes_that_lead_to_what_is_removed_are_refused(version: str) -> None:
    """As nobody is served through them."""
    with pytest.raises(ConfigurationError, match=rf"There are changes for {version}, and v2 is the oldest that isn't"):
        gateway(adapters={version: [Renamed]})
