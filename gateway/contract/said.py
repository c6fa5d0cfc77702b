"""What a handler says of itself in an API document, whatever it is written with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.operations.routes.interface import Interface
from gateway.plan.state import State


class Said(NamedTuple):
    """What is said of one handler, in the words of the version that it speaks.

    Args:
        words: the members of its Operation Object (OpenAPI 3.1, 4.8.10) besides those of the interface.
        interface: its parameters, body and answers.
        state: its route and the shapes of its documents.
        unseen: the answers that the gateway may give in its place, and that it doesn't describe itself.
    """

    words: Mapping[str, Any]
    interface: Interface
    state: State


class Base(NamedTuple):
    """What a document says of the whole of an API.

    Args:
        words: its members besides paths, webhooks and components.
        schemes: its security schemes.
    """

    words: Mapping[str, Any]
    schemes: Mapping[str, Any]
