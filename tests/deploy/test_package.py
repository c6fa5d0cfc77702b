"""The package for Lambda: how large it is, what it holds, and that it serves."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from deploy.build import LIMIT, OWN, ROOT, BuildError, build, find_python, size_of
from tests.aws.made import http_api_event

RUNTIME = ("botocore", "jmespath", "dateutil", "urllib3", "six.py")
"""What of the Lambda runtime the service needs."""


@pytest.fixture(scope="module", name="python")
def _python() -> str:
    try:
        return find_python()
    except BuildError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module", name="package")
def _package(python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built for the processor of this machine."""
    target = tmp_path_factory.mktemp("built") / "package"
    build(target, "arm64" if platform.machine() == "aarch64" else "x86_64", python)
    return target


def test_the_package_is_small_and_has_bytecode(package: Path) -> None:
    """At most 15 MB unzipped; each module of the service has bytecode that isn't checked against its source."""
    assert 5_000_000 < size_of(package) <= LIMIT == 15_000_000
    for name in OWN:
        for source in (package / name).rglob("*.py"):
            [compiled] = (source.parent / "__pycache__").glob(f"{source.stem}.*.pyc")
            # PEP 552: the second word says that it is by hash, and not to be checked.
            assert compiled.read_bytes()[4:8] == (1).to_bytes(4, "little")
    assert not list((package / "pydantic").rglob("*.py"))
    assert not (package / "deploy" / "package").exists()


@pytest.fixture(name="runtime")
def _runtime(tmp_path: Path) -> Path:
    """What the runtime brings, without the rest of this environment."""
    folder = tmp_path / "runtime"
    folder.mkdir()
    spec = find_spec("botocore")
    assert spec is not None
    assert spec.origin is not None
    packages = Path(spec.origin).parents[1]
    for name in RUNTIME:
        (folder / name).symlink_to(packages / name)
    return folder


SCRIPT = """
import json, sys
from types import SimpleNamespace
from deploy.lambda_handler import handler
event = json.loads(sys.argv[1])
print(json.dumps([handler(event, SimpleNamespace(aws_request_id="1")), sorted(sys.modules)]))
"""


def test_the_package_serves_without_this_environment(package: Path, python: str, runtime: Path) -> None:
    """The runtime's Python, its botocore and the package are all that it takes, and source is nowhere compiled."""
    event = http_api_event("GET", "/2023-10-16/order/ord_1001")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(package), str(runtime)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        # Nothing listens there, so that the answer is the service's own word on it.
        "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9",
        "AWS_MAX_ATTEMPTS": "1",
        "SHOP_TABLE": "shop",
    }
    command = [python, "-S", "-c", SCRIPT, json.dumps(event)]
    done = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    response, modules = json.loads(done.stdout)
    assert response["statusCode"] == 500
    assert response["headers"]["api-version"] == "2023-10-16"
    assert "EndpointConnectionError" in done.stderr
    assert not {"click", "uvicorn", "aiosqlite", "sqlite3", "boto3"} & set(modules)


def _pinned() -> dict[str, str]:
    text = (ROOT / "deploy/requirements.txt").read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", text, re.MULTILINE))


def test_what_is_pinned_is_what_the_project_needs() -> None:
    """Each dependency of the service in a version that it allows, with hashes, and nothing of the command line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = map(Requirement, [*project["dependencies"], *extras["dynamodb"], *extras["upstream"]])
    pinned = _pinned()
    for requirement in needed:
        if requirement.name != "botocore":  # the runtime has it
            assert requirement.specifier.contains(pinned[requirement.name]), requirement
    assert not {"click", "uvicorn", "botocore", "boto3", "aiosqlite"} & pinned.keys()
    text = (ROOT / "deploy/requirements.txt").read_text("utf-8")
    assert text.count("==") == len(pinned)
    assert "--hash=sha256:" in text


def test_a_package_that_grew_too_large_is_no_package(
    package: Path, python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build says so, and what to do."""
    monkeypatch.setattr("deploy.build._install", lambda target, _: target.mkdir(parents=True))
    monkeypatch.setattr("deploy.build.LIMIT", 1000)
    with pytest.raises(BuildError, match=r"more than 1,000\. Prune a dependency"):
        build(tmp_path / "package", "arm64", python)


def test_without_a_python_of_the_runtime_the_build_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytecode of another version would be passed over."""
    monkeypatch.setattr("deploy.build.PYTHON", "9.9")
    with pytest.raises(BuildError, match=r"no Python 9\.9 here.*--python"):
        find_python()
