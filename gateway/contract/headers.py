"""The headers by which every answer tells of its version and of how long that lives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.asgi import Headers
from gateway.contract.parts import Parts
from gateway.plan.table import Entry
from gateway.timeline.version import ApiVersion

WORDS: Mapping[str, tuple[str, str]] = {
    "deprecation": ("Deprecation", "Since when it is deprecated, in seconds since 1970 (RFC 9745)."),
    "sunset": ("Sunset", "When it is announced to end (RFC 8594)."),
    "link": ("Link", "What to read, and where the same is in newer versions (RFC 8288)."),
}


class Marked:
    """Describes the gateway's own headers in one document.

    Args:
        parts: the parts of the gateway.
        version: the version.
    """

    def __init__(self, parts: Parts, version: ApiVersion) -> None:
        self._parts = parts
        self._version = version
        self.components = self._described(parts.lives.of(version, None).lines)
        """The headers that all answers bear, by name."""

    def of(self, entry: Entry, own: Sequence[str]) -> dict[str, Any]:
        """The headers of a route's answers.

        Args:
            entry: the route.
            own: the names of headers that the answer describes itself.
        """
        told = self._described(self._parts.lives.of(self._version, entry).lines)
        known = {name.lower() for name in own}
        return {
            name: {"$ref": f"#/components/headers/{name}"} if self.components.get(name) == header else header
            for name, header in told.items()
            if name.lower() not in known
        }

    def _described(self, lines: Headers) -> dict[str, Any]:
        echo = {"type": "string", "const": str(self._version)}
        told: dict[str, Any] = {
            self._parts.echo: {"description": "The version that served the request.", "required": True, "schema": echo}
        }
        if self._parts.vary:
            names = ", ".join(name.decode("latin-1") for name in self._parts.vary)
            words = f"The request headers on which the answer depends, {names} among them (RFC 9110, 12.5.5)."
            told["Vary"] = {"description": words, "required": True, "schema": {"type": "string"}}
        values: dict[str, list[str]] = {}
        for key, value in lines:
            values.setdefault(key.decode("latin-1"), []).append(value.decode("latin-1"))
        for lower, held in values.items():
            name, words = WORDS[lower]
            told[name] = {
                "description": words,
                "required": True,
                "schema": {"type": "string"},
                "example": ", ".join(held),
            }
        return told
