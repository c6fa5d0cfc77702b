"""Whether a project is without mistakes as it stands on disk."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def mistakes_on_disk(app: str, root: Path) -> list[str]:
    """What `gateway check` finds in a process of its own, as this one holds what was there before.

    Args:
        app: MODULE:APP.
        root: the folder from which it is imported.
    """
    command = [sys.executable, "-m", "gateway.cli.main", "check", app, "--json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - itself
    if done.returncode == 0:
        return []
    try:
        found = json.loads(done.stdout)["mistakes"]
    except (ValueError, KeyError, TypeError):
        return [done.stderr.strip() or done.stdout.strip()]
    return [f"{one['where']}: {one['problem']} {one['fix']}".rstrip() for one in found]
