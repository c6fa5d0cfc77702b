"""Finds an app by its name, and the gateway in an app."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from gateway.app import Gateway
from gateway.errors import ConfigurationError, nearest

DEPTH = 20
"""How many wrappers an app may have."""


class NotLocated(ConfigurationError):
    """A name that leads to no app, or an app without a gateway in it."""


def locate(name: str) -> Any:
    """The object that `MODULE:APP` names. What is raised by the module itself goes through.

    Raises:
        NotLocated: the name hasn't that form, or there is no such module or app.
    """
    module_name, colon, attribute = name.partition(":")
    if not colon or not module_name or not attribute:
        raise NotLocated(f"{name!r} doesn't name an app. Write MODULE:APP, such as app:app.")
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as error:
        # A module that is there, but imports one that isn't, must show its own error.
        if error.name is None or not (module_name == error.name or module_name.startswith(error.name + ".")):
            raise
        raise NotLocated(
            f"There is no module {module_name!r}. Call the command from the folder that holds it."
        ) from error
    found: Any = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            known = [known for known in vars(module) if not known.startswith("_")]
            raise NotLocated(f"{module_name} has no {attribute!r}. {nearest(attribute, known)}")
        found = getattr(found, part)
    return found


def gateway_in(app: Any) -> Gateway:
    """The gateway in an app, through the middleware around it.

    Raises:
        NotLocated: there is none.
    """
    inner = app
    for _ in range(DEPTH):
        if isinstance(inner, Gateway):
            return inner
        inner = getattr(inner, "app", None)
    raise NotLocated(f"{type(app).__name__} is no Gateway, nor middleware around one. Name the Gateway itself.")
