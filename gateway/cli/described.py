"""Finds the OpenAPI document that a command line names."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from gateway.app import Gateway
from gateway.cli.loading import find_gateway, load
from gateway.diff.loading import parsed
from gateway.errors import GatewayError, nearest
from gateway.timeline.version import ApiVersion

STREAM = "-"


def document_of(name: str, app: str | None = None) -> dict[str, Any]:
    """The document that a name means: a file of JSON or YAML, `-` for stdin, or a version of an app.

    Args:
        name: the name. A version of the app comes before a file of that name.
        app: the app whose versions are meant, as `MODULE:APP`.

    Raises:
        click.UsageError: there is no such file, version or app, or the file can't be read.
        click.ClickException: the app's declarations are wrong.
    """
    if name == STREAM:
        return _read(sys.stdin.buffer.read(), "stdin")
    if app is not None and (found := _of_version(name, app)) is not None:
        return found
    path = Path(name)
    if path.is_file():
        return _read(path.read_bytes(), name)
    if app is not None:
        gateway = find_gateway(load(app))
        raise click.UsageError(f"There is no version and no file {name!r}. {nearest(name, map(str, gateway.timeline))}")
    raise click.UsageError(f"There is no file {name!r}. To compare versions, name the app too: --app app:app")


def _read(content: bytes, name: str) -> dict[str, Any]:
    try:
        return parsed(content.decode(), name)
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{name} isn't UTF-8.") from error
    except GatewayError as error:
        raise click.UsageError(str(error)) from error


def _of_version(name: str, app: str) -> dict[str, Any] | None:
    """The document of a version of an app; None where it has no such version."""
    gateway = find_gateway(load(app))
    version = gateway.timeline.get(name)
    return None if version is None else contract(gateway, version)


def contract(gateway: Gateway, version: ApiVersion) -> dict[str, Any]:
    """The OpenAPI document of a version, as `gateway openapi` writes it.

    Raises:
        click.ClickException: the declarations that lead to it are wrong.
    """
    try:
        module = import_module("gateway.contract")
    except ModuleNotFoundError as error:
        raise click.ClickException("Versions have no documents here. Name files in their place.") from error
    try:
        document: dict[str, Any] = module.contract_of(gateway, version)
    except GatewayError as error:
        raise click.ClickException(f"{error} Run: gateway check") from error
    return document


def marks(gateway: Gateway, names: Iterable[str]) -> list[str]:
    """The headers by which a gateway tells which version an answer is of, and how long that lives.

    Args:
        gateway: the gateway.
        names: what is compared. Unless these are versions, no headers are.
    """
    if any(gateway.timeline.get(name) is None for name in names):
        return []
    return [gateway.response_headers[0], "API-Version-Requested", "Deprecation", "Sunset", "Link"]
