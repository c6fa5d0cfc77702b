"""What clients must know is found out from the changes and from where they act."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, RootModel

from gateway import (
    Brownout,
    Change,
    ConfigurationError,
    Gateway,
    Operation,
    Router,
    Timeline,
    Version,
    accepted,
    behaviour,
    prefixed,
    route,
    routes,
    scalar,
    schema,
)
from gateway.changelog.markdown import markdown
from gateway.changelog.notes import Days, Difference, Group, Migration, VersionNotes

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NO_DAYS = Days("active", None, None, None, None, None, ())


class Badge(RootModel[str]):
    """What tells owners apart."""


class Owner(BaseModel):
    """Who has a pet."""

    name: str
    badge: Badge = Badge("b")


class Pet(BaseModel):
    """What is answered."""

    id: str
    name: str = Field(max_length=50)
    kind: Literal["cat", "dog"] = "cat"
    tag: str | None = None
    owner: Owner | None = None


class PetCreate(BaseModel):
    """What is sent."""

    name: str = Field(max_length=50)
    kind: Literal["cat", "dog"] = "cat"
    tag: str | None = None
    age: int


class Sent(BaseModel):
    """What is sent without being asked for."""

    pet: Pet


class Query(BaseModel):
    """What is asked for."""

    limit: int = 10
    page: int = 0


def router() -> Router:
    """Handlers that read and make pets."""
    api = Router(documents=[Sent])

    @api.post("/pets", status=201)
    async def create(body: PetCreate) -> Pet:
        return Pet(id="p1", name=body.name)

    @api.get("/pets/{pet_id}")
    async def get(pet_id: str) -> Pet:
        return Pet(id=pet_id, name="Rex")

    @api.get("/owners")
    async def owners(query: Query) -> list[Owner]:
        return []

    return api


def gateway(*operations: Operation, timeline: Timeline | None = None, **more: list[Operation]) -> Gateway:
    """A gateway whose `v2` made these changes; more versions' by their names."""
    versions = timeline or Timeline(*map(Version, ["v1", "v2", *more]))
    changes = {
        name: [
            type(f"Change{place}", (Change,), {"__doc__": f"Change {place}.", "operations": [one]})
            for place, one in enumerate(found)
        ]
        for name, found in {"v2": list(operations), **more}.items()
        if found
    }
    return Gateway(current=router(), timeline=versions, adapters=changes, clock=lambda: NOW)


def differences(migration: Migration) -> list[Difference]:
    """All differences, in the order in which they are told."""
    return [one for notes in migration.versions for group in notes.groups for one in group.differences]


@pytest.mark.parametrize(
    ("operation", "breaking"),
    [
        (schema("Pet").added("tag", default=None), False),
        (schema("PetCreate").added("tag", default=None), False),
        (schema("PetCreate").added("age", default=1), True),
        (schema("Pet").removed("size", was=int, old_sees=1), True),
        (schema("PetCreate").required("age", default=1), True),
        (schema("Pet").optional("tag", old_sees="none"), True),
        (schema("Pet").nullable("tag", old_sees="none"), True),
        (schema("PetCreate").nullable("tag", old_sees="none"), False),
        (schema("Pet").value_added("kind", "dog", old_sees="cat"), True),
        (schema("PetCreate").value_added("kind", "dog", old_sees="cat"), False),
        (schema("Pet").value_removed("kind", "cow", counts_as="cat"), False),
        (schema("PetCreate").value_removed("kind", "cow", counts_as="cat"), True),
        (schema("Pet").constrained("name", was={"maxLength": None}), False),
        (schema("PetCreate").constrained("name", was={"maxLength": None}), True),
        (schema("Animal").called("Pet"), False),
        (route("GET /owners").added(), False),
        (route("GET /owners").query("page").added(), False),
        (route("GET /owners").query("page").added(value="1"), True),
        (route("GET /owners").header("X-A").added(), False),
        (route("GET /owners").header("X-A").added(value="1"), True),
        (route("GET /owners").answer_header("X-A").added(), False),
        (route("GET /owners").answer_header("X-A").removed(old_sees="1"), True),
        (routes("/").errors().added("type"), False),
        (routes("/").errors().renamed("message", to="detail"), True),
        (behaviour("loud"), True),
    ],
)
def test_what_breaks_who_moves_is_marked(operation: Operation, breaking: bool) -> None:
    """By where it acts: what requests may say more, and answers say beyond what they said, breaks nobody."""
    app = gateway(operation)
    assert app.check() == []
    [found] = differences(app.migration("v1"))
    assert found.breaking is breaking
    assert found.says == operation.describe()


