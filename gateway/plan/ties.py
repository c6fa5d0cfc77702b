"""Query parameters that speak of a schema: of its fields' names, or of one field's values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from gateway.asgi import form_decoded
from gateway.errors import ConversionError, ParameterError
from gateway.operations.conversions import from_text, to_text
from gateway.operations.operation import NOTHING, Operation, Role, SchemaOperation
from gateway.operations.routes.interface import Interface, Parameter
from gateway.operations.routes.query import RenameQuery
from gateway.operations.routes.route import RouteOperation, RouteState
from gateway.plan.lineage import Link, State
from gateway.shapes.parts import mapped_all
from gateway.shapes.shape import Schema, Shape, ref
from gateway.shapes.unions import resolved
from gateway.shapes.walk import Location, occurrences_along, schema_at

NAMES = "x-names-of"
"""The mark of a parameter that holds names of a schema's fields: `Customer`."""
VALUES = "x-values-of"
"""The mark of a parameter that holds values of a schema's field: `Order.status`."""


SPOKEN_OF = "200"
_BRACKETS = re.compile(r"(\[[^\[\]]*\])+")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_SORTED = re.compile(r"([-+ ]*)([^-+ :][^ :]*)((?:[: ].*)?)", re.DOTALL)
"""A field that is sorted by: `-name`, `name:desc`, `name desc`."""


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
    """Translates one parameter through one operation on the schemas that it speaks of.

    Args:
        name: the parameter's name, just before the operation.
        tie: what it speaks of, just before the operation.
        link: the operation, with the schema that the parameter speaks of before and after it.
    """

    def __init__(self, name: str, tie: Tie, link: Link) -> None:
        self._name = name.encode()
        self._tie = tie
        assert isinstance(link.operation, SchemaOperation)
        self._operation = link.operation
        self._shape = link.older.responses[SPOKEN_OF]

    def query_up(self, query: bytes) -> bytes:
        """The newer query string of an older one; what isn't touched stays the same to the byte.

        Raises:
            ParameterError: a value can't be converted; the name is that just before the operation.
        """
        return b"&".join(one for part in query.split(b"&") for one in self._part(part)) if query else query

    def interface_down(self, interface: Interface) -> Interface:
        """What was said of the parameter before the operation."""
        name = self._name.decode()
        return interface.with_parameters("query", lambda one: [self._older(one)] if one.name == name else [one])

    def _older(self, parameter: Parameter) -> Parameter:
        plain = resolved(parameter.shape, parameter.shape.root)
        if self._tie.field is None:
            # Which names there were isn't said by those that there are.
            return parameter.reshaped(mapped_all(plain, _without_values))
        held = schema_at(self._shape, (self._tie.field,))
        if held is None:
            return parameter
        one, words = _one(self._shape, held), {key: plain[key] for key in ("title", "description") if key in plain}
        root = {"type": "array", "items": one, **words} if self._tie.several else {**one, **words}
        return parameter._replace(shape=Shape(root, self._shape.schemas, self._shape), said=parameter.said)

    def _part(self, part: bytes) -> list[bytes]:
        name, equals, value = part.partition(b"=")
        plain = form_decoded(name)
        text = form_decoded(value).decode("utf-8", "surrogateescape")
        if plain == self._name:
            return self._named(part, name + equals, text)
        brackets = plain[len(self._name) :].decode("utf-8", "surrogateescape")
        if self._tie.field is None and plain.startswith(self._name + b"[") and _BRACKETS.fullmatch(brackets):
            return self._filtered(part, name + equals, brackets, text)
        return [part]

    def _named(self, part: bytes, before: bytes, text: str) -> list[bytes]:
        listed = text.split(",") if self._tie.several else [text]
        newer = [self._item(item) for item in listed]
        if newer == [[item] for item in listed]:
            return [part]
        flat = [one for items in newer for one in items]
        if len(listed) > 1 or self._tie.field is None:
            return [before + _quoted(",".join(flat))]
        # One of a repeated parameter becomes several of it.
        return [before + _quoted(one) for one in (flat if self._tie.several else flat[:1])]

    def _filtered(self, part: bytes, before: bytes, brackets: str, text: str) -> list[bytes]:
        """`?filter[name]=x` and `?filter[owner][name]=x`, names and values."""
        names = [one.split(".") for one in _BRACKET.findall(brackets)]
        older = tuple(name for one in names for name in one)
        newer = self._place(older)
        said = self._values(older, text)[:1]
        if newer == older and said == [text]:
            return [part]
        flat = len(names) == 1
        told = f"[{'.'.join(newer)}]" if flat else "".join(f"[{name}]" for name in newer)
        left = before if newer == older else _quoted(self._name.decode() + told, "[]") + b"="
        return [left + _quoted(said[0])]

    def _item(self, item: str) -> list[str]:
        if self._tie.field is not None:
            return self._values((self._tie.field,), item)
        found = _SORTED.fullmatch(item)
        if found is None:
            return [item]
        return [found[1] + ".".join(self._place(tuple(found[2].split(".")))) + found[3]]

    def _place(self, place: tuple[str, ...]) -> tuple[str, ...]:
        """Where a field is after the operation; a place in a list has no number here."""
        newer: Location = place
        for depth in reversed(occurrences_along(self._shape, self._operation.schemas, newer)):
            newer = newer[:depth] + self._operation.location_up(newer[depth:])
        return tuple(one for one in newer if isinstance(one, str)) or place

    def _values(self, place: tuple[str, ...], text: str) -> list[str]:
        """The newer values that look like an older one of the field at a place to older clients."""
        held = schema_at(self._shape, place)
        if held is None:
            return [text]
        try:
            value = from_text(_scalar(self._shape, held), text)
            newer = self._through(place, value)
        except (ConversionError, ValueError) as error:
            raise ParameterError(str(error), self._name.decode()) from error
        except Exception as error:
            raise ParameterError("This can't be read.", self._name.decode()) from error
        texts = list(dict.fromkeys(to_text(one) for one in newer))
        return texts or [text]

    def _through(self, place: tuple[str, ...], value: Any) -> list[Any]:
        operation = self._operation
        for depth in reversed(occurrences_along(self._shape, operation.schemas, place)):
            if depth == len(place):
                return self._of_value(value) if operation.on_scalars is not False else []
            if depth == len(place) - 1:
                return self._of_field(place[depth], value)
        return []

    def _of_value(self, value: Any) -> list[Any]:
        newer = self._operation.values_up("", value)
        made = [self._operation.up(value, Role.MERGE)] if newer == [value] else newer
        return [one for one in made if isinstance(one, str | int | Decimal)]

    def _of_field(self, field: str, value: Any) -> list[Any]:
        newer = self._operation.values_up(field, value)
        if newer != [value]:
            return newer
        target = self._operation.location_up((field,))[:1]
        made: Any = self._operation.up({field: value}, Role.MERGE)
        found = made.get(target[0], NOTHING) if target and isinstance(made, dict) else NOTHING
        return [found] if isinstance(found, str | int | Decimal) else []


