"""`gateway retire`: what no supported version needs goes, and nothing else; where that isn't sure, nothing does."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Project
from tests.cli.pets import PETS

ROOT = Path(__file__).parents[2]
VERSIONS = "versions/__init__.py"
HEAD = "versions/head/__init__.py"
RETIRED = PETS | {VERSIONS: PETS[VERSIONS].replace('sunset="2025-01-01"', 'sunset="2026-01-01"')}
QUIET = PETS[HEAD].replace('    loud = applies(request, "names-are-loud")\n', "    loud = True\n")
"""The handlers of the head where no behaviour is asked for."""
READY = RETIRED | {HEAD: QUIET}


def test_what_only_the_version_needed_goes(project: Project) -> None:
    """Its frozen handlers and the changes that lead away from it; its entry stays, and says since when."""
    project.write(READY)
    project.commit()
    done = project.run("retire", "v1", "--yes")
    assert done.exit_code == 0, done.output
    left = project.files()
    assert set(READY) - set(left) == {"adapters/v2.py", "versions/v1/__init__.py"}
    today = datetime.now(UTC).date().isoformat()
    assert f'        retired="{today}",\n        removed=True,\n    ),\n' in left[VERSIONS].decode()
    assert 'Version("v2", released="2024-01-01", deprecated="2025-01-01"),  # for a while' in project.read(VERSIONS)
    assert {name for name in left if READY.get(name, "").encode() != left[name]} == {VERSIONS}
    assert not (project.folder / "versions" / "v1").exists()
    checked = project.run("check")
    assert (checked.exit_code, checked.stdout) == (0, "2 versions: fine\n")


def test_the_next_to_be_retired_needs_nothing_twice(project: Project) -> None:
    """What is removed already stays as it is marked."""
    project.write(READY)
    project.commit()
    assert project.run("retire", "v1", "--yes").exit_code == 0
    marked = project.read(VERSIONS)
    project.write({VERSIONS: marked.replace('"2025-01-01"),  #', '"2025-01-01", sunset="2026-01-01"),  #')})
    project.commit()
    done = project.data("retire", "v2", "--yes")
    assert [file["file"] for file in done["files"]] == [VERSIONS, "adapters/v3.py"]
    assert (done["supported"], done["removed"]) == (["v3"], ["v1", "v2"])
    assert project.run("check").exit_code == 0
    assert project.run("retire", "v1").exit_code == 2


def test_a_dry_run_shows_the_difference_and_does_nothing(project: Project) -> None:
    """In the form that `git apply` takes; nothing needs to be committed for it."""
    project.write(READY)
    before = project.files()
    shown = project.run("retire", "v1", "--dry-run")
    assert shown.exit_code == 0
    assert project.files() == before
    project.commit()
    command = ["git", "apply", "-"]
    applied = subprocess.run(command, input=shown.stdout.encode(), capture_output=True, check=False)
    assert applied.returncode == 0, applied.stderr
    assert "adapters/v2.py" not in project.files()
    assert project.run("check").exit_code == 0


def test_a_version_between_supported_ones_keeps_what_older_ones_need(project: Project) -> None:
    """Only its entry changes: the changes still lead from the older version to the newer."""
    versions = PETS[VERSIONS].replace(
        'deprecated="2025-01-01"),  #', 'deprecated="2025-01-01", sunset="2026-01-01"),  #'
    )
    project.write(PETS | {VERSIONS: versions})
    project.commit()
    done = project.data("retire", "v2", "--yes")
    assert ([file["done"] for file in done["files"]], done["removed"]) == (["change"], [])
    assert "removed=True" not in project.read(VERSIONS)
    assert project.data("check")["frozen"][0]["needed_by"] == ["v1"]


def said(old: str, new: str, name: str = VERSIONS) -> dict[str, str]:
    """The service with something else said in one of its files."""
    assert old in READY[name]
    return READY | {name: READY[name].replace(old, new)}


@pytest.mark.parametrize(
    ("files", "version", "why"),
    [
        (READY, "v3", "v3 is the head, which all others lead to. Release a newer version first."),
        (said(', deprecated="2025-01-01"', ""), "v2", "Clients of v2 weren't told that it goes."),
        (
            said('    Version("v3", released="2025-01-01"),', '    Version("v3"), default="v1",'),
            "v1",
            "v1 is what is served when nothing was asked.",
        ),
        (
            said("2026-01-01", "2999-01-01"),
            "v1",
            "Clients of v1 were told sunset=2999-01-01. Wait until then, or change it in the timeline.",
        ),
        (said('sunset="', 'retired="2999-01-01", sunset="'), "v1", "v1 is served until retired=2999-01-01."),
        (
            said('Version("v3", released="2025-01-01"),', 'Version("v3"), Version("v4", preview=True),'),
            "v3",
            "v3 is the latest",
        ),
        (
            said('"kind"', '"kin"', "adapters/v3.py"),
            "v1",
            "There are mistakes in the declarations. Run gateway check first.",
        ),
    ],
)
def test_what_is_still_served_is_not_retired(project: Project, files: dict[str, str], version: str, why: str) -> None:
    """By what the timeline says; nothing is changed."""
    project.write(files)
    project.commit()
    before = project.files()
    done = project.run("retire", version, "--yes")
    assert done.exit_code == 1
    assert why in done.stderr
    assert project.files() == before


@pytest.mark.parametrize(
    ("more", "where", "what"),
    [
        (
            {HEAD: PETS[HEAD]},
            "versions/head/__init__.py:34",
            "'names-are-loud' applies to all clients now: keep what is done then, and drop the question.",
        ),
        (
            {"versions/_a.py": "from gateway import applies\n\ndef ask(request, name):\n    applies(request, name)\n"},
            "versions/_a.py:4",
            "It asks for a behaviour that isn't written there.",
        ),
        (
            {"versions/_a.py": "from adapters.v2 import NamesAreLoud\n"},
            "versions/_a.py:1",
            "It uses adapters.v2, which goes",
        ),
        ({"versions/_a.py": "from adapters import v2\n"}, "versions/_a.py:1", "It uses adapters.v2, which goes"),
        ({"versions/_a.py": "\nimport versions.v1 as old\n"}, "versions/_a.py:2", "It uses versions.v1, which goes"),
        ({"versions/_a.py": "from .v1 import router\n"}, "versions/_a.py:1", "It uses versions.v1, which goes"),
        ({"versions/_a.py": "from . import v1\n"}, "versions/_a.py:1", "It uses versions.v1, which goes"),
        ({"tests/test_a.py": "PATH = 'versions.v1:router'\n"}, "tests/test_a.py:1", "It uses versions.v1, which goes"),
        (
            {VERSIONS: RETIRED[VERSIONS].replace('Version("v1",', 'Version("v" "1",')},
            None,
            "",
        ),
        (
            {VERSIONS: RETIRED[VERSIONS].replace('Version("v1",', 'Version(f"v{1}",')},
            "the timeline",
            'Write Version("v1", ..., retired="',
        ),
    ],
)
def test_what_must_be_done_by_hand_is_told_and_nothing_is_done(
    project: Project, more: dict[str, str], where: str | None, what: str
) -> None:
    """By file and line, with what to do there."""
    project.write(READY | more)
    project.commit()
    before = project.files()
    if where is None:
        # Two literals side by side are one to Python, and to the edit.
        assert project.run("retire", "v1", "--yes").exit_code == 0
        return
    done = project.run("retire", "v1", "--yes")
    assert done.exit_code == 1
    assert "Nothing was changed. First, by hand:" in done.stdout
    assert f"  {where}: " in done.stdout
    assert what in done.stdout
    assert project.files() == before
    assert project.data("retire", "v1", "--yes")["by_hand"][0]["where"] == where


def test_handlers_and_changes_that_were_given_must_be_taken_out_by_hand(project: Project) -> None:
    """As no file belongs to them alone."""
    project.write(
        {
            "app.py": """
