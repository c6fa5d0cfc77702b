"""Whether what is deleted can be had back from git."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from gateway.errors import GatewayError

FORCE = "Say --force to do it all the same."


class NotCommitted(GatewayError):
    """What would be changed isn't committed, so that it couldn't be had back."""


def refuse_ignored(root: Path, folders: Sequence[Path]) -> None:
    """Refuse to delete what git never had: ignored files, but for bytecode.

    Args:
        root: a folder in the tree.
        folders: what is deleted as wholes.

    Raises:
        NotCommitted: there are some.
    """
    if not folders:
        return
    ignored = _git(root, "ls-files", "--others", "--ignored", "--exclude-standard", "--", *map(str, folders))
    kept = [name for name in ignored if "__pycache__" not in Path(name).parts]
    if kept:
        raise NotCommitted(f"git ignores {', '.join(kept[:3])}, which would go. Move it elsewhere, or say --force.")


def refuse_uncommitted(root: Path) -> None:
    """Refuse a working tree that git couldn't restore.

    Args:
        root: a folder in the tree.

    Raises:
        NotCommitted: there is no git, no repository, or something in it isn't committed.
    """
    lines = _git(root, "status", "--porcelain", "--untracked-files=all")
    changed = [line[3:] for line in lines if "__pycache__" not in line]
    if changed:
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        raise NotCommitted(f"Not everything is committed: {', '.join(changed[:3])}{more}. Commit it, or say --force.")


def _git(root: Path, *arguments: str) -> list[str]:
    """The lines that git prints. Raises NotCommitted where it can't be asked."""
    command = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise NotCommitted(f"git can't be run ({error.strerror}), so nothing could be had back. {FORCE}") from error
    if done.returncode:
        raise NotCommitted(f"{root.name} is in no git repository, so nothing could be had back. {FORCE}")
    return done.stdout.splitlines()
