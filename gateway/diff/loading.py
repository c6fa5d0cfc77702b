"""Reads OpenAPI documents from text."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from gateway.errors import ConfigurationError


def parsed(text: str, name: str) -> dict[str, Any]:
    """The document that a text holds, as JSON or YAML.

    YAML is read by the rules of JSON (YAML 1.2.2, 10.2), as OpenAPI asks (3.1, 4.3): `no`, `on` and dates are texts.

    Args:
        text: the text.
        name: what it is called in errors.

    Raises:
        ConfigurationError: it is neither, or no object; or PyYAML isn't installed and it isn't JSON.
    """
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except ValueError as error:
        raise ConfigurationError(f"{name} is neither JSON nor YAML: {error}") from error
    if not isinstance(found, dict):
        raise ConfigurationError(f"{name} holds no object. Name an OpenAPI document.")
    return found


def _yaml(text: str) -> Any:
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise ConfigurationError('PyYAML is missing. Run: pip install "versiongate[diff]"') from error

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Reads YAML by the rules of JSON."""

        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    for tag, pattern, first in _JSON_RULES:
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
    try:
        return _with_names(yaml.load(text, Loader))  # noqa: S506 - it is a safe loader
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


_JSON_RULES = (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$", list("-0123456789")),
    ("merge", r"^(?:<<)$", ["<"]),
)
"""What plain scalars of YAML mean besides texts: the tag, the form, and what they begin with."""


def _with_names(node: Any) -> Any:
    """The document with texts as the names of members: a status is often written as a number."""
    if isinstance(node, dict):
        return {str(key): _with_names(held) for key, held in node.items()}
    return [_with_names(held) for held in node] if isinstance(node, list) else node
