"""Tools that tests install for themselves, once for all runs, in a folder of the user's cache."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def installed(name: str, install: Callable[[Path], None]) -> Path:
    """The folder of a tool, which is made where it isn't there; other processes wait for it meanwhile.

    Args:
        name: the tool's, with its version.
        install: puts it into a folder.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "versiongate"
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / name
    with (cache / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = Path(tempfile.mkdtemp(dir=cache))
            try:
                install(made)
                made.rename(folder)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
    return folder
