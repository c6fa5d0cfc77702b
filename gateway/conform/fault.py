"""One thing in a request or an answer that isn't as the contract promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from jsonschema import ValidationError

from gateway.shapes.pointers import pointer

NOT_SAID = object()
"""Stands for a value that there isn't."""
NAMED = frozenset({"properties", "dependentSchemas"})
"""Keywords that the names of declared members follow."""


class Fault(NamedTuple):
    """What isn't so.

    Args:
        part: what it is about: `status`, `content-type`, `body`, `header x`, `path x`, `query x`.
        rule: the keyword of JSON Schema that isn't kept, or what else is asked for: `described`, `json`.
        place: where in the body, as a JSON Pointer.
        known: the same with nothing in it but names that the contract has, so that it can be logged: an index or a
            name that a client or a handler chose is `*`.
        value: what stands there; `NOT_SAID` where nothing does. Not to be logged.
        expected: what the contract says, for people.
    """

    part: str
    rule: str
    place: str = ""
    known: str = ""
    value: Any = NOT_SAID
    expected: str = ""


def of_schema(part: str, errors: Iterator[ValidationError]) -> Iterator[Fault]:
    """The faults that a validator finds in one document, those first that are nearest to its root."""
    found = (fault for error in map(_inmost, errors) for fault in _told(part, error))
    # Each member that is missing has an error of its own, which names all.
    apart = {(fault.rule, fault.place): fault for fault in found}
    yield from sorted(apart.values(), key=lambda fault: fault.place.count("/"))


def _told(part: str, error: ValidationError) -> Iterator[Fault]:
    place, known = list(error.absolute_path), _known(error.absolute_schema_path)
    rule = str(error.validator)
    if rule == "required":
        names: Any = error.validator_value
        held: Any = error.instance
        for name in names:
            if name not in held:
                yield Fault(part, rule, pointer((*place, name)), pointer((*known, name)), NOT_SAID, "it is required")
        return
    expected = _expected(rule, error.validator_value)
    yield Fault(part, rule, pointer(place), pointer(known), error.instance, expected)


def _expected(rule: str, value: Any) -> str:
    """What a keyword asks for, in words; of one that holds schemas only its name."""
    if rule in ("oneOf", "anyOf", "allOf", "not", "$ref", "additionalProperties", "unevaluatedProperties"):
        return {"additionalProperties": "no members but the described"}.get(rule, f"what `{rule}` says")
    return f"{rule}: {value}"


def _inmost(error: ValidationError) -> ValidationError:
    """Of the members of a union, what is wrong by the one that the value was most likely meant to be."""
    while error.context:
        members: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            members.setdefault(inner.schema_path[0] if inner.schema_path else None, []).append(inner)
        meant = min(members.values(), key=lambda held: (any(map(_tells_apart, held)), len(held)))
        if all(any(map(_tells_apart, held)) for held in members.values()):
            return error
        error = min(meant, key=lambda inner: len(inner.path))
    return error


def _tells_apart(error: ValidationError) -> bool:
    """Whether it says that the value is of another member: of another type, or with another tag."""
    values: Any = error.validator_value
    only = error.validator == "const" or (error.validator == "enum" and len(values) == 1)
    return (only and len(error.path) == 1) or (error.validator == "type" and not error.path)


def _known(path: Sequence[Any]) -> list[str]:
    """The place of a value by the way that leads through its schema."""
    found: list[str] = []
    steps = iter(path)
    for step in steps:
        if step in NAMED:
            found.append(str(next(steps, "")))
        elif step in ("items", "additionalProperties", "unevaluatedProperties", "contains"):
            found.append("*")
        elif step in ("prefixItems", "patternProperties"):
            next(steps, None)
            found.append("*")
        elif step in ("anyOf", "oneOf", "allOf"):
            next(steps, None)
    # The keyword that isn't kept is the last step; where it leads on by itself it names no place.
    if path and path[-1] in ("items", "additionalProperties", "unevaluatedProperties", "contains"):
        found.pop()
    return found
