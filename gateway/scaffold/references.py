"""Where a project's source speaks of what is about to go."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "build", "dist"})


class Task(NamedTuple):
    """Something that somebody must do by hand.

    Args:
        where: the file and line.
        what: what to do there, and why.
    """

    where: str
    what: str


def python_files(root: Path) -> Iterator[Path]:
    """The Python files of a project, without those of virtual environments, hidden folders and build results."""
    for item in sorted(root.iterdir()):
        if item.name.startswith(".") or item.name in SKIPPED or item.is_symlink():
            continue
        if item.is_dir() and not (item / "pyvenv.cfg").exists():
            yield from python_files(item)
        elif item.suffix == ".py":
            yield item


def references(
    root: Path, files: Sequence[Path], modules: Collection[str], behaviours: Collection[str]
) -> Iterator[Task]:
    """What must be edited before modules and behaviours can go.

    Args:
        root: the folder from which the project is imported.
        files: the Python files that stay.
        modules: the modules and packages that go.
        behaviours: the behaviours that no change declares any more, so that they apply to all clients.
    """
    for path in files:
        try:
            tree = ast.parse(path.read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue  # which isn't imported either
        name = path.relative_to(root).as_posix()
        for node in ast.walk(tree):
            line = f"{name}:{getattr(node, 'lineno', 1)}"
            for module in sorted(_meant(node, path.relative_to(root), modules)):
                yield Task(line, f"It uses {module}, which goes: move what it needs to a module that stays.")
            yield from (Task(line, what) for what in _asked(node, behaviours))


def _meant(node: ast.AST, path: Path, modules: Collection[str]) -> set[str]:
    """The modules that go and that a piece of source speaks of."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        package = path.parent.parts[: len(path.parent.parts) - node.level + 1] if node.level else ()
        base = ".".join([*package, *([node.module] if node.module else [])])
        names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not set(node.value) & set(" \n"):
        names = [node.value.partition(":")[0]]
    return {module for module in modules for name in names if name == module or name.startswith(f"{module}.")}


def _asked(node: ast.AST, behaviours: Collection[str]) -> Iterator[str]:
    """What to do about a call that asks whether a behaviour applies."""
    if not (behaviours and isinstance(node, ast.Call) and _is_applies(node.func)):
        return
    given = node.args[1:2] or [keyword.value for keyword in node.keywords if keyword.arg == "name"]
    for name in given:
        if not isinstance(name, ast.Constant):
            said = ", ".join(sorted(behaviours))
            yield f"It asks for a behaviour that isn't written there. If it may be one that goes, take it out: {said}."
        elif name.value in behaviours:
            yield f"{name.value!r} applies to all clients now: keep what is done then, and drop the question."


def _is_applies(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id == "applies") or (
        isinstance(function, ast.Attribute) and function.attr == "applies"
    )
