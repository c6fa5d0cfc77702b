"""What a client sent, kept so that an error can be told of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gateway.operations.nothing import NOTHING


class Parameter(NamedTuple):
    """One parameter of a path, as the client and as the handler know it."""

    name: str
    text: str
    handlers_text: str


@dataclass(slots=True)
class Asked:
    """What the client sent, so that an error can be told of that.

    Args:
        document: its JSON body; `NOTHING` where none was translated.
        upgraded: the same in the handler's form.
        parameters: those of the path, by the handler's names.
    """

    document: Any = NOTHING
    upgraded: Any = NOTHING
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
