"""What a developer can get wrong; refusals to clients live in `gateway.refuse`."""

from __future__ import annotations

from collections.abc import Iterable


class GatewayError(Exception):
    """Any error that the gateway raises for the people who run it."""


class ConfigurationError(GatewayError):
    """A timeline, source or gateway was set up in a way that contradicts itself."""


class DeclarationError(GatewayError):
    """A change or handler says something that isn't so at its point in history.

    Args:
        where: the module, change or handler that is at fault.
        problem: what was written and what is so.
        fix: what to write instead.
    """

    def __init__(self, where: str, problem: str, fix: str) -> None:
        self.where = where
        self.problem = problem
        self.fix = fix
        super().__init__(f"{where}: {problem} {fix}")


class ConversionError(GatewayError):
    """A value that a change can't convert; the client gets a 422 that points at it.

    Raise it (or `ValueError`) in a conversion function; the message must be fit for the client to read.
    """


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that names what is known and the nearest match to `name`."""
    from difflib import get_close_matches

    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    listed = ", ".join(names) or "nothing"
    return f"Known: {listed}." + (f' Did you mean "{close[0]}"?' if close else "")


class ParameterError(ConversionError):
    """A parameter's value that can't be converted, and the parameter's name as the client said it."""

    def __init__(self, message: str, parameter: str) -> None:
        self.message = message
        self.parameter = parameter
        super().__init__(message)