def test_schemas_that_change_together_are_one_group() -> None:
    """With all endpoints that hold them, and what is sent without being asked for."""
    migration = gateway(
        schema("Pet", "PetCreate").renamed("called", to="name"),
        schema("Pet").added("tag", default=None),
        schema("Owner").renamed("called", to="name"),
        route("GET /pets/{pet_id}").status(203, to=200),
    ).migration("v1")
    [notes] = migration.versions
    assert [(group.kind, group.subjects, group.endpoints) for group in notes.groups] == [
        ("endpoint", ("GET /pets/{pet_id}",), ()),
        ("schema", ("Pet", "PetCreate"), ("POST /pets", "GET /pets/{pet_id}", "messages sent to you")),
        ("schema", ("Owner",), ("POST /pets", "GET /pets/{pet_id}", "GET /owners", "messages sent to you")),
    ]


def test_a_migration_is_told_oldest_first_and_a_history_newest_first() -> None:
    """As each step builds on the one before it; and as changelogs are read."""
    app = gateway(schema("Pet").added("tag", default=None), v3=[], v4=[route("GET /owners").added()])
    assert [notes.version for notes in app.migration("v1").versions] == ["v2", "v3", "v4"]
    assert [notes.version for notes in app.migration("v2", "v3").versions] == ["v3"]
    assert [notes.version for notes in app.migration().versions] == ["v4", "v3", "v2", "v1"]
    assert [notes.version for notes in app.migration(to="v2").versions] == ["v2", "v1"]


def test_a_migration_leads_to_the_latest_and_a_history_to_the_head() -> None:
    """As nobody is sent to a preview."""
    timeline = Timeline(Version("v1"), Version("v2"), Version("v3", preview=True))
    app = gateway(schema("Pet").added("tag", default=None), timeline=timeline)
    assert (app.migration("v1").to, app.migration("v2").to, app.migration().to) == ("v2", "v3", "v3")


def test_a_route_narrows_it_to_what_it_meets() -> None:
    """Named as any of the versions calls it; a break is one only where its documents show it."""
    app = gateway(
        schema("Pet", "PetCreate").added("age", default=1).in_requests(),
        schema("Owner").renamed("called", to="name"),
        routes("/pet").moved("/pets"),
        route("GET /owners").added(),
        behaviour("loud"),
    )
    for name in ("/pet/{id}", "GET /pets/{pet_id}"):
        found = differences(app.migration("v1", routes=[name]))
        assert [one.says for one in found] == [
            "`/pet`, with all below it, is now `/pets`.",
            "In `Owner`, the field `called` is now called `name`.",
            "Behaviour: loud.",
        ]
    assert len(differences(app.migration("v1", routes=["POST /pets"]))) == 4
    assert [one.says for one in differences(app.migration("v1", routes=["/owners"]))] == [
        "`GET /owners` is new.",
        "Behaviour: loud.",
    ]


def test_types_are_told_where_they_are_others() -> None:
    """Before and after, of just the fields that are meant."""
    [converted, renamed] = differences(
        gateway(
            schema("Pet").converted("id", up=str, down=int, was=int), schema("Pet").renamed("called", to="name")
        ).migration("v1")
    )
    assert (converted.older, converted.newer) == ({"id": "integer"}, {"id": "string"})
    assert (renamed.older, renamed.newer) == ({}, {})


