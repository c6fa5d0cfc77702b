"""Files are written, changed and deleted together, or not at all."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gateway.scaffold.edits import CantWrite, Edit, Edits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file to change and a package to delete."""
    (tmp_path / "a.txt").write_bytes(b"one\ntwo")
    (tmp_path / "gone" / "deep").mkdir(parents=True)
    (tmp_path / "gone" / "deep" / "b.py").write_bytes(b"x = 1\n")
    (tmp_path / "gone" / "deep" / "__pycache__").mkdir()
    (tmp_path / "gone" / "deep" / "__pycache__" / "b.cpython-311.pyc").write_bytes(b"\0")
    return tmp_path


def edits(folder: Path, *more: Edit) -> Edits:
    """One of each kind."""
    return Edits(
        [
            Edit(folder / "a.txt", b"one\ntwo", b"one\nthree\n"),
            Edit(folder / "new" / "c.py", None, "ü = 1\n".encode()),
            Edit(folder / "gone" / "deep" / "b.py", b"x = 1\n", None),
            *more,
        ],
        folder,
    )


def held(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_they_are_done_and_undone(folder: Path) -> None:
    """Folders that become empty but for bytecode go; all comes back."""
    before = {name: data for name, data in held(folder).items() if "__pycache__" not in name}
    done = edits(folder)
    done.apply()
    assert held(folder) == {"a.txt": b"one\nthree\n", "new/c.py": "ü = 1\n".encode()}
    assert not (folder / "gone").exists()
    done.undo()
    assert held(folder) == before
    assert not (folder / "new").exists()


def test_a_failure_leaves_all_as_it_was(folder: Path) -> None:
    """Where a file can't be written, those before it are as they were."""
    before = held(folder)
    failing = edits(folder, Edit(folder / "a.txt" / "d.py", None, b""))
    with pytest.raises(CantWrite, match="can't be written: "):
        failing.apply()
    assert held(folder) == before


def test_the_diff_is_what_git_applies(folder: Path) -> None:
    """Created, changed and deleted files alike."""
    wanted = edits(folder)
    patch = wanted.diff()
    assert patch.count("/dev/null") == 2
    assert "\\ No newline at end of file" in patch
    command = ["git", "apply", "-"]
    subprocess.run(command, input=patch.encode(), cwd=folder, check=True, capture_output=True)
    assert {name: data for name, data in held(folder).items() if "__pycache__" not in name} == {
        "a.txt": b"one\nthree\n",
        "new/c.py": "ü = 1\n".encode(),
    }


def test_a_file_that_is_no_text_is_told_by_name(folder: Path) -> None:
    """As nobody reads its bytes."""
    assert Edits([Edit(folder / "x.bin", b"\xff", None)], folder).diff() == "Binary file x.bin: delete\n"
