"""cfn-lint, which must not be in the environment of the tests: it needs an older pydantic than the newest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.deploy.installed import installed

CFN_LINT = "1.58.0"


def lint(*templates: Path) -> str:
    """What cfn-lint finds in templates, which it translates as SAM does; nothing where they are fine."""
    name = f"cfn-lint-{CFN_LINT}-{sys.version_info.major}.{sys.version_info.minor}"
    command = [sys.executable, "-c", "from cfnlint.runner import main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(installed(name, _install)), "AWS_DEFAULT_REGION": "eu-west-1"}
    arguments = ["--template", *map(str, templates)]
    done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _install(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", str(folder)]
    subprocess.run([*pip, f"cfn-lint=={CFN_LINT}"], check=True, capture_output=True, timeout=600)
