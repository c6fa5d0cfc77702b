"""The words of a version: which names its clients know, and which they can't."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.shapes.pointers import from_pointer, is_pointer
from gateway.shapes.walk import Location

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
QUOTED = re.compile(r"""['"`]([A-Za-z_][A-Za-z0-9_.\-]*)['"`]""")
POINTERS = ("pointer",)
"""The members of errors that hold JSON Pointers (RFC 9457, 3)."""
LOCATIONS = ("loc",)
"""The members of errors that hold locations as lists, as FastAPI's do: `["body", "name"]`."""


def names_in(document: Any) -> set[str]:
    """The names of all members and parameters that a contract speaks of."""
    found: set[str] = set()
    todo = [document]
    while todo:
        one = todo.pop()
        if isinstance(one, Mapping):
            properties = one.get("properties")
            if isinstance(properties, Mapping):
                found.update(properties)
            if isinstance(one.get("name"), str) and "in" in one:
                found.add(one["name"])
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return found


def words_in(document: Any) -> set[str]:
    """All words of a contract: what its clients may be told."""
    if isinstance(document, Mapping):
        return set().union(*(NAME.findall(str(key)) for key in document), *map(words_in, document.values()))
    if isinstance(document, list):
        return set().union(*map(words_in, document))
    return set(NAME.findall(document)) if isinstance(document, str) else set()


def strange_words(error: Any, unknown: set[str]) -> Iterator[str]:
    """The names in an error that its client can't know.

    In a sentence a name counts where it is quoted, or can be no word of a language; in a pointer always.

    Args:
        error: the error's document.
        unknown: names that only other versions have.
    """
    for key, text in _texts(error, ""):
        if key in POINTERS or key in LOCATIONS:
            found = {str(part) for part in (from_pointer(text) if key in POINTERS else (text,))}
        else:
            found = set(QUOTED.findall(text)) | {name for name in NAME.findall(text) if _is_no_word(name)}
        yield from sorted(found & unknown)


def _texts(document: Any, key: str) -> Iterator[tuple[str, str]]:
    """The texts of a document, each with the name of the member that holds it."""
    if isinstance(document, Mapping):
        for name, held in document.items():
            yield from _texts(held, name)
    elif isinstance(document, list):
        for held in document:
            yield from _texts(held, key)
    elif isinstance(document, str):
        yield key, document


def _is_no_word(name: str) -> bool:
    return "_" in name.strip("_") or name[1:] != name[1:].lower()


def places_in(error: Any) -> list[Location]:
    """The places in the request's body at which an error points."""
    found: list[Location] = []
    todo = [error]
    while todo:
        one = todo.pop()
        if isinstance(one, Mapping):
            found += [from_pointer(one[key]) for key in POINTERS if _is_place(one.get(key))]
            for key in LOCATIONS:
                if isinstance(one.get(key), list) and one[key][:1] == ["body"]:
                    found.append(tuple(one[key][1:]))
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return found


def _is_place(text: Any) -> bool:
    return isinstance(text, str) and is_pointer(text)


def leads_to(place: Location, mistake: Location) -> bool:
    """Whether who is pointed at a place finds the mistake: it is there, above it, or below it."""
    length = min(len(place), len(mistake))
    return place[:length] == mistake[:length]
