"""The templates in `deploy/`, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, and in which a day is text, as versions are."""


def _function(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: str(text).split(".", 1) if suffix == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _function)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def path_of(shape: str) -> Path:
    """Where a shape's template is."""
    return DEPLOY / shape / "template.yaml"


def shapes() -> list[str]:
    """The names of all folders with a template."""
    return sorted(path.parent.name for path in DEPLOY.glob("*/template.yaml"))


def load(shape: str) -> dict[str, Any]:
    """A shape's template."""
    found: dict[str, Any] = yaml.load(path_of(shape).read_text("utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    return found


def resources(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """The resources of a type, by their names."""
    return {name: found for name, found in template["Resources"].items() if found["Type"] == kind}