def _without_values(schema: Schema) -> Schema:
    names = ("enum", "const", "pattern", "default", "examples", "example")
    return {key: held for key, held in schema.items() if key not in names}


def _one(shape: Shape, schema: Schema) -> Schema:
    """The schema of one value of a field, each item's where it is a list, without null."""
    plain = resolved(shape, schema)
    if isinstance(plain.get("items"), Mapping):
        return _one(shape, plain["items"])
    parts = [part for part in plain.get("anyOf", ()) if part.get("type") != "null"]
    found = _one(shape, parts[0]) if len(parts) == 1 else plain
    return {key: held for key, held in found.items() if key not in ("title", "description", "default", "examples")}


def _scalar(shape: Shape, schema: Schema) -> Schema:
    """The type of a value, each item's where it is a list, without null."""
    plain = resolved(shape, schema)
    if isinstance(plain.get("items"), Mapping):
        return _scalar(shape, plain["items"])
    parts = [part for part in plain.get("anyOf", ()) if part.get("type") != "null"]
    found = _scalar(shape, parts[0]) if len(parts) == 1 else plain
    # Which values there are is for validation to say.
    return {"type": found["type"]} if isinstance(found.get("type"), str) else {}


def tied(
    ties: Mapping[str, Tie],
    links: Mapping[str, Sequence[Link]],
    steps: Iterable[Operation],
    route: Sequence[RouteOperation],
) -> list[RouteOperation | TiedQuery]:
    """What is done to the query string, newest first.

    Args:
        ties: by the handler's names of parameters.
        links: what touches the schema that each speaks of, newest first, by the handler's names of parameters.
        steps: all operations between the client's version and the handler's, newest first.
        route: those of them that act on the route.
    """
    acting: list[RouteOperation | TiedQuery] = []
    touching = {name: {id(link.operation): link for link in found} for name, found in links.items()}
    current = {name: (name, tie) for name, tie in ties.items()}
    own = {id(operation) for operation in route}
    for operation in steps:
        if isinstance(operation, SchemaOperation):
            for newest, (name, tie) in current.items():
                link = touching.get(newest, {}).get(id(operation))
                if link is not None:
                    current[newest] = (name, _before(tie, link))
                    acting.append(TiedQuery(name, current[newest][1], link))
        elif isinstance(operation, RouteOperation) and id(operation) in own:
            acting.append(operation)
            if isinstance(operation, RenameQuery):
                current = {
                    newest: (operation.name if name == operation.to else name, tie)
                    for newest, (name, tie) in current.items()
                }
    return acting


def _before(tie: Tie, link: Link) -> Tie:
    if tie.field is None:
        return tie
    newer, place = link.newer.responses[SPOKEN_OF], (tie.field,)
    operation = link.operation
    assert isinstance(operation, SchemaOperation)
    # The parameter speaks of the field of the schema itself, not of one that it holds.
    if 0 in occurrences_along(newer, operation.schemas, place):
        older = operation.location_down(place)[:1]
        place = (str(older[0]),) if older else place
    return tie._replace(field=place[0])


def spoken_of(tie: Tie, shape: Shape, route: RouteState) -> State:
    """The schema that a parameter speaks of, as if a route answered it."""
    return State(route, None, {SPOKEN_OF: Shape(ref(tie.schema), shape.schemas)})


def _quoted(text: str, safe: str = ",") -> bytes:
    return quote_plus(text, safe=safe, errors="surrogateescape").encode()
