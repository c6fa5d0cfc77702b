"""A form's fields as a document that changes act on, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from gateway.adapt.asked import Asked
from gateway.adapt.form_values import fields_of, items_of, same, text_of, typed
from gateway.adapt.upgrade import upgraded_document
from gateway.operations.role import Role
from gateway.plan.plan import Plan
from gateway.refuse.problem import Problem
from gateway.shapes.parts import Schema
from gateway.shapes.shape import Shape

MOST_FIELDS = 1000
"""How many fields a form may have, files apart; as many as Starlette's parser takes."""
LARGEST_FIELD = 1_048_576
"""How many bytes a field's value may have; as many as Starlette's parser takes."""


class Field(NamedTuple):
    """One field of a form.

    Args:
        name: its name.
        text: its value; bytes that aren't UTF-8 are lone surrogates.
        origin: the number of the client's field whose value it is; None where the value is another.
    """

    name: str
    text: str
    origin: int | None = None


class Fields:
    """One request's form.

    Fields are members of a document, by what the client's schema says of them: several of one name are a list, or the
    last of them; a text that is a number, a truth value or JSON is one where the schema has one there. What no change
    touches is sent on as it was.

    Args:
        plan: how the form is translated.
        role: what the body does.
        relink: gives the handler's form of a declared link.
        asked: where the document is put, for errors about it.
    """

    def __init__(self, plan: Plan, *, role: Role, relink: Callable[[str], str], asked: Asked) -> None:
        self._plan = plan
        self._role = role
        self._relink = relink
        self._asked = asked
        self._names = _names(plan)
        self._fields: list[Field] = []
        self._files: set[str] = set()

    def add(self, name: str, text: str) -> None:
        """Take a field of the client's. Raises Problem where there are too many."""
        if len(self._fields) == MOST_FIELDS:
            raise Problem(413, detail=f"The form has over {MOST_FIELDS} fields.")
        self._fields.append(Field(name, text, len(self._fields)))

    def file(self, name: str) -> str | None:
        """The handler's name of a file; None where one of the two doesn't know it."""
        newer = self._names.newer(name)
        if newer is not None and newer in self._names.taken:
            self._files.add(newer)
        return newer

    def upgraded(self) -> list[Field]:
        """The fields in the handler's form. Raises Problem."""
        document = dict(self._document())
        size = sum(len(field.text) for field in self._fields)
        newer = upgraded_document(document, self._plan, self._role, relink=self._relink, size=size)
        self._asked.document, self._asked.upgraded = document, newer
        return [field for name, value in newer.items() for field in self._said(name, value, document)]

    def _document(self) -> Iterator[tuple[str, Any]]:
        texts: dict[str, list[str]] = {}
        for field in self._fields:
            texts.setdefault(field.name, []).append(field.text)
        shape = self._names.shape
        for name, sent in texts.items():
            schema = self._names.known.get(name)
            listed = None if schema is None else items_of(shape, schema)
            if schema is None:
                yield name, sent if len(sent) > 1 else sent[0]
            elif listed is not None:
                yield name, [typed(shape, listed, text) for text in sent]
            else:
                yield name, typed(shape, schema, sent[-1])

    def _said(self, name: str, value: Any, document: Mapping[str, Any]) -> Iterator[Field]:
        """The fields that say a member of the handler's document."""
        if name in self._files:
            return  # the file says it
        older = self._names.origins.get(name, name)
        if older in document and same(document[older], value):
            sent = [field for field in self._fields if field.name == older]
            yield from (field._replace(name=name) for field in (sent if isinstance(value, list) else sent[-1:]))
            return
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                yield Field(name, text_of(one))


class _Names(NamedTuple):
    """What the two sides call a form's fields.

    Args:
        shape: the client's form.
        known: the fields that the client knows.
        taken: those that the handler does.
        origins: the client's names of the handler's, where the client knows them.
    """

    shape: Shape
    known: Mapping[str, Schema]
    taken: Mapping[str, Schema]
    origins: Mapping[str, str]

    def newer(self, name: str) -> str | None:
        """The handler's name of what the client calls so; itself where neither knows it."""
        found = next((new for new, old in self.origins.items() if old == name), None)
        is_unknown = name not in self.known and name not in self.taken
        return name if found is None and is_unknown else found


@lru_cache(maxsize=1024)
def _names(plan: Plan) -> _Names:
    assert plan.client.request is not None
    assert plan.home.request is not None
    known, taken = fields_of(plan.client.request), fields_of(plan.home.request)
    places = {name: plan.downgrade_location((name,)) for name in taken}
    origins = {name: str(place[0]) for name, place in places.items() if place and place[0] in known}
    return _Names(plan.client.request, known, taken, origins)


def encoded(text: str) -> bytes:
    """The bytes of a name or value."""
    return text.encode("utf-8", "surrogateescape")


def decoded(data: bytes) -> str:
    """A name or value, from its bytes."""
    return data.decode("utf-8", "surrogateescape")


def too_large_field(name: str) -> Problem:
    """The refusal of a value that is too large."""
    mistake = {"detail": f"The value is over {LARGEST_FIELD} bytes.", "pointer": f"/{name[:64]}"}
    return Problem(413, detail="A field of the form is too large.", errors=[mistake])