from gateway import Change, Gateway, Router, Timeline, Version, route

head, old = Router(), Router()


@old.get("/a")
async def a() -> str: ...


class Gone(Change):
    '''Nobody needs it.'''
    operations = [route("GET /a").removed()]


app = Gateway(
    current=head,
    frozen={"v1": old},
    adapters={"v2": [Gone]},
    timeline=Timeline(Version("v1", retired="2025-01-01"), Version("v2"), Version("v3")),
)
"""
        }
    )
    project.commit()
    done = project.run("retire", "app:app", "v1", "--yes")
    assert done.exit_code == 1
    assert "Gateway(adapters={...}): Drop the changes of v2: no supported version needs them." in done.stdout
    assert "Gateway(frozen={...}): Drop the handlers of v1: no supported version needs them." in done.stdout


def test_what_git_could_not_bring_back_stays(project: Project) -> None:
    """Unless that is said to be right."""
    project.write(READY)
    refused = project.run("retire", "v1", "--yes")
    assert (refused.exit_code, "project is in no git repository" in refused.stderr) == (1, True)
    project.commit()
    project.write({"app.py": READY["app.py"] + "\n"})
    refused = project.run("retire", "v1", "--yes")
    assert "Not everything is committed: app.py. Commit it, or say --force." in refused.stderr
    project.write({"app.py": READY["app.py"], ".gitignore": "__pycache__/\n*.db\n", "versions/v1/pets.db": "1"})
    project.commit()
    refused = project.run("retire", "v1", "--yes")
    assert "git ignores versions/v1/pets.db, which would go." in refused.stderr
    assert set(READY) <= set(project.files())
    assert project.run("retire", "v1", "--yes", "--force").exit_code == 0
    assert "versions/v1/pets.db" not in project.files()


def _answered(project: Project, answer: bytes) -> tuple[int, str]:
    """The exit code and the question, where somebody answers at a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gateway.cli.main", "retire", "v1"]
    with subprocess.Popen(
        command, cwd=project.folder, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as asking:
        os.write(ours, answer)
        _, asked = asking.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    return asking.returncode, asked


def test_somebody_is_asked(project: Project) -> None:
    """With what would go; nothing goes unless they say so."""
    project.write(READY)
    project.commit()
    code, asked = _answered(project, b"n\n")
    assert "  delete  adapters/v2.py\n" in asked
    assert "Clients of v1 get 410 once this is deployed. Go on? [y/N]: " in asked
    assert (code, set(READY) <= set(project.files())) == (1, True)
    code, _ = _answered(project, b"y\n")
    assert (code, "adapters/v2.py" in project.files()) == (0, False)


def test_who_can_not_be_asked_must_say_yes(project: Project) -> None:
    """Exit code 2, as for any wrong call."""
    project.write(READY)
    project.commit()
    refused = project.run("retire", "v1")
    assert (refused.exit_code, "say --yes" in refused.stderr) == (2, True)
    assert set(READY) <= set(project.files())


def test_mistakes_in_what_comes_of_it_undo_it(project: Project) -> None:
    """As when something is made of the timeline while the service starts."""
    broken = READY["app.py"] + (
        "\nassert not any(app.timeline[version].removed for version in app.timeline), 'none may go'\n"
    )
    project.write(READY | {"app.py": broken})
    project.commit()
    before = project.files()
    done = project.run("retire", "v1", "--yes")
    assert done.exit_code == 1
    assert "nothing was changed" in done.stderr
    assert "none may go" in done.stderr
    assert project.files() == before


def test_the_reference_service_outlives_its_oldest_versions(project: Project) -> None:
    """A copy of it: three versions go with the sales report, its tests pass, and the others are served as before."""
    for name in ("versions", "adapters", "deploy", "tests/shop"):
        for path in sorted((ROOT / name).rglob("*.py")):
            project.write({path.relative_to(ROOT).as_posix(): path.read_text("utf-8")})
    project.write({".gitignore": "__pycache__/\n*.db*\n"})
    text = project.read(VERSIONS)
    for version in ("2024-06-01", "2025-03-31"):
        text = text.replace(
            f'Version("{version}")', f'Version("{version}", deprecated="2025-06-01", retired="2026-06-01")'
        )
    text = text.replace('deprecated="2026-06-01", sunset="2027-06-01"', 'deprecated="2025-01-01", sunset="2026-01-01"')
    project.write({VERSIONS: text})
    project.commit()
    served, told = _told(project)
    done = project.data("retire", "deploy.app:app", "2023-10-16", "--yes")
    assert done["removed"] == ["2023-10-16", "2024-06-01", "2025-03-31"]
    assert [file["file"] for file in done["files"] if file["done"] == "delete"] == [
        "adapters/v2024_06_01.py",
        "adapters/v2025_03_31.py",
        "adapters/v2025_11_15.py",
        "versions/v2025_03_31/__init__.py",
        "versions/v2025_03_31/reports.py",
    ]
    assert project.data("check", "deploy.app:app") == {"mistakes": [], "frozen": []}
    assert _told(project) == (served, told)
    project.write({"tests/test_left.py": LEFT})
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/shop/test_shop.py",
        "tests/test_left.py",
    ]
    tested = subprocess.run(command, capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stdout


def _told(project: Project) -> tuple[Any, Any]:
    """What serves the supported versions and through how many operations, and what their clients are told."""
    routes = project.data("routes", "deploy.app:app")
    kept = [table for table in routes if table["version"] in ("2025-11-15", "2026-09-01")]
    return kept, project.data("changelog", "deploy.app:app", "--from", "2025-11-15")


LEFT = '''
"""What is left serves; what is gone says so."""

import pytest
from starlette.testclient import TestClient

from deploy.app import app
from gateway import ConfigurationError


def test_the_service(tmp_path, monkeypatch):
    """In each version."""
    monkeypatch.setenv("SHOP_DATABASE", str(tmp_path / "shop.db"))
    monkeypatch.setenv("SHOP_DEMO", "1")
    with TestClient(app) as client:
        assert [client.get(f"/{version}/orders").status_code for version in app.timeline] == [410, 410, 410, 200, 200]
        assert client.get("/2025-11-15/orders/ord_1004").json()["channel"] == "store"
        assert client.get("/2026-09-01/orders/ord_1004").json()["channel"] == "counter"
    with pytest.raises(ConfigurationError, match="is removed: nothing can be put into its form any more"):
        app.downgrade({}, schema="Order", to="2023-10-16")
'''
