"""The ways to name versions: dates, numbers, and labels in the timeline's order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from gateway.errors import ConfigurationError
from gateway.timeline.version import ApiVersion

MAX_LENGTH = 64
"""The longest version, in characters, that is looked at; longer ones are malformed."""


class Scheme(Protocol):
    """How the text of a version is read and ordered."""

    name: str

    def looks_like_version(self, text: str) -> bool:
        """Whether `text` has the grammar of this scheme; cheap, and safe on anything a client sends."""

    def parse(self, text: str) -> ApiVersion:
        """The version that `text` names, known or not. Raises ValueError on anything outside the grammar."""

    def module(self, version: ApiVersion) -> str:
        """The name of the Python module that belongs to a version: `v2025_11_15`, `v1_4`, `spring`."""


class Dates:
    """Versions named by release day, such as `2025-11-15`."""

    name = "dates"
    _grammar = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

    def looks_like_version(self, text: str) -> bool:
        return self._grammar.match(text) is not None

    def parse(self, text: str) -> ApiVersion:
        if not self.looks_like_version(text):
            raise ValueError("a version is a date such as 2025-11-15")
        return ApiVersion(text, date.fromisoformat(text))

    def module(self, version: ApiVersion) -> str:
        return "v" + version.name.replace("-", "_")


class Numbers:
    """Versions named by number, such as `v2` or `1.4`, in the order of `packaging.version`; `2` equals `v2.0`."""

    name = "numbers"
    _grammar = re.compile(r"[vV]?[0-9]{1,9}(\.[0-9]{1,9}){0,3}((a|b|rc|alpha|beta)[0-9]{0,9})?\Z")

    def looks_like_version(self, text: str) -> bool:
        return len(text) <= MAX_LENGTH and self._grammar.match(text) is not None

    def parse(self, text: str) -> ApiVersion:
        if not self.looks_like_version(text):
            raise ValueError("a version is a number such as v2 or 1.4")
        # Imported here: it costs 2 ms that a service with dates needn't pay.
        from packaging.version import Version as Number

        return ApiVersion(text, Number(text))

    def module(self, version: ApiVersion) -> str:
        return "v" + version.name.lower().removeprefix("v").replace(".", "_")


class Labels:
    """Versions named by words, ordered as the timeline lists them.

    Args:
        names: all labels, oldest first.
    """

    name = "labels"
    _grammar = re.compile(r"[A-Za-z][A-Za-z0-9._-]*\Z")

    def __init__(self, names: Sequence[str]) -> None:
        for name in names:
            if len(name) > MAX_LENGTH or not self._grammar.match(name):
                raise ConfigurationError(
                    f"Version {name!r} is no label. A label begins with a letter and goes on with letters, digits, "
                    f"dots, dashes or underscores, {MAX_LENGTH} at most."
                )
        self._places = {name: place for place, name in enumerate(names)}

    def looks_like_version(self, text: str) -> bool:
        # Any word has the form of a label, so only those that exist count: `/orders` isn't a version.
        return text in self._places

    def parse(self, text: str) -> ApiVersion:
        if len(text) > MAX_LENGTH or not self._grammar.match(text):
            raise ValueError("a version is a word such as " + next(iter(self._places)))
        # A label that isn't listed has no place in the order, yet must be told apart from a malformed one.
        return ApiVersion(text, self._places.get(text, -1))

    def module(self, version: ApiVersion) -> str:
        return re.sub(r"[^a-z0-9]", "_", version.name.lower())


def infer(names: Sequence[str]) -> Scheme:
    """The scheme that all `names` fit: dates, else numbers, else labels."""
    for scheme in (Dates(), Numbers()):
        if all(scheme.looks_like_version(name) for name in names):
            return scheme
    return Labels(names)
