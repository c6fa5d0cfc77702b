"""What differs in behaviour, not in form; and what was broken on purpose."""

from __future__ import annotations

import re

from gateway.errors import DeclarationError
from gateway.operations.operation import Operation


class Behaviour(Operation):
    """A named difference that handlers ask for: `applies(request, "refunds-are-instant")`."""

    kind = "behaviour"

    def __init__(self, name: str) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise DeclarationError(
                f"behaviour({name!r})", "the name has other than small letters, digits and dashes.", "Use such-a-name."
            )
        self.name = name

    def describe(self) -> str:
        return f"Behaviour: {self.name.replace('-', ' ')}."


class Accepted(Operation):
    """A break that older clients get as well, with the reason for it."""

    kind = "accepted"
    breaking = False

    def __init__(self, reason: str) -> None:
        if not reason.strip():
            raise DeclarationError("accepted('')", "there is no reason.", "Say why older clients get it as well.")
        self.reason = reason

    def describe(self) -> str:
        return f"In all versions: {self.reason}"
