"""The plugin itself: what is collected, how it is named and chosen, and that it costs nothing where nobody asks."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.testing.projects import LOADED, project, run

ROOT = Path(__file__).parents[2]
IDS = [
    "service.py::check::v2",
    "service.py::check::v1",
    "service.py::laws::v2 PetsHaveAFullName",
    "service.py::laws::POST /pets",
    "service.py::laws::GET /pets",
    "service.py::laws::GET /pets/{pet_id}",
    "service.py::v1::lifecycle::today",
    "service.py::v1::lifecycle::before 2025-01-01",
    "service.py::v1::lifecycle::from 2025-01-01",
    "service.py::v1::lifecycle::before 2026-01-01",
    "service.py::v1::lifecycle::from 2026-01-01",
    "service.py::v1::lifecycle::before 2100-01-01",
    "service.py::v1::lifecycle::from 2100-01-01",
    "service.py::v1::routes::POST /pet",
    "service.py::v1::routes::GET /pet",
    "service.py::v1::routes::GET /pet/{pet_id}",
    "service.py::v1::refusals::POST /pet",
    "service.py::v2::lifecycle::today",
    "service.py::v2::routes::POST /pets",
    "service.py::v2::routes::GET /pets",
    "service.py::v2::routes::GET /pets/{pet_id}",
    "service.py::v2::refusals::POST /pets",
]


def _listed(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "::" in line]


def test_the_suite_is_below_the_apps_module(pytester: pytest.Pytester) -> None:
    """What is tried has names that are the same in every run, and of which any can be chosen."""
    project(pytester)
    assert _listed(run(pytester, "--collect-only", "-q")) == IDS


def test_a_sound_service_passes(pytester: pytest.Pytester) -> None:
    """Everything is tried, and nothing is left out."""
    project(pytester)
    run(pytester, "-q").assert_outcomes(passed=len(IDS))


def test_it_runs_beside_the_users_own_tests(pytester: pytest.Pytester) -> None:
    """Who names nothing gets both; who names files or ids gets those."""
    project(pytester, files={"tests/test_own.py": "def test_own(): pass\n"})
    everything = _listed(run(pytester, "--collect-only", "-q"))
    assert sorted(everything) == sorted([*IDS, "tests/test_own.py::test_own"])
    assert _listed(run(pytester, "--collect-only", "-q", "tests")) == ["tests/test_own.py::test_own"]
    assert _listed(run(pytester, "--collect-only", "-q", "service.py")) == IDS
    assert _listed(run(pytester, "--collect-only", "-q", "service.py::v2::routes::GET /pets")) == [
        "service.py::v2::routes::GET /pets"
    ]
    assert _listed(run(pytester, "--collect-only", "-q", "-m", "not versiongate")) == ["tests/test_own.py::test_own"]


@pytest.mark.parametrize("arguments", [[], ["--import-mode=importlib"]])
def test_testpaths_and_import_modes_of_the_user_stay(pytester: pytest.Pytester, arguments: list[str]) -> None:
    """The suite is added to `testpaths`, once."""
    ini = "[pytest]\nversiongate_app = service:app\ntestpaths = tests\n"
    project(pytester, files={"pytest.ini": ini, "tests/test_own.py": "def test_own(): pass\n"})
    everything = _listed(run(pytester, "--collect-only", "-q", *arguments))
    assert everything == ["tests/test_own.py::test_own", *IDS]


def test_the_command_line_names_the_app_too(pytester: pytest.Pytester) -> None:
    """`--gateway` goes before the configuration; the module may be in a package."""
    package = {"pytest.ini": "[pytest]\n", "front/__init__.py": "", "front/app.py": "from service import app\n"}
    project(pytester, files=package)
    listed = _listed(run(pytester, "--collect-only", "-q", "--gateway", "front.app:app", "front/app.py::check"))
    assert listed == ["front/app.py::check::v2", "front/app.py::check::v1"]


def test_a_module_whose_name_is_a_tests_is_collected_once(pytester: pytest.Pytester) -> None:
    """An app may be put together in a file that pytest would look for tests in."""
    ini = "[pytest]\nversiongate_app = test_app:app\n"
    project(pytester, files={"pytest.ini": ini, "test_app.py": "from service import app\n"})
    listed = _listed(run(pytester, "--collect-only", "-q", "-k", "check"))
    assert listed == ["test_app.py::check::v2", "test_app.py::check::v1"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere:app", "there is no such app. Write MODULE:APP"),
        ("nowhere.deep:app", "there is no such app. Write MODULE:APP"),
        ("service", "there is no such app. Write MODULE:APP"),
        ("service:ap", 'Did you mean "app"?'),
        ("service:router", "is no Gateway"),
    ],
)
def test_a_wrong_name_names_the_fix(pytester: pytest.Pytester, name: str, said: str) -> None:
    """One sentence, no traceback."""
    project(pytester)
    result = run(pytester, "--gateway", name)
    assert result.ret != 0
    assert said in result.stdout.str() + result.stderr.str()


def test_it_runs_on_several_workers(pytester: pytest.Pytester) -> None:
    """With pytest-xdist every worker finds the same."""
    project(pytester)
    arguments = [sys.executable, "-m", "pytest", *LOADED, "-p", "no:cacheprovider", "-n", "2", "-q", "-k", "not laws"]
    pytester.run(*arguments).assert_outcomes(passed=len(IDS) - 4)


def test_where_nobody_asks_nothing_is_imported(pytester: pytest.Pytester) -> None:
    """A run in a project that names no gateway costs two small modules."""
    pytester.makepyfile(
        test_own="""
        import sys

        def test_own():
            loaded = {name for name in sys.modules if name == "gateway" or name.startswith("gateway.")}
            assert loaded == {"gateway", "gateway.testing", "gateway.testing.plugin"}
            assert not {"yaml", "httpx", "jsonschema", "starlette", "pydantic"} & set(sys.modules)
        """
    )
    arguments = [sys.executable, "-m", "pytest", "-p", "gateway.testing.plugin", "-p", "no:versiongate"]
    environment = ["-p", "no:xdist", "-p", "no:schemathesis", "-p", "no:cacheprovider", "-q"]
    pytester.run(*arguments, *environment).assert_outcomes(passed=1)


def test_fixtures_without_a_gateway_say_how_to_name_one(pytester: pytest.Pytester) -> None:
    """A test that asks for a client in a project without a gateway is told what to write."""
    pytester.makepyfile(test_own="def test_own(gateway_client): pass\n")
    assert "No gateway is named. Write `versiongate_app" in run(pytester).stdout.str()


def test_the_wheel_says_where_the_plugin_is() -> None:
    """Pytest finds it by the entry point, and everything it needs is in the extra."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    entry = EntryPoint("versiongate", declared["entry-points"]["pytest11"]["versiongate"], "pytest11")
    assert entry.load().__name__ == "gateway.testing.plugin"
    needed = " ".join([*declared["optional-dependencies"]["testing"], *declared["optional-dependencies"]["laws"]])
    for name in ("pytest", "hypothesis", "jsonschema", "httpx", "pyyaml", "anyio"):
        assert name in needed
