"""Files that are written, changed or deleted together, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from gateway.errors import GatewayError


class CantWrite(GatewayError):
    """A file can't be written or deleted; everything is as it was."""


class Edit(NamedTuple):
    """What becomes of one file.

    Args:
        path: the file.
        before: what is in it; None where there is none.
        after: what will be in it; None where it is deleted.
    """

    path: Path
    before: bytes | None
    after: bytes | None

    @property
    def verb(self) -> str:
        """What is done: `create`, `change` or `delete`."""
        return "create" if self.before is None else "delete" if self.after is None else "change"


class Edits:
    """Several edits, which are done together.

    Args:
        edits: each file once.
        root: the folder against which paths are told.
    """

    def __init__(self, edits: Sequence[Edit], root: Path) -> None:
        self.edits = tuple(edits)
        self._root = root

    def __iter__(self) -> Iterator[Edit]:
        return iter(self.edits)

    def shown(self, edit: Edit) -> str:
        """The path of a file as it is told, with slashes."""
        path = edit.path
        return (path.relative_to(self._root) if path.is_relative_to(self._root) else path).as_posix()

    def diff(self) -> str:
        """All of it as a unified diff, as `git apply` takes it; files that aren't UTF-8 are told by name."""
        return "".join("".join(self._diff(edit)) for edit in self.edits)

    def _diff(self, edit: Edit) -> Iterator[str]:
        name = self.shown(edit)
        try:
            before, after = _lines(edit.before), _lines(edit.after)
        except UnicodeDecodeError:
            yield f"Binary file {name}: {edit.verb}\n"
            return
        old = "/dev/null" if edit.before is None else f"a/{name}"
        new = "/dev/null" if edit.after is None else f"b/{name}"
        empty = not before and not after
        yield from [f"--- {old}\n", f"+++ {new}\n"] if empty else ()
        for line in unified_diff(before, after, old, new):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

    def apply(self) -> None:
        """Write, change and delete the files.

        Raises:
            CantWrite: one can't be; the others are as they were.
        """
        done: list[Edit] = []
        try:
            for edit in self.edits:
                done.append(edit)
                _put(edit.path, edit.after)
        except OSError as error:
            self._back(done)
            raise CantWrite(f"{error.filename or done[-1].path} can't be written: {error.strerror}.") from error
        for edit in self.edits:
            if edit.after is None:
                _drop_empty(edit.path.parent, self._root)

    def undo(self) -> None:
        """Put everything back as it was."""
        self._back(self.edits)

    def _back(self, edits: Sequence[Edit]) -> None:
        for edit in reversed(edits):
            with suppress(OSError):  # of which one is why it is undone
                _put(edit.path, edit.before)
            if edit.before is None:
                _drop_empty(edit.path.parent, self._root)


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _drop_empty(folder: Path, root: Path) -> None:
    """Delete a folder in which nothing but bytecode is left, and those above it that become empty by that."""
    cache = folder / "__pycache__"
    rest = [item for item in folder.iterdir() if item != cache] if folder.is_dir() else [folder]
    if rest or folder == root or not folder.is_relative_to(root):
        return
    for stale in cache.glob("*.pyc"):
        stale.unlink()
    with suppress(OSError):
        if cache.is_dir():
            cache.rmdir()
        folder.rmdir()
        _drop_empty(folder.parent, root)


def _lines(data: bytes | None) -> list[str]:
    return [] if data is None else data.decode("utf-8").splitlines(keepends=True)
