"""Bodies of requests."""

from __future__ import annotations

from dataclasses import replace

from gateway.diff.document import Document
from gateway.diff.operations.contents import Contents, contents
from gateway.diff.operations.sides import At, Sides
from gateway.diff.rules.direction import Direction
from gateway.diff.where import Where


def body(document: Document, operation: At) -> At | None:
    """What is said of the body of an operation's request; None where it has none.

    Args:
        document: the document.
        operation: what is said of the operation.
    """
    held = operation.get("requestBody")
    return None if held is None else At(*document.followed(held, f"{operation.pointer}/requestBody"))


def compare(sides: Sides, where: Where, old: At, new: At) -> None:
    """Compare the bodies of an operation's requests.

    Args:
        sides: the documents.
        where: the operation.
        old: what the older document says of the operation.
        new: what the newer document says of it.
    """
    before, after = body(sides.old, old), body(sides.new, new)
    place = replace(where, place="body")
    if before is None and after is not None:
        needed = "required" if after.get("required") is True else "optional"
        sides.say(f"request-body-added-{needed}", place, old.pointer, after.pointer)
    elif after is None and before is not None:
        sides.say("request-body-removed", place, before.pointer, new.pointer)
    elif before is not None and after is not None:
        was_required, is_required = before.get("required") is True, after.get("required") is True
        if was_required != is_required:
            rule = f"request-body-became-{'required' if is_required else 'optional'}"
            sides.say(rule, place, before.pointer, after.pointer)
        both = contents(before.node, before.pointer), contents(after.node, after.pointer)
        Contents(sides, Direction.REQUEST, place, "request-body-media-type").compare(
            *both, (before.pointer, after.pointer)
        )
