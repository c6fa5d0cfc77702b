"""Writes a user's project from the templates that the package carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from gateway import __version__
from gateway.errors import GatewayError
from gateway.scaffold.edits import Edit, Edits

Kind = Literal["typed", "fastapi"]
SUFFIX = "-tpl"
"""What the names of templates end in, so that nobody takes them for code of the library."""
DOT = "dot-"
"""What the names of templates begin with that begin with a dot, so that git and builds don't heed them."""


class CantStart(GatewayError):
    """No project can be written there; the message says why."""


def project(folder: Path, kind: Kind) -> Edits:
    """What is to be written for a project; nothing is done yet.

    Args:
        folder: where; there is nothing yet, or an empty folder.
        kind: whether its handlers are typed by this library, or a FastAPI app.

    Raises:
        CantStart: something is there, or its name has no letter or digit by which to call the project.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CantStart(f"{folder} is there already, and isn't empty. Name a folder that isn't there yet.")
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    if not name:
        raise CantStart(f"{folder.resolve().name!r} has no letter or digit to call the project by. Use another name.")
    words = {"{{name}}": name, "{{requirement}}": f"versiongate>={__version__}"}
    root = files("gateway.scaffold") / "templates"
    written = dict(sorted([*_rendered(root / "common", words), *_rendered(root / kind, words)]))
    return Edits([Edit(folder / path, None, text.encode()) for path, text in written.items()], folder)


def _rendered(folder: Traversable, words: dict[str, str], below: str = "") -> Iterator[tuple[str, str]]:
    for item in folder.iterdir():
        name = "." + item.name.removeprefix(DOT) if item.name.startswith(DOT) else item.name
        if item.is_dir():
            yield from _rendered(item, words, f"{below}{name}/")
        elif name.endswith(SUFFIX):
            text = item.read_text("utf-8")
            for word, said in words.items():
                text = text.replace(word, said)
            yield below + name.removesuffix(SUFFIX), text
