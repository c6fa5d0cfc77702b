"""Answers by status, and their headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gateway.diff.document import Document
from gateway.diff.operations.contents import Contents, contents
from gateway.diff.operations.sides import At, Sides
from gateway.diff.rules.direction import Direction
from gateway.diff.where import Where
from gateway.shapes.pointers import pointer

Answers = Mapping[str, At]
"""Answers by status: `200`, `4XX`, `default`."""


def answers(document: Document, operation: At) -> dict[str, At]:
    """The answers of an operation.

    Args:
        document: the document.
        operation: what is said of the operation.
    """
    held = operation.get("responses")
    found = {}
    for status, answer in held.items() if isinstance(held, Mapping) else ():
        if str(status).startswith("x-"):
            continue
        found[_status(status)] = At(*document.followed(answer, f"{operation.pointer}/responses/{status}"))
    return found


def _status(status: Any) -> str:
    text = str(status)
    return text if text == "default" else text.upper()


def compare(
    sides: Sides, where: Where, old: Answers, new: Answers, direction: Direction, places: tuple[str, str]
) -> None:
    """Compare an operation's answers.

    Args:
        sides: the documents.
        where: the operation.
        old: the older answers.
        new: the newer ones.
        direction: whether clients read them; those to webhooks and callbacks clients say.
        places: where the operation is.
    """
    for status in sorted({*old, *new}):
        place = replace(where, status=status)
        before, after = _meant(old, status), _meant(new, status)
        kind = "success" if status[0] in "123" or (status == "default" and len(old) + len(new) == 1) else "non-success"
        if before is None and after is not None:
            sides.say(f"response-{kind}-status-added", place, places[0], after.pointer)
        elif after is None and before is not None:
            sides.say(f"response-{kind}-status-removed", place, before.pointer, places[1])
        elif before is not None and after is not None:
            _compare_one(sides, place, before, after, direction)


def _meant(answers: Answers, status: str) -> At | None:
    """What is said of a status: by its own number, by its class, or, of errors, by `default`.

    Where nothing but `default` is said, it is said of all.
    """
    found = answers.get(status) or answers.get(f"{status[0]}XX")
    if found is None and (status[0] not in "123" or set(answers) == {"default"}):
        found = answers.get("default")
    return found


def _compare_one(sides: Sides, where: Where, old: At, new: At, direction: Direction) -> None:
    if direction is Direction.RESPONSE:
        _compare_headers(sides, where, old, new)
    prefix = "response-media-type" if direction is Direction.RESPONSE else "request-body-media-type"
    bodies = contents(old.node, old.pointer), contents(new.node, new.pointer)
    Contents(sides, direction, replace(where, place="body"), prefix).compare(*bodies, (old.pointer, new.pointer))


def headers(document: Document, answer: At) -> dict[str, At]:
    """The headers of an answer, by their names in lower case.

    Args:
        document: the document.
        answer: what is said of the answer.
    """
    held = answer.get("headers")
    found = {}
    for name, header in held.items() if isinstance(held, Mapping) else ():
        if str(name).lower() != "content-type":  # which media types say (OpenAPI 3.1, 4.8.17.1)
            place = f"{answer.pointer}/headers{pointer((str(name),))}"
            node, found_at = document.followed(header, place)
            found[str(name).lower()] = At({"name": str(name), **node}, found_at)
    return found


def _compare_headers(sides: Sides, where: Where, old: At, new: At) -> None:
    before, after = headers(sides.old, old), headers(sides.new, new)
    for name in sorted({*before, *after} - sides.ignored_headers):
        one, other = before.get(name), after.get(name)
        said = other or one
        assert said is not None
        place = replace(where, place="header", name=str(said.get("name")))
        if one is None and other is not None:
            sides.say("response-header-added", place, old.pointer, other.pointer)
        elif other is None and one is not None:
            needed = "required" if one.get("required") is True else "optional"
            sides.say(f"{needed}-response-header-removed", place, one.pointer, new.pointer)
        elif one is not None and other is not None:
            compare_header(sides, place, one, other)


def compare_header(sides: Sides, where: Where, old: At, new: At) -> None:
    """Compare a header that is on both sides.

    Args:
        sides: the documents.
        where: the header.
        old: what the older document says of it.
        new: what the newer document says of it.
    """
    was_required, is_required = old.get("required") is True, new.get("required") is True
    if was_required != is_required:
        rule = f"response-header-became-{'required' if is_required else 'optional'}"
        sides.say(rule, where, old.pointer, new.pointer)
    was_going, is_going = old.get("deprecated") is True, new.get("deprecated") is True
    if was_going != is_going:
        rule = f"response-header-{'deprecated' if is_going else 'reactivated'}"
        sides.say(rule, where, old.pointer, new.pointer)
    schemas = [_schema(one) for one in (old, new)]
    sides.compare_schemas(Direction.RESPONSE, "header", where, *schemas)


def _schema(header: At) -> tuple[Any, str]:
    for said, place in contents(header.node, header.pointer).values():
        return said.get("schema", {}), f"{place}/schema"
    return header.get("schema") or {}, f"{header.pointer}/schema"
