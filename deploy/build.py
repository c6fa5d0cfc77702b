"""Builds what the Lambda templates deploy, in `deploy/package`: `python -m deploy.build --architecture arm64`.

Needs pip, and a Python of the runtime's version for the bytecode. Lambda's file system can't be written to, so modules
without bytecode would be compiled at each cold start; and files have other times once they are unzipped, so it is
bytecode that isn't checked against them (PEP 552). Dependencies are bytecode alone, which keeps the package small; the
service's own files keep their source, so that tracebacks show it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

PYTHON = "3.13"
"""The version of the templates' runtime."""
PLATFORMS = {"arm64": "aarch64", "x86_64": "x86_64"}
LIMIT = 15_000_000
"""How many bytes the package may have."""
ROOT = Path(__file__).parents[1]
OWN = ("gateway", "versions", "adapters", "deploy")
TOOLS = ("cli", "diff", "laws", "scaffold", "testing")
"""What of the gateway is for those who write and test a service."""
UNUSED = ("bin", "pydantic/v1", "pydantic/mypy.py", "*.pyi", "py.typed")
"""What of the dependencies a running service never loads."""


class BuildError(Exception):
    """The package can't be built; the message names the fix."""


def build(target: Path, architecture: str, python: str) -> int:
    """Build the package in a folder, which is emptied first, and say how many bytes it has.

    Args:
        target: the folder.
        architecture: `arm64` or `x86_64`.
        python: a Python of the runtime's version.

    Raises:
        BuildError: the package is too large.
        subprocess.CalledProcessError: pip or the compiler failed, and has said why.
    """
    shutil.rmtree(target, ignore_errors=True)
    _install(target, PLATFORMS[architecture])
    _compile(python, target, "-b")
    _remove(path for path in target.rglob("*.py"))
    for name in OWN:
        _copy(ROOT / name, target / name)
    # The paths in tracebacks are those on Lambda.
    own = [str(target / name) for name in OWN]
    _compile(python, *own, "-s", str(target), "-p", "/var/task", "--invalidation-mode", "unchecked-hash")
    size = size_of(target)
    if size > LIMIT:
        raise BuildError(f"The package has {size:,} bytes, more than {LIMIT:,}. Prune a dependency, or raise LIMIT.")
    return size


def size_of(folder: Path) -> int:
    """How many bytes the files in a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _install(target: Path, machine: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
    command += ["--target", str(target), "--only-binary=:all:", "--implementation", "cp", "--python-version", PYTHON]
    for platform in ("manylinux_2_28", "manylinux2014"):
        command += ["--platform", f"{platform}_{machine}"]
    subprocess.run([*command, "--require-hashes", "-r", str(ROOT / "deploy/requirements.txt")], check=True)
    for pattern in UNUSED:
        _remove(target.glob(pattern) if "/" in pattern or pattern == "bin" else target.rglob(pattern))


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*.py"):
        relative = path.relative_to(source)
        if source.name == "gateway" and relative.parts[0] in TOOLS:
            continue
        if source.name != "deploy" or len(relative.parts) == 1:
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / relative)


def _compile(python: str, *arguments: str | Path) -> None:
    subprocess.run([python, "-m", "compileall", "-q", *map(str, arguments)], check=True)


def find_python() -> str:
    """A Python of the runtime's version on this machine.

    Raises:
        BuildError: there is none.
    """
    candidates = [shutil.which(f"python{PYTHON}"), *Path.home().glob(f".pyenv/versions/{PYTHON}.*/bin/python")]
    for candidate in map(str, filter(None, [sys.executable, *candidates])):
        asked = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip() == PYTHON:
            return candidate
    raise BuildError(f"There is no Python {PYTHON} here, which bytecode for Lambda needs. Give it with --python.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser("python -m deploy.build", description="Build the package for AWS Lambda.")
    parser.add_argument("--architecture", choices=PLATFORMS, default="arm64", help="as the templates' parameter")
    parser.add_argument("--target", type=Path, default=ROOT / "deploy/package", help="the folder to build in")
    parser.add_argument("--python", help=f"a Python {PYTHON}, where it isn't found")
    given = parser.parse_args(arguments)
    try:
        size = build(given.target, given.architecture, given.python or find_python())
    except BuildError as error:
        sys.exit(str(error))
    print(f"{given.target}: {size / 1e6:.1f} MB for {given.architecture}")


if __name__ == "__main__":
    main()
