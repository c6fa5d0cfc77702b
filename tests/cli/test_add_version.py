"""`gateway add-version`: the next version is open, or nothing is changed and why is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.conftest import Project
from tests.cli.pets import PETS

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


def dated(*names: str, more: str = "") -> dict[str, str]:
    """A service with these versions."""
    said = "".join(f'    Version("{name}"),\n' for name in names)
    return {
        "app.py": "from gateway import Gateway, Router\n\napp = Gateway('versions', 'adapters', current=Router())\n",
        "versions/__init__.py": f"from gateway import Timeline, Version\n\ntimeline = Timeline(\n{said}{more})\n",
        "adapters/__init__.py": "",
    }


def test_the_next_version_is_open(project: Project) -> None:
    """A preview at the end of the timeline, with a module that says how to go on; nothing is different yet."""
    project.write(PETS)
    done = project.run("add-version", "v4")
    assert (done.exit_code, done.stdout) == (
        0,
        """\
change  versions/__init__.py
create  adapters/v4.py
v4 is open after v3, as a preview. Say in adapters/v4.py what it changes.
""",
    )
    before, after = PETS["versions/__init__.py"], project.read("versions/__init__.py")
    assert after == before.replace('"2025-01-01"),\n)', '"2025-01-01"),\n    Version("v4", preview=True),\n)')
    assert project.read("adapters/v4.py").startswith('"""v4: what is different from v3."""\n')
    assert project.run("check").stdout.startswith("4 versions: fine")
    assert "v4  preview, head" in project.run("routes", "--version", "v4").stdout


def test_the_starting_point_is_a_change_once_it_is_uncommented(project: Project) -> None:
    """And says what it would need here."""
    project.write(PETS)
    project.run("add-version", "v4")
    text = project.read("adapters/v4.py")
    lines = [line.removeprefix("#     ").removeprefix("#") for line in text.splitlines() if line.startswith("#    ")]
    project.write({"adapters/v4.py": "\n".join(['"""v4."""', *lines, ""])})
    said = project.run("check").stdout
    assert "adapters/v4.py:" in said
    assert "CustomerCreate" in said


def test_a_released_version_without_changes_is_a_mistake(project: Project) -> None:
    """So that nobody releases what was only opened."""
    project.write(PETS)
    project.run("add-version", "v4")
    project.write({"versions/__init__.py": project.read("versions/__init__.py").replace(", preview=True", "")})
    checked = project.run("check")
    assert (checked.exit_code, "adapters.v4: the module declares no change." in checked.stdout) == (1, True)


def test_a_dry_run_writes_nothing(project: Project) -> None:
    """And shows all of it."""
    project.write(PETS)
    before = project.files()
    shown = project.run("add-version", "v4", "--dry-run")
    assert '+    Version("v4", preview=True),' in shown.stdout
    assert '+"""v4: what is different from v3."""' in shown.stdout
    assert project.files() == before
    assert project.data("add-version", "v4", "--dry-run")["diff"] == shown.stdout


@pytest.mark.parametrize(
    ("files", "name", "said"),
    [
        (PETS, "v2", "v2 is in the timeline already. The newest is v3: name a newer one."),
        (PETS, "3.0", "v3 is in the timeline already."),
        (PETS, "v2.5", "v2.5 isn't newer than v3, the newest version."),
        (PETS, "4", "4 isn't written as v3 is. Did you mean 'v4'?"),
        (PETS, "next", "'next' isn't like v3: a version is a number such as v2 or 1.4."),
        (PETS | {"adapters/_v.py": "", "adapters/v4/notes.txt": ""}, "v4", "v4.py is there already"),
        (dated("2025-01-01"), "2024-12-31", "2024-12-31 isn't newer than 2025-01-01"),
        (dated("2025-01-01"), "2025-1-2", "a version is a date such as 2025-11-15"),
        (
            dated("2025-01-01", more="    nearest_earlier=True,\n"),
            "2025-02-01",
            "2025-02-01 is past, and days between two versions are served the earlier one",
        ),
        (dated("spring", "summer"), "spring", "spring is in the timeline already"),
        (dated("spring", "summer"), "2025 autumn", "Version '2025 autumn' is no label. A label begins with a letter"),
        (dated("spring-1", "summer"), "spring.1", "The modules of spring.1 and spring-1 would have one name."),
        (
            dated("v1")
            | {"app.py": "from gateway import Gateway, Router\napp = Gateway('versions', current=Router())\n"},
            "v2",
            "The gateway has no package of changes. Make one, adapters/__init__.py",
        ),
        (
            dated("v1")
            | {"versions/__init__.py": "from gateway import *\ntimeline = Timeline(*map(Version, ['v1']))\n"},
            "v2",
            'Write Version("v2", preview=True) at the end of the timeline.',
        ),
    ],
)
def test_what_can_not_be_opened_changes_nothing(project: Project, files: dict[str, str], name: str, said: str) -> None:
    """With what to do."""
    project.write(files)
    before = project.files()
    done = project.run("add-version", "app:app", name)
    assert done.exit_code == 1, done.output
    assert said in done.stderr
    assert project.files() == before


@pytest.mark.parametrize(
    ("names", "more", "name"),
    [
        (["2025-01-01"], "    nearest_earlier=True,\n", TOMORROW),
        (["spring", "summer"], '    default="latest",\n', "autumn"),
        (["1.0", "1.1"], "", "1.2rc1"),
    ],
    ids=["days", "labels", "numbers"],
)
def test_any_scheme_goes_on(project: Project, names: list[str], more: str, name: str) -> None:
    """Days, labels and numbers."""
    project.write(dated(*names, more=more))
    done = project.run("add-version", "app:app", name)
    assert done.exit_code == 0, done.output
    assert project.data("check", "app:app")["mistakes"] == []


def test_mistakes_in_what_comes_of_it_undo_it(project: Project) -> None:
    """As when the service can't start with another version."""
    project.write(PETS | {"app.py": PETS["app.py"] + "\nassert len(app.timeline) == 3, 'three it is'\n"})
    before = project.files()
    done = project.run("add-version", "v4")
    assert (done.exit_code, "three it is" in done.stderr) == (1, True)
    assert project.files() == before
