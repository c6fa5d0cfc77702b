"""One OpenAPI document, whose references are followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from gateway.errors import DeclarationError
from gateway.shapes.pointers import pointer

MOST = 20
"""How many references are followed one after the other."""
_VERSION = re.compile(r"3\.[01](\.|$)")


class Document:
    """One OpenAPI document.

    Args:
        content: the document, of OpenAPI 3.0 or 3.1.
        name: what it is called in errors.

    Raises:
        DeclarationError: it isn't one.
    """

    def __init__(self, content: Mapping[str, Any], name: str) -> None:
        held: Any = content  # whoever calls may have read anything
        said = held.get("openapi") if isinstance(held, Mapping) else None
        if not _VERSION.match(str(said)):
            told = f"its `openapi` is {said!r}" if said is not None else "it has no `openapi`"
            raise DeclarationError(
                name, f"it is no OpenAPI document of version 3.0 or 3.1: {told}.", "Convert it to one first."
            )
        self.content = content
        self.name = name
        self.is_old = str(said).startswith("3.0")

    def at(self, target: str, place: str) -> tuple[Any, str]:
        """What a reference leads to, and the JSON Pointer of that.

        Args:
            target: the reference, such as `#/components/schemas/Order`.
            place: the JSON Pointer of what refers to it, for errors.

        Raises:
            DeclarationError: it leads nowhere, or out of the document.
        """
        parts = [unquote(part).replace("~1", "/").replace("~0", "~") for part in target[2:].split("/")]
        if target.startswith("#/"):
            found: Any = self.content
            for part in parts:
                if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
                    found = found[int(part)]
                elif isinstance(found, Mapping) and part in found:
                    found = found[part]
                else:
                    break
            else:
                return found, pointer(parts)
        raise DeclarationError(
            f"{self.name}, {place}",
            f"the reference {target!r} leads nowhere in the document.",
            "Bundle the document into one file.",
        )

    def followed(self, node: Any, place: str) -> tuple[Mapping[str, Any], str]:
        """What a node is, or what its reference leads to, with what stands beside it; and where that is.

        Args:
            node: a path item, parameter, header, body or answer; anything but an object counts as an empty one.
            place: its JSON Pointer.

        Raises:
            DeclarationError: a reference leads nowhere, out of the document, or into itself.
        """
        beside: dict[str, Any] = {}
        for _ in range(MOST):
            if not isinstance(node, Mapping):
                return beside, place
            target = node.get("$ref")
            if not isinstance(target, str):
                return ({**node, **beside} if beside else node), place
            beside = {**{key: held for key, held in node.items() if key != "$ref"}, **beside}
            node, place = self.at(target, place)
        raise DeclarationError(
            f"{self.name}, {place}", "the reference leads into itself.", "Let it lead to what is meant."
        )

    def part(self, *names: str) -> Mapping[str, Any]:
        """What is at a place of the document; empty where nothing is, or no object."""
        found: Any = self.content
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}
