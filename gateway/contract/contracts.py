"""The contracts of all versions of a gateway, each made once."""

from __future__ import annotations

import json
from threading import RLock
from typing import Any

from gateway.contract.document import Document
from gateway.contract.parts import Parts
from gateway.contract.readers import Readers
from gateway.errors import ConfigurationError, nearest
from gateway.timeline.version import ApiVersion


class Contracts:
    """Makes the contract of a version when it is first asked for.

    Args:
        parts: the parts of the gateway.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._readers = Readers(parts)
        self._made: dict[ApiVersion, str] = {}
        self._lock = RLock()

    def of(self, version: str | ApiVersion) -> dict[str, Any]:
        """The document of a version, which belongs to the caller.

        Raises:
            ConfigurationError: there is no such version, or what it changed is removed.
            DeclarationError: the declarations that lead to it are wrong.
        """
        document: dict[str, Any] = json.loads(self.text(version))
        return document

    def text(self, version: str | ApiVersion) -> str:
        """The document of a version as JSON text; the same text each time. Raises as `of`."""
        known = self._parts.timeline.get(str(version))
        if known is None:
            names = [str(one) for one in self._parts.timeline]
            raise ConfigurationError(f"There is no version {str(version)!r}. {nearest(str(version), names)}")
        if self._parts.timeline[known].removed:
            kept = ", ".join(map(str, self._parts.timeline.kept))
            raise ConfigurationError(f"Version {known} is removed: nothing is known of it any more. Kept: {kept}.")
        with self._lock:
            if known not in self._made:
                document = Document(self._parts, known, self._readers).made()
                self._made[known] = json.dumps(document, ensure_ascii=False, allow_nan=False)
            return self._made[known]
