"""What a client sent, kept so that an error can be told of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from gateway.operations.nothing import NOTHING

if TYPE_CHECKING:
    from gateway.plan.plan import Plan


class Parameter(NamedTuple):
    """One parameter of a path, as the client and as the handler know it."""

    name: str
    text: str
    handlers_text: str


class Asked:
    """What the client sent, so that an error can be told of that.

    Args:
        document: its JSON body; `NOTHING` where none was translated.
        upgraded: the same in the handler's form.
        parameters: those of the path, by the handler's names.
        plan: how its body was translated, where that was a form or a stream.
        is_list: whether the body was several documents, of which errors say the number first.
    """

    __slots__ = ("document", "is_list", "parameters", "plan", "upgraded")

    def __init__(self, parameters: Mapping[str, Parameter] | None = None) -> None:
        self.document: Any = NOTHING
        self.upgraded: Any = NOTHING
        self.parameters = parameters or {}
        self.plan: Plan | None = None
        self.is_list = False
