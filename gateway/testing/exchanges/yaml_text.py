"""YAML that holds JSON and nothing else: `yes` and `2024-06-01` are text, and 1.10 stays 1.10."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
import yaml

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
WIDTH = 120
INT, FLOAT, BOOL, NULL = (f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null"))


class _Loader(yaml.SafeLoader):
    """Reads as JSON those plain scalars that JSON has."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]


class _Dumper(yaml.SafeDumper):
    """Quotes what any reader of YAML, or ours, would take for something else than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, indentless=False)


_DIGITS = list("-0123456789")
for _kind in (_Loader, _Dumper):
    _kind.add_implicit_resolver(INT, NUMBER, _DIGITS)
    _kind.add_implicit_resolver(FLOAT, FRACTION, _DIGITS)
    _kind.add_implicit_resolver(BOOL, re.compile(r"(?:true|false)\Z"), list("tf"))
    _kind.add_implicit_resolver(NULL, re.compile(r"null\Z"), ["n"])


def _scalar(act: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    return lambda loader, node: act(loader.construct_scalar(node))


_Loader.add_constructor(INT, _scalar(int))
_Loader.add_constructor(FLOAT, _scalar(lambda text: msgspec.Raw(text.encode())))
_Loader.add_constructor(BOOL, _scalar("true".__eq__))
_Loader.add_constructor(NULL, _scalar(lambda _text: None))


def _number(dumper: _Dumper, number: msgspec.Raw) -> Any:
    return dumper.represent_scalar(FLOAT, bytes(number).decode())


def _text(dumper: _Dumper, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(msgspec.Raw, _number)
_Dumper.add_representer(str, _text)


def read(text: str) -> Any:
    """What a text holds: JSON values, of which numbers with a fraction or exponent are their text (`msgspec.Raw`).

    Raises:
        yaml.YAMLError: it can't be read; the message names the line.
    """
    return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader, with less


def written(document: Any) -> str:
    """The text of JSON values."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
