"""Finds the app that a command line names."""

from __future__ import annotations

from typing import Any

import click

from gateway.app import Gateway
from gateway.errors import ConfigurationError, GatewayError, nearest
from gateway.locate import NotLocated, gateway_in, locate
from gateway.timeline.version import ApiVersion


def load(name: str) -> Any:
    """The object that `MODULE:APP` names.

    Raises:
        click.UsageError: the name hasn't that form, or there is no such module or app.
        click.ClickException: the module's own declarations are wrong.
    """
    try:
        return locate(name)
    except NotLocated as error:
        raise click.UsageError(str(error)) from error
    except GatewayError as error:
        raise click.ClickException(str(error)) from error


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
    try:
        return gateway_in(app)
    except NotLocated as error:
        raise click.UsageError(str(error)) from error
