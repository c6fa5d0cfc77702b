"""Query parameters that speak of a schema: of its fields' names, or of one field's values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from gateway.asgi import form_decoded
from gateway.errors import ConversionError
from gateway.operations.operation import Operation, Role, SchemaOperation
from gateway.operations.routes.query import RenameQuery
from gateway.operations.routes.route import RouteOperation
from gateway.operations.schemas.rename import RenameSchema
from gateway.shapes.shape import Schema

NAMES = "x-names-of"
"""The mark of a parameter that holds names of a schema's fields: `Customer`."""
VALUES = "x-values-of"
"""The mark of a parameter that holds values of a schema's field: `Order.status`."""


class Tie(NamedTuple):
    """What a query parameter speaks of.

    Args:
        schema: the schema.
        field: the field whose values it holds; None where it holds names of fields.
        several: whether it may hold several values, in a comma list or repeated.
    """

    schema: str
    field: str | None
    several: bool


def ties_of(parameters: Mapping[str, Schema]) -> dict[str, Tie]:
    """The ties that parameters declare, by their names.

    Args:
        parameters: the schema of each query parameter.
    """
    found = {}
    for name, schema in parameters.items():
        several = schema.get("type") == "array" or any(part.get("type") == "array" for part in schema.get("anyOf", ()))
        if NAMES in schema:
            found[name] = Tie(str(schema[NAMES]), None, several=True)
        elif VALUES in schema:
            holder, _, field = str(schema[VALUES]).partition(".")
            found[name] = Tie(holder, field, several)
    return found


class TiedQuery:
    """Translates one parameter through one operation on the schema that it speaks of.

    Args:
        name: the parameter's name, just before the operation.
        tie: what it speaks of, just before the operation.
        operation: the operation.
    """

    def __init__(self, name: str, tie: Tie, operation: SchemaOperation) -> None:
        self._name = name.encode()
        self._tie = tie
        self._operation = operation

    def query_up(self, query: bytes) -> bytes:
        """The newer query string of an older one; what isn't touched stays the same to the byte."""
        return b"&".join(one for part in query.split(b"&") for one in self._part(part)) if query else query

    def _part(self, part: bytes) -> list[bytes]:
        name, equals, value = part.partition(b"=")
        plain = form_decoded(name)
        if plain == self._name:
            text = form_decoded(value).decode("utf-8", "surrogateescape")
            newer = self._listed(text)
            return [part] if newer == text else [name + equals + _quoted(newer)]
        if self._tie.field is None and plain.startswith(self._name + b"["):
            # ?filter[name]=x
            brackets = plain[len(self._name) :].decode("utf-8", "surrogateescape")
            older = re.findall(r"\[([^\[\]]*)\]", brackets)
            newer_names = self._path(".".join(older)).split(".")
            if newer_names != older:
                return [
                    _quoted(self._name.decode() + "".join(f"[{one}]" for one in newer_names), "[]") + equals + value
                ]
        return [part]

    def _listed(self, text: str) -> str:
        items = text.split(",") if self._tie.several else [text]
        return ",".join(one for item in items for one in self._item(item))

    def _item(self, item: str) -> Sequence[str]:
        if self._tie.field is not None:
            newer = self._values(item)
            return newer if self._tie.several else newer[:1]
        bare = item.lstrip("-+ ")
        return [item[: len(item) - len(bare)] + self._path(bare)]

    def _path(self, dotted: str) -> str:
        newer = self._operation.location_up(tuple(dotted.split(".")))
        # A place in a list has no number here.
        return ".".join(part for part in newer if isinstance(part, str)) or dotted

    def _values(self, text: str) -> list[str]:
        field = self._tie.field
        assert field is not None
        newer = [str(one) for one in self._operation.values_up(field, text)]
        if newer != [text]:
            return newer
        target = self._operation.location_up((field,))[:1]
        try:
            made: Any = self._operation.up({field: text}, Role.MERGE)
        except (ConversionError, ValueError):
            return [text]
        found = made.get(target[0]) if target and isinstance(made, dict) else None
        return [found] if isinstance(found, str) else [text]


def tied(
    ties: Mapping[str, Tie], steps: Iterable[Operation], route: Sequence[RouteOperation]
) -> list[RouteOperation | TiedQuery]:
    """What is done to the query string, newest first.

    Args:
        ties: by the handler's names of parameters.
        steps: all operations between the client's version and the handler's, newest first.
        route: those of them that act on the route.
    """
    acting: list[RouteOperation | TiedQuery] = []
    current = dict(ties)
    own = {id(operation) for operation in route}
    for operation in steps:
        if isinstance(operation, RenameSchema):
            current = {
                name: tie._replace(schema=operation.name) if tie.schema in operation.to else tie
                for name, tie in current.items()
            }
        elif isinstance(operation, SchemaOperation):
            for name, tie in current.items():
                if tie.schema in operation.schemas:
                    current[name] = _before(tie, operation)
                    acting.append(TiedQuery(name, current[name], operation))
        elif isinstance(operation, RouteOperation) and id(operation) in own:
            acting.append(operation)
            if isinstance(operation, RenameQuery) and operation.to in current:
                current[operation.name] = current.pop(operation.to)
    return acting


def _before(tie: Tie, operation: SchemaOperation) -> Tie:
    if tie.field is None:
        return tie
    older = operation.location_down((tie.field,))[:1]
    return tie._replace(field=str(older[0])) if older else tie


def _quoted(text: str, safe: str = ",") -> bytes:
    return quote_plus(text, safe=safe, errors="surrogateescape").encode()