def test_a_break_in_all_versions_is_told_with_its_reason() -> None:
    """Apart from what is different in one version only, and for every route."""
    app = gateway(accepted("Counting pets was a leak."), schema("Pet").added("tag", default=None))
    [notes] = app.migration("v1").versions
    assert [(one.change, one.reason) for one in notes.accepted] == [("Change0", "Counting pets was a leak.")]
    assert [one.name for one in notes.changes] == ["Change1"]
    assert [one.reason for one in app.migration("v1", routes=["/owners"]).versions[0].accepted]
    assert "- **Breaking:** Change 0. Why: Counting pets was a leak." in markdown(app.migration("v1"))


def test_code_in_markdown_may_hold_backticks() -> None:
    """As an enumerated value may."""
    one = Difference("A", "It is new.", False, {}, {"kind": '"`" | "b"'}, ())
    notes = VersionNotes("v2", NO_DAYS, (), (Group("schema", ("Pet",), (), (one,)),), ())
    assert '  - Is `` kind: "`" | "b" ``.' in markdown(Migration("v1", "v2", NO_DAYS, (), (notes,)))


def test_a_scalar_is_a_schema_too() -> None:
    """Met wherever it is held."""
    [found] = differences(gateway(scalar("Badge").converted(**prefixed("b_"))).migration("v1"))
    assert (found.breaking, found.says) == (True, "In `Badge`, `Badge` has another form.")


def test_the_life_of_versions_is_told() -> None:
    """Of the version that is left, and of each that is come to."""
    timeline = Timeline(
        Version(
            "v1",
            released="2024-01-01",
            deprecated="2025-01-01",
            sunset="2027-01-01",
            retired="2027-06-01",
            guide="https://pets.example/v1",
            brownouts=[Brownout("2026-11-01", "2026-11-02")],
        ),
        Version("v2", released="2025-06-01", deprecated="2026-12-01"),
        Version("v3"),
    )
    told = gateway(schema("Pet").added("tag", default=None), timeline=timeline).migration("v1")
    assert told.days is not None
    assert told.days._asdict() == {
        "status": "deprecated",
        "released": "2024-01-01",
        "deprecated": "2025-01-01",
        "sunset": "2027-01-01",
        "retired": "2027-06-01",
        "guide": "https://pets.example/v1",
        "brownouts": (("2026-11-01T00:00:00+00:00", "2026-11-02T00:00:00+00:00"),),
    }
    text = markdown(told)
    assert (
        "v1: released 2024-01-01, deprecated since 2025-01-01, sunset 2027-01-01, refused from 2027-06-01 on, switched "
        "off or slowed 2026-11-01T00:00:00+00:00 to 2026-11-02T00:00:00+00:00. Guide: <https://pets.example/v1>.\n"
    ) in text
    assert "Released 2025-06-01, active, deprecated from 2026-12-01 on." in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"since": "v9"}, "There is no version 'v9'"),
        ({"since": "v1", "to": "v33"}, 'Did you mean "v3"?'),
        ({"since": "v3", "to": "v2"}, "v2 isn't newer than v3. Name the older version first."),
        ({"since": "v2", "to": "v2"}, "isn't newer"),
        ({"since": "v3"}, "v3 isn't newer than v3"),
        ({"since": "v1", "routes": ["GET /petz"]}, "None of these versions has the route 'GET /petz'."),
        ({"since": "v0"}, "Version v0 is removed, with what it changed. Kept: v1, v2, v3."),
        ({"to": "v0"}, "Version v0 is removed"),
    ],
)
def test_what_can_not_be_told_is_named(arguments: dict[str, Any], said: str) -> None:
    """With what is there in its place."""
    timeline = Timeline(Version("v0", retired="2025-01-01", removed=True), *map(Version, ["v1", "v2", "v3"]))
    with pytest.raises(ConfigurationError) as error:
        gateway(schema("Pet").added("tag", default=None), timeline=timeline).migration(**arguments)
    assert said in str(error.value)


def test_the_history_begins_with_the_oldest_that_is_kept() -> None:
    """What came before is gone with what it changed."""
    timeline = Timeline(Version("v0", retired="2025-01-01", removed=True), *map(Version, ["v1", "v2"]))
    text = markdown(gateway(schema("Pet").added("tag", default=None), timeline=timeline).migration())
    assert text.endswith("## v1\n\nActive.\n\nThe oldest version.\n")
    assert "v0" not in text
