"""`gateway changelog`: for people, for programs, and on a terminal."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.cli import changelog
from tests.cli.conftest import Project
from tests.cli.pets import PETS

MIGRATION = """\
# From v1 to v2

v1: released 2023-01-01, deprecated since 2024-01-01, sunset 2025-01-01. Guide: <https://pets.example/v1>.

3 changes in 1 version; all may break a client that stays as it is.

## v2

Released 2024-01-01, deprecated since 2025-01-01.

- **Breaking:** A pet's `name` is now called `full_name`.
- **Breaking:** Nobody needs `/legacy`.
- **Breaking:** Names are shouted.

### What to do

#### `GET /legacy`

- **Breaking:** `GET /legacy` is gone.

#### `Pet`, `PetCreate`

In `POST /pets` and `GET /pets/{pet_id}`.

- **Breaking:** In `Pet` and `PetCreate`, the field `name` is now called `full_name`.

#### Behaviour

- **Breaking:** Behaviour: names are loud.
"""


@pytest.fixture
def pets(project: Project) -> Project:
    """The service with pets."""
    project.write(PETS)
    return project


def test_a_migration_in_markdown(pets: Project) -> None:
    """Whole, as it is read."""
    assert pets.run("changelog", "--from", "v1", "--to", "v2").stdout == MIGRATION
    assert pets.run("changelog", "--from", "v1", "--to", "v2", "--markdown").stdout == MIGRATION


def test_a_route_alone(pets: Project) -> None:
    """Says that it is alone, and what it meets."""
    text = pets.run("changelog", "--from", "v2", "--route", "GET /pets/{id}").stdout
    assert "Only what concerns `GET /pets/{id}`." in text
    assert "2 changes in 1 version; none breaks a client that stays as it is." in text
    assert "toys" not in text
    assert "In `GET /pets/{pet_id}`." in text


def test_a_migration_as_data(pets: Project) -> None:
    """The same, with nothing left out."""
    told: dict[str, Any] = pets.data("changelog", "--from", "v2")
    assert (told["since"], told["to"], told["routes"]) == ("v2", "v3", [])
    assert told["days"]["status"] == "deprecated"
    [notes] = told["versions"]
    assert notes["changes"][0] == {
        "name": "PetsHaveAKind",
        "says": "A pet says of which kind it is.",
        "breaking": True,
    }
    assert notes["accepted"] == [
        {
            "change": "IdsAreSecret",
            "says": "Ids don't say\nhow many pets there are.",
            "reason": "Counting pets was a leak.",
        }
    ]
    group = notes["groups"][1]
    assert (group["kind"], group["subjects"]) == ("schema", ["Pet", "PetCreate"])
    assert group["differences"][0] == {
        "change": "PetsHaveAKind",
        "says": 'In `Pet` and `PetCreate`, the field `kind` is new; older requests count as `"cat"`.',
        "breaking": True,
        "older": {},
        "newer": {"kind": '"cat" | "dog" | "bird"'},
        "losses": ["Older clients don't see `kind`."],
    }


def test_on_a_terminal_what_breaks_stands_out(pets: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """In red, without the marks of Markdown; unless Markdown is asked for."""
    monkeypatch.setattr(changelog, "coloured", lambda: True)
    shown = pets.run("changelog", "--from", "v1", color=True).stdout
    assert "- \x1b[31m\x1b[1mBreaking:\x1b[0m A pet's `name`" in shown
    assert "\x1b[1m# From v1 to v3\x1b[0m\n" in shown
    assert "**" not in shown
    assert "\x1b" not in pets.run("changelog", "--from", "v1", "--markdown", color=True).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "v9"], "There is no version 'v9'. Known: v1, v2, v3."),
        (["--from", "v2", "--to", "v1"], "v1 isn't newer than v2."),
        (["--route", "/pet"], "None of these versions has the route '/pet'."),
        (["--json", "--markdown"], "Say either --markdown or --json."),
    ],
)
def test_a_wrong_call_is_told(pets: Project, arguments: list[str], said: str) -> None:
    """Exit code 2."""
    done = pets.run("changelog", *arguments)
    assert (done.exit_code, said in done.stderr) == (2, True)


def test_a_wrong_declaration_is_told(pets: Project) -> None:
    """Exit code 1, one sentence."""
    pets.write({"adapters/v3.py": PETS["adapters/v3.py"].replace('"kind"', '"kin"')})
    done = pets.run("changelog", "--from", "v1")
    assert (done.exit_code, "has no field 'kin'" in done.stderr) == (1, True)
    assert "Traceback" not in done.output
