"""Requests that the server sends: webhooks, and callbacks of operations. Clients read those, and say the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gateway.diff.document import Document
from gateway.diff.operations import answers, bodies
from gateway.diff.operations.contents import Contents, contents
from gateway.diff.operations.sides import At, Sides
from gateway.diff.rules.direction import Direction
from gateway.diff.where import Where
from gateway.shapes.from_openapi import METHODS
from gateway.shapes.pointers import pointer

Sent = Mapping[tuple[str, str], At]
"""What is sent, by its name and method."""


def webhooks(document: Document) -> dict[tuple[str, str], At]:
    """The webhooks of a document (OpenAPI 3.1, 4.8.1)."""
    return _sent(document, document.part("webhooks"), "/webhooks", "")


def callbacks(document: Document, operation: At) -> dict[tuple[str, str], At]:
    """The callbacks of an operation (OpenAPI 3.1, 4.8.18).

    Args:
        document: the document.
        operation: what is said of the operation.
    """
    held = operation.get("callbacks")
    found: dict[tuple[str, str], At] = {}
    for name, callback in held.items() if isinstance(held, Mapping) else ():
        node, place = document.followed(callback, f"{operation.pointer}/callbacks{pointer((str(name),))}")
        found |= _sent(document, node, place, f"{name} ")
    return found


def _sent(document: Document, items: Mapping[str, Any], place: str, prefix: str) -> dict[tuple[str, str], At]:
    found = {}
    for name, item in items.items():
        node, at = document.followed(item, place + pointer((str(name),)))
        for method in METHODS & node.keys():
            found[f"{prefix}{name}", method.upper()] = At(node[method], f"{at}/{method}")
    return found


def compare(sides: Sides, where: Where, kind: str, old: Sent, new: Sent) -> None:
    """Compare what is sent.

    Args:
        sides: the documents.
        where: the operation that it is a callback of, if it is.
        kind: `webhook` or `callback`.
        old: what the older document says of it.
        new: what the newer document says of it.
    """
    for name, method in sorted({*old, *new}):
        before, after = old.get((name, method)), new.get((name, method))
        path = f"{where.path} {kind} {name}" if where.path else f"{kind} {name}"
        place = replace(where, path=path, method=method)
        if before is None and after is not None:
            sides.say(f"{kind}-added", place, None, after.pointer)
        elif after is None and before is not None:
            sides.say(f"{kind}-removed", place, before.pointer, None)
        elif before is not None and after is not None:
            _compare_one(sides, place, before, after)


def _compare_one(sides: Sides, where: Where, old: At, new: At) -> None:
    before, after = bodies.body(sides.old, old), bodies.body(sides.new, new)
    one = before or At({}, old.pointer)
    other = after or At({}, new.pointer)
    both = contents(one.node, one.pointer), contents(other.node, other.pointer)
    place = replace(where, place="body")
    Contents(sides, Direction.RESPONSE, place, "response-media-type").compare(*both, (one.pointer, other.pointer))
    replies = answers.answers(sides.old, old), answers.answers(sides.new, new)
    answers.compare(sides, where, *replies, Direction.REQUEST, (old.pointer, new.pointer))
