"""Finds the app that a command line names."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from gateway.app import Gateway
from gateway.errors import ConfigurationError, GatewayError, nearest
from gateway.timeline.version import ApiVersion

DEPTH = 20
"""How many wrappers an app may have."""


def load(name: str) -> Any:
    """The object that `MODULE:APP` names.

    Raises:
        click.UsageError: the name hasn't that form, or there is no such module or app.
        click.ClickException: the module's own declarations are wrong.
    """
    module_name, colon, attribute = name.partition(":")
    if not colon or not module_name or not attribute:
        raise click.UsageError(f"{name!r} doesn't name an app. Write MODULE:APP, such as app:app.")
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as error:
        # A module that is there, but imports one that isn't, must show its own error.
        if error.name is None or not (module_name == error.name or module_name.startswith(error.name + ".")):
            raise
        raise click.UsageError(
            f"There is no module {module_name!r}. Call the command from the folder that holds it."
        ) from error
    except GatewayError as error:
        raise click.ClickException(str(error)) from error
    found: Any = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            known = [known for known in vars(module) if not known.startswith("_")]
            raise click.UsageError(f"{module_name} has no {attribute!r}. {nearest(attribute, known)}")
        found = getattr(found, part)
    return found


def find_version(gateway: Gateway, name: str) -> ApiVersion:
    """The version of that name. Raises click.UsageError where there is none, or what it changed is removed."""
    version = gateway.timeline.get(name)
    if version is None:
        raise click.UsageError(f"There is no version {name!r}. {nearest(name, map(str, gateway.timeline))}")
    if gateway.timeline[version].removed:
        kept = ", ".join(map(str, gateway.timeline.kept))
        raise click.UsageError(f"Version {version} is removed: nothing is known of it any more. Kept: {kept}.")
    return version


def find_schema(gateway: Gateway, name: str, version: ApiVersion) -> None:
    """Make sure that a version has a schema of that name.

    Raises:
        click.UsageError: it has none.
        click.ClickException: the declarations that lead to it are wrong.
    """
    try:
        gateway.schema(name, str(version))
    except ConfigurationError as error:
        raise click.UsageError(str(error)) from error
    except GatewayError as error:
        raise click.ClickException(str(error)) from error


def find_gateway(app: Any) -> Gateway:
    """The gateway in an app, through the middleware around it.

    Raises:
        click.UsageError: there is none.
    """
    inner = app
    for _ in range(DEPTH):
        if isinstance(inner, Gateway):
            return inner
        inner = getattr(inner, "app", None)
    raise click.UsageError(f"{type(app).__name__} is no Gateway, nor middleware around one. Name the Gateway itself.")
