"""The OpenAPI document of a service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gateway.errors import ConfigurationError


def read(path: Path) -> Mapping[str, Any]:
    """The document in a JSON file."""
    try:
        document: Any = json.loads(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"Upstream(openapi={str(path)!r}) can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigurationError(
            f"Upstream(openapi={str(path)!r}) is no JSON: {error}. Convert a YAML document to JSON first."
        ) from error
    return checked(document, f"Upstream(openapi={str(path)!r})")


def checked(document: Any, where: str = "Upstream(openapi=...)") -> Mapping[str, Any]:
    """The document, where it is one of OpenAPI 3."""
    held = document if isinstance(document, Mapping) else {}
    if not str(held.get("openapi", "")).startswith("3.") or not isinstance(held.get("paths", {}), Mapping):
        raise ConfigurationError(
            f'{where} is no OpenAPI 3 document: an object with "openapi": "3.x" and "paths". '
            "Export it from the service anew."
        )
    return held
