"""What can go wrong in the shop."""

from __future__ import annotations


class ShopError(Exception):
    """Any of the shop's own errors; the message is fit for a client."""


class NotFound(ShopError):
    """There is no such thing.

    Args:
        kind: what was looked for, such as `customer`.
        key: its id.
    """

    def __init__(self, kind: str, key: str) -> None:
        self.kind = kind
        super().__init__(f"There is no {kind} {key[:64]!r}.")


class Conflict(ShopError):
    """The state of things doesn't allow it.

    Args:
        code: a stable word for programs.
        detail: a sentence for people.
    """

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(detail)


class Invalid(ShopError):
    """A value that the shop can't work with.

    Args:
        field_path: where it is in the request's document.
        detail: a sentence for people.
    """

    def __init__(self, field_path: tuple[str | int, ...], detail: str) -> None:
        self.field_path = field_path
        super().__init__(detail)


class Outdated(ShopError):
    """A newer release wrote this, and this one must not write over what it doesn't know."""

    def __init__(self) -> None:
        super().__init__("A newer release of the shop is being rolled out. Try again.")
