"""What breaks a law: which change, which law, and the smallest document that shows it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

NOT_THERE = object()


class Broken(Exception):
    """One document that breaks a law.

    Args:
        said: what is wrong, in a sentence.
        documents: the document and what became of it, each by what it is.
    """

    def __init__(self, said: str, **documents: Any) -> None:
        self.said = said
        self.documents = documents
        super().__init__(said)


def told(error: BaseException) -> str:
    """An exception in words."""
    return f"{type(error).__name__}: {str(error).rstrip('.')}."


class Breach(NamedTuple):
    """One law that a change breaks.

    Args:
        version: the version that made the change; for laws of several versions, the client's.
        where: the file and line of the change, or the route.
        subject: the operation, as the changelog says it, or the versions.
        law: the law, in a sentence.
        said: what is wrong.
        documents: the smallest document that shows it and what became of it, each by what it is, as JSON.
        fix: what to do.
    """

    version: str
    where: str
    subject: str
    law: str
    said: str
    documents: Mapping[str, str]
    fix: str

    def __str__(self) -> str:
        shown = "".join(f"\n    {name + ':':<9} {text}" for name, text in self.documents.items())
        return f"{self.where}: {self.subject}\n    {self.law} {self.said}{shown}\n    {self.fix}".rstrip()


MOST_SHOWN = 300
"""How many characters of a text, and how many tenths of them items of a list, are shown."""


def shown(document: Any) -> str:
    """A document as JSON text, for people: of long texts and lists their beginning."""
    return "nothing" if document is NOT_THERE else json.dumps(_plain(document), ensure_ascii=False, default=str)


def _plain(document: Any) -> Any:
    """The document in types that Python's own writer knows; fractions become floats where those are exact."""
    if isinstance(document, msgspec.Raw):
        return _plain(Decimal(bytes(document).decode()))
    if isinstance(document, Decimal):
        near = float(document)
        return near if Decimal(repr(near)) == document else str(document)
    if isinstance(document, str) and len(document) > MOST_SHOWN:
        return f"{document[:MOST_SHOWN]}... ({len(document)} characters)"
    if isinstance(document, dict):
        return {key: _plain(held) for key, held in document.items()}
    if not isinstance(document, list | tuple):
        return document
    rest = len(document) - MOST_SHOWN // 10
    items = [_plain(held) for held in document[: MOST_SHOWN // 10]]
    return [*items, f"... {rest} more"] if rest > 0 else items


def same(one: Any, other: Any) -> bool:
    """Whether two documents are equal as JSON: true isn't 1, and fractions are compared as decimals."""
    if isinstance(one, msgspec.Raw | float) or isinstance(other, msgspec.Raw | float):
        return bool(_decimal(one) == _decimal(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(held, other[key]) for key, held in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def _decimal(number: Any) -> Any:
    if isinstance(number, msgspec.Raw):
        return Decimal(bytes(number).decode())
    if isinstance(number, float):
        return Decimal(repr(number))
    return number if isinstance(number, Decimal) else NOT_THERE


def differ(one: Any, other: Any, lossy: Collection[str]) -> bool:
    """Whether two documents differ elsewhere than in members of these names; the empty name stands for all."""
    if "" in lossy:
        return False
    if (one is NOT_THERE and other == {}) or (other is NOT_THERE and one == {}):
        return False  # an object without members says no more than none
    if isinstance(one, dict) and isinstance(other, dict):
        return any(
            differ(one.get(key, NOT_THERE), other.get(key, NOT_THERE), lossy)
            for key in {*one, *other}
            if key not in lossy
        )
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return any(differ(held, twin, lossy) for held, twin in zip(one, other, strict=True))
    return not same(one, other)
