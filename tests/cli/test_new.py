"""`gateway new`: a project that serves and passes its tests at once; also from the wheel, in an empty folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from tests.cli.conftest import Project

ROOT = Path(__file__).parents[2]
KINDS = ["typed", "fastapi"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_written(project: Project, kind: str) -> None:
    """All of it, without a trace of being a template; and says how to go on."""
    done = project.run("new", "My Pets", f"--{kind}")
    assert done.exit_code == 0
    assert "  cd 'My Pets' && pip install -e \".[dev]\"\n  gateway serve\n  pytest\n" in done.stdout
    files = project.files()
    assert [name for name, data in files.items() if b"{{" in data or name.endswith("-tpl")] == []
    assert {name.removeprefix("My Pets/") for name in files} >= {
        ".github/workflows/ci.yml",
        ".gitignore",
        "README.md",
        "adapters/v2025_06_01.py",
        "deploy/Dockerfile",
        "deploy/app.py",
        "deploy/lambda_handler.py",
        "deploy/template.yaml",
        "pyproject.toml",
        "requirements.txt",
        "tests/test_tasks.py",
        "versions/head/tasks.py",
    }
    assert 'name = "my-pets"' in project.read("My Pets/pyproject.toml")
    assert ("fastapi" in project.read("My Pets/requirements.txt")) is (kind == "fastapi")


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_linted_and_formatted(project: Project, kind: str) -> None:
    """By what people use, as it stands."""
    assert project.run("new", "shop", f"--{kind}").exit_code == 0
    rules = "E,F,I,UP,B,SIM,ANN,PT,C4,D1"
    for command in (
        ["ruff", "check", "--isolated", "--select", rules, "."],
        ["ruff", "format", "--isolated", "--check", "."],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=project.folder / "shop", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("files", "name", "said"),
    [
        ({"shop/a.txt": ""}, "shop", "shop is there already, and isn't empty."),
        ({"shop": ""}, "shop", "shop is there already"),
        ({}, "...---", "has no letter or digit to call the project by."),
        ({"file": ""}, "file/shop", "can't be written"),
    ],
)
def test_where_something_is_nothing_is_written(project: Project, files: dict[str, str], name: str, said: str) -> None:
    """And what was there stays."""
    project.write(files)
    before = project.files()
    done = project.run("new", name)
    assert (done.exit_code, said in done.stderr) == (1, True), done.output
    assert project.files() == before


def test_an_empty_folder_is_filled(project: Project) -> None:
    """Even the one where the command is called."""
    done = project.run("new", ".")
    assert (done.exit_code, "cd " in done.stdout) == (0, False)
    assert 'name = "project"' in project.read("pyproject.toml")


def test_the_ci_file_calls_what_the_readme_says(project: Project) -> None:
    """Install, check, test."""
    project.run("new", "shop")
    steps = yaml.safe_load(project.read("shop/.github/workflows/ci.yml"))["jobs"]["test"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ['pip install -e ".[dev]"', "gateway check", "pytest"]


def test_its_next_version_is_opened_and_its_oldest_retired(project: Project) -> None:
    """As its README says; the commands know its timeline."""
    project.run("new", ".")
    assert project.run("add-version", "2026-01-01").exit_code == 0
    versions = project.read("versions/__init__.py").replace(", preview=True", "")
    versions = versions.replace('"2025-01-15"', '"2025-01-15", deprecated="2025-07-01", sunset="2026-01-01"')
    project.write({"versions/__init__.py": versions, "adapters/v2026_01_01.py": "changes = []\n"})
    project.commit()
    done = project.run("retire", "2025-01-15", "--yes")
    assert done.exit_code == 0, done.output
    assert "adapters/v2025_06_01.py" not in project.files()
    assert project.run("check").stdout == "2 versions: fine\n"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the tree and installed in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = [*pip, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    install = [*pip, "install", "--no-deps", "--no-index", "--find-links", str(folder), "versiongate"]
    for command in (build, [*install, "--target", str(folder / "site")]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return folder / "site"


@contextmanager
def _served(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = [*command, "serve", "--port", str(port)]
    with subprocess.Popen(serve, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(600):
                try:
                    httpx.get(f"{address}/-/health")
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            yield address
        finally:
            server.terminate()


@pytest.mark.parametrize("kind", KINDS)
def test_from_the_wheel_in_an_empty_folder_it_serves_and_passes_its_tests(
    installed: Path, tmp_path: Path, kind: str
) -> None:
    """With one command each, and with nothing of this tree."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": ""}
    command = [sys.executable, str(installed / "bin" / "gateway")]

    def run(*arguments: str, folder: Path) -> str:
        done = subprocess.run(list(arguments), cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(*command, "new", "shop", f"--{kind}", folder=tmp_path)
    shop = tmp_path / "shop"
    where = run(sys.executable, "-c", "import gateway; print(gateway.__file__)", folder=shop)
    assert Path(where.strip()).is_relative_to(installed)
    assert "7 passed" in run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", folder=shop)
    assert run(*command, "check", folder=shop) == "2 versions: fine\n"
    with _served(command, shop, environment) as address:
        made = httpx.post(f"{address}/2025-01-15/tasks", json={"name": "Write it down"})
        assert (made.status_code, made.json()["name"]) == (201, "Write it down")
        read = httpx.get(f"{address}/tasks", headers={"API-Version": "2025-06-01"})
        assert [task["title"] for task in read.json()["data"]] == ["Write it down"]
        assert httpx.get(f"{address}/tasks").headers["api-version"] == "2025-06-01"
